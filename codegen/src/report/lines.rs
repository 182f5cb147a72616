//! Byte offset -> line and column, without reading the text again.

/// How far apart, in bytes, the places are whose number of characters is known.
const STEP: usize = 1024;

/// The lines of a text.
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// Where each line starts.
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`STEP`]: a document may be one line of megabytes.
    characters: Vec<usize>,
}

/// A place for people. Both count from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl<'a> Lines<'a> {
    /// Reads the text once.
    pub(crate) fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(place, _)| place + 1);
        let mut total = 0;
        let characters = text.as_bytes().chunks(STEP).map(|chunk| {
            let before = total;
            total += begun(chunk);
            before
        });
        let characters = characters.collect();
        Self { text, starts: std::iter::once(0).chain(breaks).collect(), characters }
    }

    /// The line and column of a byte.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let column = self.characters_before(offset) - self.characters_before(self.starts[line - 1]);
        Position { line, column: column + 1 }
    }

    /// Where the line with the byte starts and ends, in bytes and without its line break.
    pub(crate) fn line_around(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset.min(self.text.len()));
        let start = self.starts[line - 1];
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        let end = if self.text[start..end].ends_with('\r') { end - 1 } else { end };
        (start, end)
    }

    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let chunk = offset / STEP;
        let known = self.characters.get(chunk).copied();
        match known {
            Some(known) => known + begun(&self.text.as_bytes()[chunk * STEP..offset]),
            // The text ends exactly at a multiple.
            None => self
                .characters
                .last()
                .map_or(0, |last| last + begun(&self.text.as_bytes()[(chunk - 1) * STEP..])),
        }
    }
}

/// How many characters begin in these bytes: all bytes but those that continue one.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0b1100_0000) != 0b1000_0000).count()
}
