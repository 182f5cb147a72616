//! Where a command writes: results to one stream, remarks and errors to the other.

use crate::Exit;
use std::{
    env, fmt,
    io::{self, IsTerminal},
};

/// The two streams of a command.
pub struct Terminal<'a> {
    /// The results, which a program may read.
    pub(crate) out: Stream<'a>,
    /// Remarks and errors, which a person reads.
    pub(crate) err: Stream<'a>,
}

/// A stream and whether it shows colors.
pub(crate) struct Stream<'a> {
    writer: &'a mut dyn io::Write,
    color: bool,
}

impl<'a> Terminal<'a> {
    /// Streams without colors.
    pub fn plain(out: &'a mut dyn io::Write, err: &'a mut dyn io::Write) -> Self {
        Self { out: Stream { writer: out, color: false }, err: Stream { writer: err, color: false } }
    }

    /// The streams of this process: each with colors when a person sees it and `NO_COLOR` does not object.
    pub fn of_process(out: &'a mut io::Stdout, err: &'a mut io::Stderr) -> Self {
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && env::var_os("TERM").is_none_or(|value| value != "dumb");
        let (out_color, err_color) = (wanted && out.is_terminal(), wanted && err.is_terminal());
        Self { out: Stream { writer: out, color: out_color }, err: Stream { writer: err, color: err_color } }
    }

    /// Says why the command ended early.
    pub fn fail(&mut self, error: &anyhow::Error) -> Exit {
        // The stream for errors is the last resort: when it is gone too, the exit code has to do.
        let _ = self.err.line(format_args!("error: {error:#}"));
        Exit::CannotLoad
    }
}

impl Stream<'_> {
    /// Whether to write colors.
    pub(crate) fn color(&self) -> bool {
        self.color
    }

    /// Writes text as it is.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        unless_closed(write!(self.writer, "{text}"))
    }

    /// Writes one line at once, so that the output of a child process lands behind it.
    pub(crate) fn line(&mut self, text: impl fmt::Display) -> io::Result<()> {
        unless_closed(writeln!(self.writer, "{text}").and_then(|()| self.writer.flush()))
    }
}

/// A reader that went away, as in `cargo xtask regen --check | head`, has read enough: what the command does and the exit code
/// stay the same.
fn unless_closed(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}
