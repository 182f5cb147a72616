//! A change of a file as a unified diff.

use crate::files::Change;
use similar::TextDiff;

/// Renders `change` of a file in `directory` as `diff -u` does; a side that is not there is `/dev/null`.
pub(crate) fn unified(change: &Change, directory: &str, color: bool) -> String {
    let old = change.old.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let new = change.new.as_deref().unwrap_or_default();
    let name = |prefix: &str, there: bool| {
        if there { format!("{prefix}/{directory}/{}", change.path) } else { "/dev/null".to_owned() }
    };
    let diff = TextDiff::from_lines(&*old, new);
    let text = diff
        .unified_diff()
        .header(&name("a", change.old.is_some()), &name("b", change.new.is_some()))
        .to_string();
    if color { colored(&text) } else { text }
}

/// Makes removed lines red, added ones green, and hunk headers cyan, as git does.
fn colored(diff: &str) -> String {
    let mut text = String::new();
    for line in diff.lines() {
        let color = match line.as_bytes().first() {
            Some(b'-') => "\x1b[31m",
            Some(b'+') => "\x1b[32m",
            Some(b'@') => "\x1b[36m",
            _ => "",
        };
        let end = if color.is_empty() { "\n" } else { "\x1b[0m\n" };
        text.extend([color, line, end]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(old: Option<&str>, new: Option<&str>) -> Change {
        Change {
            path: "client.rs".to_owned(),
            old: old.map(|text| text.as_bytes().to_vec()),
            new: new.map(str::to_owned),
        }
    }

    #[test]
    fn shows_both_sides() {
        let text = unified(&change(Some("one\ntwo\n"), Some("one\nthree\n")), "generated", false);
        let expected =
            "--- a/generated/client.rs\n+++ b/generated/client.rs\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_missing_side_is_dev_null() {
        let text = unified(&change(None, Some("one\n")), "generated", false);
        assert_eq!(text, "--- /dev/null\n+++ b/generated/client.rs\n@@ -0,0 +1 @@\n+one\n");
        let text = unified(&change(Some("one\n"), None), "generated", false);
        assert_eq!(text, "--- a/generated/client.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n");
    }

    #[test]
    fn colors_every_line_and_ends_every_color() {
        let text = unified(&change(Some("one\n"), Some("two\n")), "generated", true);
        assert!(text.contains("\x1b[31m-one\x1b[0m\n") && text.contains("\x1b[32m+two\x1b[0m\n"), "{text}");
    }
}
