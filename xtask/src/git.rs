//! What a revision of the workspace's repository holds. It asks the program `git`, and nothing is ever fetched.

use anyhow::{Context, anyhow, bail};
use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

/// The branches that others branch from, the first that is there.
const MAIN: [&str; 2] = ["origin/main", "main"];

/// A commit of the repository that a workspace is in.
pub(crate) struct Commit<'a> {
    root: &'a Path,
    /// The least of its hash that tells it from others.
    pub(crate) hash: String,
}

impl<'a> Commit<'a> {
    /// The commit that a revision such as `v1.2` or `HEAD~1` names.
    pub(crate) fn named(root: &'a Path, revision: &str) -> anyhow::Result<Self> {
        in_repository(root)?;
        match resolve(root, revision)? {
            Some(hash) => Ok(Self { root, hash }),
            None if is_shallow(root)? => Err(shallow(revision)),
            None => {
                bail!("there is no revision `{revision}` here: `git fetch` brings what others have pushed")
            }
        }
    }

    /// The last commit that `HEAD` has in common with the main branch, and the name of that.
    pub(crate) fn of_main(root: &'a Path) -> anyhow::Result<(Self, &'static str)> {
        in_repository(root)?;
        if resolve(root, "HEAD")?.is_none() {
            bail!("there is no commit yet to compare with");
        }
        for branch in MAIN {
            if resolve(root, branch)?.is_none() {
                continue;
            }
            return match answer(root, &["merge-base", "HEAD", branch])? {
                Some(hash) => Ok((Self::named(root, &hash)?, branch)),
                None if is_shallow(root)? => Err(shallow(&format!("where this branch left {branch}"))),
                None => {
                    bail!("`HEAD` and `{branch}` have no commit in common: name a revision to compare with")
                }
            };
        }
        if is_shallow(root)? {
            return Err(shallow("`origin/main`"));
        }
        bail!(
            "there is neither `origin/main` nor `main` here: run `git fetch origin main:refs/remotes/origin/main`, or name a \
             revision, as in `cargo xtask diff HEAD~1`"
        )
    }

    /// The text of a file, by its path below the workspace; `None` when the commit has no such file.
    pub(crate) fn file(&self, path: &str) -> anyhow::Result<Option<String>> {
        let Self { root, hash } = self;
        let listed = git(root, &["ls-tree", "--name-only", hash, "--", path])?;
        if !listed.status.success() || listed.stdout.is_empty() {
            return Ok(None);
        }
        let name = format!("{hash}:{path}");
        let shown = git(root, &["cat-file", "blob", &format!("{hash}:./{path}")])?;
        if !shown.status.success() {
            return Err(complaint(&shown)).with_context(|| format!("cannot read {name}"));
        }
        String::from_utf8(shown.stdout).map(Some).map_err(|_| anyhow!("cannot read {name}: it is not UTF-8"))
    }
}

fn in_repository(root: &Path) -> anyhow::Result<()> {
    let asked = git(root, &["rev-parse", "--git-dir"])?;
    if asked.status.success() {
        return Ok(());
    }
    Err(complaint(&asked))
        .context("git has no revision to compare with: name a document by `--base-spec FILE`")
}

/// The short hash of the commit that a revision names.
fn resolve(root: &Path, revision: &str) -> anyhow::Result<Option<String>> {
    let commit = format!("{revision}^{{commit}}");
    answer(root, &["rev-parse", "--verify", "--quiet", "--short", "--end-of-options", &commit])
}

fn is_shallow(root: &Path) -> anyhow::Result<bool> {
    Ok(answer(root, &["rev-parse", "--is-shallow-repository"])?.as_deref() == Some("true"))
}

fn shallow(what: &str) -> anyhow::Error {
    anyhow!(
        "this clone is shallow and does not hold {what}: run `git fetch --unshallow`, or in a workflow give \
         `actions/checkout` the input `fetch-depth: 0`"
    )
}

/// What git answers in one line; `None` when it has no answer.
fn answer(root: &Path, args: &[&str]) -> anyhow::Result<Option<String>> {
    let output = git(root, args)?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(output.status.success().then_some(text))
}

fn git(root: &Path, args: &[&str]) -> anyhow::Result<Output> {
    let mut command = Command::new("git");
    // A partial clone would fetch what it lacks.
    command.args(args).current_dir(root).env("GIT_NO_LAZY_FETCH", "1").stdin(Stdio::null());
    command.output().context("cannot start git: install it, or name a document by `--base-spec FILE`")
}

/// What git says of a failure.
fn complaint(output: &Output) -> anyhow::Error {
    anyhow!("{}", String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; "))
}
