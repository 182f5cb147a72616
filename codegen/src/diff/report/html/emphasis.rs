//! In which words two versions of a line differ.

/// A line before, within and after the words in which it differs from its other version. All of it is before where they have no
/// word in common.
pub(super) fn parts<'a>(line: &'a str, other: &str) -> [&'a str; 3] {
    let start = word_start(line, other, common(line.chars(), other.chars()));
    let (head, rest) = line.split_at(start);
    let end = common(rest.chars().rev(), other[start..].chars().rev());
    let end = word_end(rest, &other[start..], end);
    let (middle, tail) = rest.split_at(rest.len() - end);
    if head.trim().is_empty() && tail.trim().is_empty() { [line, "", ""] } else { [head, middle, tail] }
}

/// How many bytes both begin with.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(sign, _)| sign.len_utf8()).sum()
}

/// The last place up to `length` at which both begin a word, or something that is none.
fn word_start(one: &str, other: &str, length: usize) -> usize {
    let (shared, splits) = (&one[..length], [&one[length..], &other[length..]]);
    if splits.iter().all(|rest| !rest.starts_with(is_word)) {
        return length;
    }
    shared.trim_end_matches(is_word).len()
}

/// The same from the end, as a length.
fn word_end(one: &str, other: &str, length: usize) -> usize {
    let shared = &one[one.len() - length..];
    let splits = [&one[..one.len() - length], &other[..other.len() - length]];
    if splits.iter().all(|rest| !rest.ends_with(is_word)) {
        return length;
    }
    shared.trim_start_matches(is_word).len()
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn whole_words_differ() {
        assert_eq!(parts("requests: 10", "requests: 15"), ["requests: ", "10", ""]);
        assert_eq!(parts("a.url: Option<T>", "a.web_url: Option<T>"), ["a.", "url", ": Option<T>"]);
        assert_eq!(parts("[A, B]", "[A, C, B]"), ["[A, ", "", "B]"]);
        assert_eq!(parts("[A, C, B]", "[A, B]"), ["[A, ", "C, ", "B]"]);
        assert_eq!(parts("aé: x", "aè: x"), ["", "aé", ": x"]);
        assert_eq!(parts("aa", "aaa"), ["aa", "", ""]);
    }

    #[test]
    fn lines_that_have_no_word_in_common_differ_as_a_whole() {
        assert_eq!(parts("  one", "  two"), ["  one", "", ""]);
        assert_eq!(parts("", "x"), ["", "", ""]);
    }
}
