//! The command line: what can be asked for, and what the exit codes mean.

use crate::{Exit, Terminal, bench::BENCHES, mock};
use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use codegen::diff::{Contract, Date, Severity};
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0  fine; warnings alone are fine too
  1  findings: the document has errors, `diff` found what `--fail-on` names and nobody accepted, `drift` what is not
     listed, or a step of `test`, a bench or a claim of
     `demo` failed
  2  the command line asks for something that cannot be done
  3  a file or a revision cannot be read, a file cannot be written, the port of `mock` cannot be opened, or the document is
     neither YAML nor JSON
  4  stale: the generated files are not what the document says";

/// The commands of this workspace.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the generated client and the schemas of its requests from spec/openapi.yaml, or a whole crate from any document
    Regen(RegenArgs),
    /// Look for problems in spec/openapi.yaml, or in any document
    ///
    /// Errors give exit code 1. Warnings alone give 0: raise a rule to `deny` in lint.toml to make it an error.
    Lint(LintArgs),
    /// Say what a change of spec/openapi.yaml means to those who call the API
    ///
    /// The document is compared with what it was where this branch left `origin/main`, or `main` where there is no other.
    /// Nothing is fetched. What the generator makes otherwise than when that was committed is told apart, and never fails.
    Diff(DiffArgs),
    /// List every rule of `lint`, `diff` and `drift`
    Rules(RulesArgs),
    /// Prove that the tree is right: format, lints, generated files, tests, documentation
    Test(TestArgs),
    /// Run a stand-in for the platform until Ctrl-C, for programs that are tried by hand or in CI
    ///
    /// It prints what to paste. What should go wrong is told to it at /_mock/faults, and what has arrived is read at
    /// /_mock/arrivals: see client/mock/README.md.
    #[command(after_help = EXIT_CODES)]
    Mock(mock::Options),
    /// Show the main job from end to end: the client is generated, keeps the limits of a stand-in, and meets its errors
    ///
    /// It takes less than a minute, and draws what arrived when in target/demo/timeline.svg.
    #[command(after_help = EXIT_CODES)]
    Demo,
    /// Measure what permits and calls cost and what holds in chaos, and keep the figures in target/bench
    Bench(BenchArgs),
    /// Say what the platform's own document and spec/openapi.yaml say differently
    ///
    /// What is meant to differ is listed in spec/known-differences.yaml, with the reason; anything else gives exit code 1.
    Drift(DriftArgs),
}

