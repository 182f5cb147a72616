//! The name of a generated package.

/// Makes a name that Cargo takes for a package out of the name of a directory.
pub(crate) fn package_name(directory: &str) -> String {
    /// Names that Cargo refuses, and those of the packages that a generated crate depends on.
    const TAKEN: &[&str] = &[
        "alloc",
        "build",
        "codegen-runtime",
        "core",
        "deps",
        "examples",
        "incremental",
        "proc-macro",
        "serde",
        "serde-json",
        "std",
        "test",
        // The keywords of Rust.
        "abstract",
        "as",
        "async",
        "await",
        "become",
        "box",
        "break",
        "const",
        "continue",
        "crate",
        "do",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "final",
        "fn",
        "for",
        "gen",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "macro",
        "match",
        "mod",
        "move",
        "mut",
        "override",
        "priv",
        "pub",
        "ref",
        "return",
        "self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "try",
        "type",
        "typeof",
        "unsafe",
        "unsized",
        "use",
        "virtual",
        "where",
        "while",
        "yield",
    ];
    let words: Vec<_> = directory
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    if name.is_empty() {
        "client".to_owned()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("client-{name}")
    } else if TAKEN.contains(&name.as_str()) {
        format!("{name}-client")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn names_packages_after_directories() {
        for (directory, name) in [
            ("petstore", "petstore"),
            ("Pet Store_v2.1", "pet-store-v2-1"),
            ("2fa", "client-2fa"),
            ("serde_json", "serde-json-client"),
            ("match", "match-client"),
            ("äöü", "client"),
            ("", "client"),
        ] {
            assert_eq!(package_name(directory), name, "of {directory:?}");
        }
    }
}
