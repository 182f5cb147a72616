//! `cargo xtask regen`: the generated files, written or compared.

use crate::{
    Exit, Terminal,
    cli::RegenArgs,
    files::{self, Plan},
    input::{self, Document},
    lint,
    package_name::package_name,
    shell::quoted,
    unified::unified,
};
use anyhow::Context;
use codegen::{Generated, Levels, Source, Target, problem::Problems, report};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The command that writes the client of this workspace: every message and every header calls it so.
pub(crate) const REGEN: &str = "cargo xtask regen";
/// Where the client of this workspace has its generated files, relative to the root.
const GENERATED: &str = "client/src/generated";
/// Where the mock server of this workspace has the schemas of requests, relative to the root: the directory and the file.
const SCHEMAS: (&str, &str) = ("client/mock/src", "schemas.json");
/// How many problems of one rule are shown: `lint` is the command that one reads them with.
const SHOWN: usize = 3;

/// Compiles the document and writes or compares the files.
pub(crate) fn run(args: &RegenArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let job = match (&args.spec, &args.out) {
        (Some(spec), Some(out)) => Job::package(spec, out, root)?,
        _ => Job::workspace(root)?,
    };
    job.run(args.check, terminal)
}

/// Compares the files of this workspace with what its document says, as `regen --check` does.
pub(crate) fn check(root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    Job::workspace(root)?.run(true, terminal)
}

/// One document and the directory that its files belong in.
struct Job {
    document: Document,
    levels: Levels,
    /// The command that does this job from here.
    command: String,
    /// The command that the files name, and what they call the document: the same wherever `regen` runs.
    header: (String, String),
    /// The command that shows every problem.
    lint: String,
    directory: PathBuf,
    /// The directory as messages call it.
    shown: String,
    output: Output,
}

enum Output {
    /// The generated modules of the client, in a directory that holds nothing else, and the schemas of its requests, in
    /// this directory among handwritten files.
    Modules { schemas: PathBuf },
    /// A crate of its own, in a directory that may hold other files too.
    Package { name: String, runtime: String },
}

/// What is to be done to the files in one directory.
struct Part {
    directory: PathBuf,
    /// The directory as messages call it.
    shown: String,
    plan: Plan,
}

