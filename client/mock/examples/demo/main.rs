//! The main job from end to end, against the stand-in: `cargo xtask demo`.
//!
//! Each chapter shows something that the client promises, and fails when it does not hold. The argument, if there is one, is
//! the file in which to draw the first chapter. It ends with 0, with 1 when a claim does not hold, and with 3 when a file cannot be
//! written or a port cannot be opened.

mod budget;
mod follow;
pub(crate) mod picture;
pub(crate) mod race;
mod refusals;
pub(crate) mod screen;
mod storm;
mod strip;

use codegen_client::operations::AGENT_CREATION;
use codegen_mock::Mock;
use screen::Screen;
use std::{env, io, path::PathBuf, process::ExitCode, time::Duration};

/// How much shorter than at the platform things take, so that they can be watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// The window in which [`LIMIT`] runs can be started, in place of 60 s.
    pub(crate) window: Duration,
    /// How long a run takes.
    pub(crate) run: Duration,
}

/// How many runs can be started in a window, at the platform too.
pub(crate) const LIMIT: u32 = AGENT_CREATION.requests;

const WATCHABLE: Scale = Scale { window: Duration::from_secs(3), run: Duration::from_secs(4) };

#[tokio::main]
async fn main() -> ExitCode {
    let picture = env::args_os().nth(1).map(PathBuf::from);
    match run(WATCHABLE, &mut Screen::of_process(), picture).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            // A file that cannot be written and a port that cannot be opened are no claim that does not hold.
            if error.is::<io::Error>() { ExitCode::from(3) } else { ExitCode::FAILURE }
        }
    }
}

/// Every chapter, until a claim does not hold.
pub(crate) async fn run(scale: Scale, screen: &mut Screen, picture: Option<PathBuf>) -> anyhow::Result<()> {
    let mock = Mock::builder()
        .quota(&AGENT_CREATION, LIMIT, scale.window)
        .run_time(scale.run..=scale.run)
        .tokens(race::TOKENS)
        .start()
        .await?;
    // One for all chapters, as in a program: what is used of its limits in one counts in the next.
    let agent = mock.agent()?;
    let outcome = race::show(&mock, &agent, scale, screen).await?;
    if let Some(file) = &picture {
        picture::write(file, &outcome, scale.window)?;
    }
    refusals::show(screen).await?;
    let run = agent.run("Fix the login page").await?;
    storm::show(&mock, &agent, &run, screen).await?;
    follow::show(&mock, &run, screen).await?;
    budget::show(agent.client(), screen)?;
    screen.title("Everything that was claimed has held")?;
    if let Some(file) = picture {
        screen.text(format_args!("The first chapter is drawn in {}.", file.display()))?;
    }
    Ok(())
}
