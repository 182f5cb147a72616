//! The command line: what can be asked for, and what the exit codes mean.

use crate::{Exit, Terminal, bench::BENCHES, mock};
use clap::{Args, Parser, Subcommand, ValueEnum, builder::PossibleValuesParser};
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0  fine; warnings alone are fine too
  1  findings: the document has errors, or a step of `test`, a bench or a claim of `demo` failed
  2  the command line asks for something that cannot be done
  3  a file cannot be read or written, the port of `mock` cannot be opened, or the document is neither YAML nor JSON
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
    /// List every rule that `lint` checks
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
    /// Say what a rule wants and why, instead of looking for problems
    #[arg(long, value_name = "RULE", conflicts_with_all = ["spec", "format"])]
    pub(crate) explain: Option<String>,
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
    /// Also judge the mock and the client by programs of others, which `tests/conformance/install` installs
    #[arg(long)]
    pub(crate) conformance: bool,
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
