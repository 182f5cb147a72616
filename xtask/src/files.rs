//! Brings a directory in line with generated files, and never touches a file that is not ours.
//!
//! [`plan`] reads and decides, [`apply`] writes; `--check` needs only the first.

use anyhow::{Context, ensure};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

/// What the header of a generated file says, in one line.
const MARKS: [&str; 2] = ["@generated", "cargo xtask regen"];
/// The header is looked for in this many bytes and lines from the start.
const HEADER_BYTES: u64 = 1024;
const HEADER_LINES: usize = 4;

/// The difference between a directory and what should be there.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// What to create, update and remove, sorted by path.
    pub(crate) changes: Vec<Change>,
    /// Files that are there, are not wanted, and do not say that `regen` wrote them.
    pub(crate) strangers: Vec<String>,
    /// Files that [`apply`] would overwrite although they do not say that `regen` wrote them.
    pub(crate) overwritten: Vec<String>,
    /// Whether `regen` wrote any of the files that are there.
    pub(crate) ours: bool,
}

impl Plan {
    /// Compares one file with what should be in it.
    fn want(&mut self, directory: &Path, path: &str, text: &str) -> anyhow::Result<()> {
        let inside = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        ensure!(inside, "the generator wants to write `{path}`, outside its directory");
        let file = directory.join(path);
        let old = read_if_there(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if let Some(old) = &old {
            let marked = is_marked(old);
            self.ours |= marked;
            if !marked && is_marked(text.as_bytes()) {
                self.overwritten.push(path.to_owned());
            }
        }
        if old.as_deref() != Some(text.as_bytes()) {
            self.changes.push(Change { path: path.to_owned(), old, new: Some(text.to_owned()) });
        }
        Ok(())
    }
}

/// One file that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Relative to the directory, with `/`.
    pub(crate) path: String,
    /// What is there.
    pub(crate) old: Option<Vec<u8>>,
    /// What should be there.
    pub(crate) new: Option<String>,
}

impl Change {
    /// What [`apply`] does to the file, in the past tense.
    pub(crate) fn verb(&self) -> &'static str {
        match (&self.old, &self.new) {
            (None, _) => "created",
            (Some(_), Some(_)) => "updated",
            (Some(_), None) => "removed",
        }
    }
}

/// Compares `directory` with the files `wanted`, byte by byte. A directory that is not there is empty.
///
/// A file that is there and not wanted is to be removed when its header says that `regen` wrote it. Hidden files, links, `target` directories and nested packages are
/// nobody's business.
pub(crate) fn plan<'a>(
    directory: &Path,
    wanted: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> anyhow::Result<Plan> {
    let wanted: BTreeMap<_, _> = wanted.into_iter().collect();
    let mut plan = Plan::default();
    for (&path, &text) in &wanted {
        plan.want(directory, path, text)?;
    }
    for path in files_below(directory)? {
        if wanted.contains_key(path.as_str()) {
            continue;
        }
        let file = directory.join(&path);
        let marked = header_is_marked(&file).with_context(|| format!("cannot read {}", file.display()))?;
        plan.ours |= marked;
        if marked {
            let old = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            plan.changes.push(Change { path, old: Some(old), new: None });
        } else {
            plan.strangers.push(path);
        }
    }
    plan.changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(plan)
}

/// Compares one file of a `directory` in which others write the rest.
pub(crate) fn plan_one(directory: &Path, path: &str, text: &str) -> anyhow::Result<Plan> {
    let mut plan = Plan::default();
    plan.want(directory, path, text)?;
    Ok(plan)
}

/// Carries out `changes`. Removes first, so that a file can make room for a directory of its name.
///
/// Each file changes at once or not at all. After a failure half-way the next run does the rest.
pub(crate) fn apply(directory: &Path, changes: &[Change]) -> anyhow::Result<()> {
    for change in changes.iter().filter(|change| change.new.is_none()) {
        let file = directory.join(&change.path);
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        let above = file.ancestors().skip(1).take_while(|&above| above != directory);
        for above in above {
            // Fails where something else is left, which is where to stop.
            if fs::remove_dir(above).is_err() {
                break;
            }
        }
    }
    for change in changes {
        if let Some(text) = &change.new {
            let file = directory.join(&change.path);
            replace(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
    }
    Ok(())
}

/// Writes a neighbour and renames it: a reader sees the old file or the new one, and an interrupted run leaves the old.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let (Some(parent), Some(name)) = (file.parent(), file.file_name()) else {
        return Err(io::ErrorKind::InvalidFilename.into());
    };
    fs::create_dir_all(parent)?;
    // The name is always the same, so that what an interrupted run left is used up by the next.
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".new");
    let neighbour = parent.join(hidden);
    let written = File::create(&neighbour)
        .and_then(|mut new| {
            new.write_all(text.as_bytes())?;
            // Who may read and write it stays as it was.
            fs::metadata(file).map_or(Ok(()), |old| new.set_permissions(old.permissions()))
        })
        .and_then(|()| fs::rename(&neighbour, file));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&neighbour);
    }
    written
}

/// Every file below `directory`, relative to it and with `/`, without those that [`plan`] leaves alone.
fn files_below(directory: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut pending = vec![(directory.to_owned(), String::new())];
    while let Some((directory, prefix)) = pending.pop() {
        for (name, is_dir) in
            entries(&directory).with_context(|| format!("cannot list {}", directory.display()))?
        {
            let path = format!("{prefix}{name}");
            if !is_dir {
                files.push(path);
                continue;
            }
            let below = directory.join(&name);
            if name != "target" && !below.join("Cargo.toml").exists() {
                pending.push((below, format!("{path}/")));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The names in a directory, and whether each is a directory. Leaves out links, hidden names, and names that are not
/// UTF-8, which the generator cannot have written.
fn entries(directory: &Path) -> io::Result<Vec<(String, bool)>> {
    let listing = match fs::read_dir(directory) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in listing {
        let entry = entry?;
        let kind = entry.file_type()?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
            && (kind.is_dir() || kind.is_file())
        {
            names.push((name, kind.is_dir()));
        }
    }
    Ok(names)
}

/// Whether there is anything in a directory, other than what version control keeps there.
pub(crate) fn is_empty(directory: &Path) -> io::Result<bool> {
    match fs::read_dir(directory) {
        Ok(listing) => {
            for entry in listing {
                if entry?.file_name() != ".git" {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn read_if_there(file: &PathBuf) -> io::Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        // A file in place of a directory on the way: `apply` removes it first, if it is ours.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether `regen` wrote `file`; no, when it is not there.
pub(crate) fn is_ours(file: &PathBuf) -> io::Result<bool> {
    match header_is_marked(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        result => result,
    }
}

fn header_is_marked(file: &PathBuf) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(file)?.take(HEADER_BYTES).read_to_end(&mut start)?;
    Ok(is_marked(&start))
}

/// Whether a file that starts so says that `regen` wrote it.
fn is_marked(start: &[u8]) -> bool {
    String::from_utf8_lossy(start)
        .lines()
        .take(HEADER_LINES)
        .any(|line| MARKS.iter().all(|mark| line.contains(mark)))
}

#[cfg(test)]
mod tests;
