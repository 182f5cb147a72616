//! What is shown: with colors and in motion to a person, plain to a program.

use std::{
    env, fmt,
    io::{self, ErrorKind, IsTerminal, Write},
};

/// Lines are indented by this much under their title.
const INDENT: &str = "  ";

/// Where the demo is shown.
pub(crate) struct Screen {
    out: Box<dyn Write + Send>,
    /// Whether it understands colors and a cursor that moves.
    ansi: bool,
    /// How many lines the next picture of what moves takes the place of.
    moving: usize,
}

/// What a piece of text means.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tone {
    Title,
    Good,
    Bad,
    Faint,
}

impl Screen {
    /// That of this process: plain where `NO_COLOR` asks for it or no person watches.
    pub(crate) fn of_process() -> Self {
        let objects = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        let out = io::stdout();
        let ansi = out.is_terminal() && !objects && !dumb;
        Self::new(out, ansi)
    }

    /// One that is read through this, with colors and a cursor that moves if it understands them.
    pub(crate) fn new(out: impl Write + Send + 'static, ansi: bool) -> Self {
        Self { out: Box::new(out), ansi, moving: 0 }
    }

    /// A new chapter.
    pub(crate) fn title(&mut self, text: &str) -> io::Result<()> {
        let text = self.paint(Tone::Title, text);
        self.write(&format!("\n{text}\n"))
    }

    /// One line.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        self.moving = 0;
        let line = format!("{INDENT}{text}");
        self.write(&format!("{}\n", line.trim_end()))
    }

    /// Lines that take the place of those that moved before. Where nothing can move, nothing is shown.
    pub(crate) fn moving(&mut self, lines: &[String]) -> io::Result<()> {
        if !self.ansi {
            return Ok(());
        }
        self.back()?;
        for line in lines {
            self.write(&format!("{INDENT}{line}\n"))?;
        }
        self.moving = lines.len();
        self.out.flush()
    }

    /// Takes away what moved.
    pub(crate) fn still(&mut self) -> io::Result<()> {
        self.back()?;
        self.moving = 0;
        Ok(())
    }

    /// Text in the color of what it means.
    pub(crate) fn paint(&self, tone: Tone, text: impl fmt::Display) -> String {
        let code = match tone {
            Tone::Title => "1",
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Faint => "2",
        };
        if self.ansi { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }

    fn back(&mut self) -> io::Result<()> {
        if self.moving > 0 {
            self.write(&format!("\x1b[{}A\x1b[J", self.moving))?;
        }
        Ok(())
    }

    /// A reader that went away, as in `cargo xtask demo | head`, has read enough: the claims are checked all the same.
    fn write(&mut self, text: &str) -> io::Result<()> {
        let written = self.out.write_all(text.as_bytes());
        written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
    }
}