#[derive(Debug, Default, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct RegenArgs {
    /// Write nothing; print what would change and exit with 4 if anything would
    #[arg(long)]
    pub(crate) check: bool,
    /// Compile this OpenAPI document instead of spec/openapi.yaml
    #[arg(long, value_name = "FILE", requires = "out")]
    pub(crate) spec: Option<PathBuf>,
    /// Write a complete crate to this directory: a new one, an empty one, or one that `regen` wrote before
    #[arg(long, value_name = "DIRECTORY", requires = "spec")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct LintArgs {
    /// Read this OpenAPI document instead of spec/openapi.yaml; a lint.toml beside it sets the levels of the rules
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,
    /// How to print the problems: `github` makes annotations of a workflow run
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Mend the problems for which there is but one way, in the document itself, and print what is left
    ///
    /// Nothing else of the document changes, not even its comments and line breaks. `cargo xtask rules` marks the rules whose
    /// problems can be mended.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Say what a rule wants and why, instead of looking for problems
    #[arg(long, value_name = "RULE", conflicts_with_all = ["spec", "format", "fix"])]
    pub(crate) explain: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct DiffArgs {
    /// The revision to compare with, such as v1.0 or HEAD~1, in place of where this branch left the main one
    pub(crate) base: Option<String>,
    /// Compare with this document instead of one in git
    #[arg(long, value_name = "FILE", conflicts_with = "base")]
    pub(crate) base_spec: Option<PathBuf>,
    /// Compare this document instead of spec/openapi.yaml
    #[arg(long, value_name = "FILE")]
    pub(crate) head_spec: Option<PathBuf>,
    /// How to print what has changed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiffFormat,
    /// Write it to this file instead
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// What comes before the path of the document in the address of its page, up to `/blob/main/`: with it the places of
    /// `md` are links
    #[arg(long, value_name = "URL")]
    pub(crate) link_to: Option<String>,
    /// The least that gives exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    pub(crate) fail_on: FailOn,
    /// Look only at what breaks one of these, or concerns it: programs that are built already (wire), code that compiles
    /// against the client (source), how calls behave (behaviour)
    #[arg(long, value_delimiter = ',', value_parser = contract())]
    pub(crate) contract: Vec<Contract>,
    /// Accept the change with this fingerprint, or several split by commas: add it to the accepted-changes.yaml beside
    /// the document, in place of printing
    #[arg(long, value_name = "FINGERPRINT", value_delimiter = ',', requires = "reason")]
    #[arg(conflicts_with_all = ["format", "out", "link_to", "fail_on", "contract", "verbose"])]
    pub(crate) accept: Vec<String>,
    /// Why the change that is accepted may be, for those who review it
    #[arg(long, value_name = "TEXT", requires = "accept")]
    pub(crate) reason: Option<String>,
    /// The last day on which the change is accepted, such as 2026-12-31; without it for good
    #[arg(long, value_name = "DATE", requires = "accept")]
    pub(crate) expires: Option<Date>,
    /// List changes of documentation too, and every item and operation
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Say what a rule finds and what it means, instead of comparing
    #[arg(long, value_name = "RULE", exclusive = true)]
    pub(crate) explain: Option<String>,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For a terminal
    #[default]
    Text,
    /// For programs
    Json,
    /// For a browser: one file, with the lines that have changed and the limits and errors of every operation
    Html,
    /// One comment on a pull request
    Md,
    /// Annotations of a workflow run
    Github,
}

/// From what on a change gives exit code 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// What breaks callers
    #[default]
    Breaking,
    /// What may break somebody, too
    Dangerous,
    /// Whatever has changed
    Any,
    /// Nothing
    Never,
}

impl FailOn {
    /// The least that is too much; `None` when nothing is.
    pub(crate) fn threshold(self) -> Option<Severity> {
        match self {
            Self::Breaking => Some(Severity::Breaking),
            Self::Dangerous => Some(Severity::Dangerous),
            Self::Any => Some(Severity::Docs),
            Self::Never => None,
        }
    }
}

fn contract() -> impl TypedValueParser<Value = Contract> {
    PossibleValuesParser::new(Contract::ALL.map(Contract::name)).try_map(|name| {
        Contract::ALL.into_iter().find(|contract| contract.name() == name).ok_or("there is no such contract")
    })
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to print the rules
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct BenchArgs {
    /// The only one to run
    #[arg(value_parser = PossibleValuesParser::new(BENCHES))]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct TestArgs {
    /// Also judge the mock, the client and the page of `diff` by programs of others, which `tests/conformance/install` installs
    #[arg(long)]
    pub(crate) conformance: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct DriftArgs {
    /// The platform's own document, fetched beforehand: OpenAPI 3.0 or 3.1 as YAML or JSON
    #[arg(required_unless_present = "explain")]
    pub(crate) upstream: Option<PathBuf>,
    /// How to print the differences
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Say what a rule finds and what it means, instead of comparing
    #[arg(long, value_name = "RULE", exclusive = true)]
    pub(crate) explain: Option<String>,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
    Github,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    #[default]
    Text,
    Json,
}

/// Prints the help that was asked for, or what is wrong with the command line.
pub(crate) fn explain(error: &clap::Error, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let wrong = error.use_stderr();
    let stream = if wrong { &mut terminal.err } else { &mut terminal.out };
    let text = error.render();
    if stream.color() {
        stream.text(text.ansi())?;
    } else {
        stream.text(text)?;
    }
    Ok(if wrong { Exit::Usage } else { Exit::Fine })
}