impl Job {
    fn workspace(root: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            document: Document::of_workspace(root)?,
            levels: input::levels_of_workspace(root)?,
            command: REGEN.to_owned(),
            header: (REGEN.to_owned(), input::SPEC.to_owned()),
            lint: lint::LINT.to_owned(),
            directory: root.join(GENERATED),
            shown: GENERATED.to_owned(),
            output: Output::Modules { schemas: root.join(SCHEMAS.0) },
        })
    }

    /// The house rules do not bind other people's documents: these get the default levels.
    fn package(spec: &Path, out: &Path, root: &Path) -> anyhow::Result<Self> {
        let directory = std::path::absolute(out).with_context(|| format!("cannot find {}", out.display()))?;
        let runtime =
            std::path::absolute(root.join("client/runtime")).context("cannot find client/runtime")?;
        let name =
            directory.file_name().map(|name| package_name(&name.to_string_lossy())).unwrap_or_default();
        Ok(Self {
            document: Document::of_path(spec)?,
            levels: Levels::default(),
            command: command(spec, out),
            header: (command(last(spec), last(&directory)), last(spec).display().to_string()),
            lint: lint::on(spec),
            directory,
            shown: out.display().to_string(),
            output: Output::Package { name, runtime: runtime.display().to_string() },
        })
    }

    fn run(&self, check: bool, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
        if self.directory.exists() && !self.directory.is_dir() {
            let shown = &self.shown;
            terminal.err.line(format_args!("error: {shown} is a file, not a directory"))?;
            return Ok(Exit::Usage);
        }
        let source = self.document.source();
        let (result, took) = self.generate();
        let problems = match &result {
            Ok(generated) => &generated.problems,
            Err(problems) => problems,
        };
        if !problems.is_empty() {
            let err = &mut terminal.err;
            let (shown, hidden) = shorten(problems);
            err.text(report::text(&source, &shown, err.color()))?;
            for (rule, count) in hidden {
                err.line(format_args!("... and {count} more of {rule}"))?;
            }
            err.line(report::summary(problems).trim_end())?;
            if shown.len() < problems.len() {
                err.line(format_args!("`{}` shows them all", self.lint))?;
            }
            if let Some(hint) = input::fixes(problems, &self.lint) {
                err.line(hint)?;
            }
        }
        let generated = match &result {
            Ok(generated) => generated,
            Err(problems) => return Ok(input::verdict(problems)),
        };
        let plan = files::plan(&self.directory, generated.tree.iter())?;
        if let Some(reason) = self.objection(&plan)? {
            terminal.err.line(format_args!("error: {reason}"))?;
            return Ok(Exit::Usage);
        }
        let mut parts = vec![Part { directory: self.directory.clone(), shown: self.shown.clone(), plan }];
        if let Output::Modules { schemas: directory } = &self.output {
            let (shown, file) = SCHEMAS;
            let plan = files::plan_one(directory, file, &generated.schemas)?;
            parts.push(Part { directory: directory.clone(), shown: shown.to_owned(), plan });
        }
        if check { self.compare(&parts, terminal) } else { self.write(&parts, generated, took, terminal) }
    }

    fn generate(&self) -> (Result<Generated, Problems>, Duration) {
        let (command, document) = &self.header;
        let target = match &self.output {
            Output::Modules { .. } => Target::Modules { command },
            Output::Package { name, runtime } => Target::Package { name, runtime, command },
        };
        let source = Source { name: document, ..self.document.source() };
        #[expect(clippy::disallowed_methods, reason = "the time it takes is printed, nothing depends on it")]
        let start = Instant::now();
        let result = codegen::generate(&source, &self.levels, &target);
        (result, start.elapsed())
    }

    /// Why the files must not go into the directory, if so.
    fn objection(&self, plan: &Plan) -> anyhow::Result<Option<String>> {
        let shown = &self.shown;
        if matches!(self.output, Output::Modules { .. }) {
            return Ok(None);
        }
        let empty = files::is_empty(&self.directory).with_context(|| format!("cannot list {shown}"))?;
        if !empty && !plan.ours {
            return Ok(Some(format!(
                "{shown} is not empty and `{REGEN}` did not write it; choose a new directory"
            )));
        }
        if let Some(path) = plan.overwritten.first() {
            return Ok(Some(format!(
                "{shown}/{path} does not say that `{REGEN}` wrote it and would be lost; move it elsewhere"
            )));
        }
        // The generated modules of another crate bear the same marks and would be removed. The manifest is written first.
        let manifest = self.directory.join("Cargo.toml");
        let is_crate =
            files::is_ours(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
        Ok((!empty && !is_crate).then(|| {
            format!(
                "{shown} is part of a crate: `{REGEN}` wrote files there and no Cargo.toml; choose a new directory"
            )
        }))
    }

    fn compare(&self, parts: &[Part], terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
        let out = &mut terminal.out;
        for Part { shown, plan, .. } in parts {
            for change in &plan.changes {
                out.text(unified(change, shown, out.color()))?;
            }
        }
        let unwelcome = self.report_strangers(parts, terminal)?;
        let mut stale = false;
        for Part { shown, plan, .. } in parts.iter().filter(|part| !part.plan.changes.is_empty()) {
            stale = true;
            let files = count(plan.changes.len(), "stale file");
            terminal.err.line(format_args!("{files} in {shown}: run `{}`", self.command))?;
        }
        if stale || unwelcome {
            return Ok(Exit::Stale);
        }
        for Part { shown, .. } in parts {
            terminal.out.line(format_args!("what is generated in {shown} is up to date"))?;
        }
        Ok(Exit::Fine)
    }

    fn write(
        &self,
        parts: &[Part],
        generated: &Generated,
        took: Duration,
        terminal: &mut Terminal<'_>,
    ) -> anyhow::Result<Exit> {
        for Part { directory, plan, .. } in parts {
            files::apply(directory, &plan.changes)?;
        }
        self.report_strangers(parts, terminal)?;
        let out = &mut terminal.out;
        out.line(format_args!(
            "{}: {}, {}",
            self.shown,
            count(generated.operations, "operation"),
            count(generated.types, "type")
        ))?;
        for Part { shown, plan, .. } in parts {
            for change in &plan.changes {
                // The line above says where most of them are.
                let place = if *shown == self.shown { String::new() } else { format!("{shown}/") };
                out.line(format_args!("{} {place}{}", change.verb(), change.path))?;
            }
        }
        if parts.iter().all(|part| part.plan.changes.is_empty()) {
            out.line("nothing changed")?;
        }
        out.line(format_args!("generated in {} ms", took.as_millis()))?;
        if matches!(self.output, Output::Package { .. }) {
            let manifest = Path::new(&self.shown).join("Cargo.toml");
            out.line(format_args!("next: cargo check --manifest-path {}", manifest.display()))?;
        }
        Ok(Exit::Fine)
    }

    /// Names the files that do not belong among the generated modules, and says whether there are any.
    fn report_strangers(&self, parts: &[Part], terminal: &mut Terminal<'_>) -> anyhow::Result<bool> {
        if matches!(self.output, Output::Package { .. }) {
            return Ok(false);
        }
        let mut any = false;
        for Part { shown, plan, .. } in parts {
            for path in &plan.strangers {
                any = true;
                terminal.err.line(format_args!(
                    "{shown}/{path} was not written by `{REGEN}`: move it elsewhere or delete it"
                ))?;
            }
        }
        Ok(any)
    }
}

/// The command that makes a crate of a document.
fn command(spec: &Path, out: &Path) -> String {
    format!("{REGEN} --spec {} --out {}", quoted(spec), quoted(out))
}

/// The last name of a path; the whole path when it ends in `..`.
fn last(path: &Path) -> &Path {
    path.file_name().map_or(path, Path::new)
}

/// At most [`SHOWN`] problems of each rule, and how many of which rule are left out.
fn shorten(problems: &Problems) -> (Problems, BTreeMap<&'static str, usize>) {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut shown = problems.clone();
    shown.retain(|problem| {
        let count = counts.entry(problem.rule.id).or_default();
        *count += 1;
        *count <= SHOWN
    });
    counts.retain(|_, count| *count > SHOWN);
    for count in counts.values_mut() {
        *count -= SHOWN;
    }
    (shown, counts)
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::command;
    use std::path::Path;

    #[test]
    fn a_command_can_be_typed_again() {
        let text = command(Path::new("a b/it's.yaml"), Path::new("plain-1.0"));
        assert_eq!(text, r"cargo xtask regen --spec 'a b/it'\''s.yaml' --out plain-1.0");
    }
}
