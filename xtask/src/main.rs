//! `cargo xtask`: the commands of this workspace.

use std::process::ExitCode;
use xtask::Terminal;

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let mut err = std::io::stderr();
    let mut terminal = Terminal::of_process(&mut out, &mut err);
    let exit = match xtask::workspace_root() {
        Ok(root) => xtask::run_on(std::env::args_os(), &root, &mut terminal),
        Err(error) => terminal.fail(&error),
    };
    exit.into()
}
