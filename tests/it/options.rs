//! A parameter that is called like an option of a call leaves that option alone.

use crate::fixtures;

/// Where the runtime gives every request builder its options.
const RUNTIME: &str = include_str!("../../client/runtime/src/call.rs");

/// The options that only some operations have: generated code adds them.
const GENERATED: [&str; 3] = ["allow_stale", "items", "pages"];

#[test]
fn parameters_named_like_options_get_another_setter() {
    let mut options: Vec<&str> = RUNTIME
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("pub fn "))
        .filter_map(|signature| signature.split(|sign: char| sign != '_' && !sign.is_alphanumeric()).next())
        .collect();
    assert!(options.contains(&"deadline"), "{options:?}");
    options.extend(GENERATED);

    let parameter =
        |name: &&str| format!("        - {{ name: {name}, in: query, schema: {{ type: string }} }}\n");
    let parameters: String = options.iter().map(parameter).collect();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: Options, version: '1' }}\nservers: [{{ url: 'https://api.example.com' }}]\n\
         paths:\n  /it:\n    get:\n      operationId: get_it\n      tags: [it]\n      parameters:\n{parameters}      \
         responses: {{ '204': {{ description: Done. }} }}\n"
    );
    let generated = fixtures::modules("options", &text);
    let code = generated.tree.get("operations/it.rs").expect("the operations of the tag");
    for name in options {
        assert!(code.contains(&format!("pub fn {name}_param(self, ")), "{name}: {code}");
        assert!(!code.contains(&format!("pub fn {name}(self, ")), "{name}: {code}");
    }
}
