//! The witness of an item: a function that uses it as its line of `api.txt` says, and that does not compile when it is another one.

use super::case::Case;
use syn::{FnArg, Pat, TraitItemFn};

/// A function that uses one item of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Witness<'a> {
    pub(super) case: &'a str,
    /// The item's line of `api.txt`.
    pub(super) item: &'a str,
    /// One line of Rust: imports and the function.
    pub(super) code: String,
}

impl<'a> Witness<'a> {
    /// # Panics
    ///
    /// When the line is of no kind that is known here.
    pub(super) fn of(case: &'a Case, item: &'a str) -> Self {
        let (scope, local) = scope(item);
        let client = format!("api::{}::generated", case.name);
        let module = if scope.is_empty() { String::new() } else { format!("use {client}::{scope}::*; ") };
        Self { case: &case.name, item, code: format!("use {client}::*; {module}{}", function(local)) }
    }
}

/// The module of an item, and its line without it.
fn scope(item: &str) -> (&str, &str) {
    let path = item.split([':', '.', '<', '(']).next().unwrap_or_default();
    if path == "types" {
        return ("types", &item["types::".len()..]);
    }
    if path == "operations" {
        let rest = &item["operations::".len()..];
        // A tag's module begins with a lowercase letter; what stands in no module does not.
        let end = if rest.starts_with(|first: char| first.is_ascii_lowercase()) {
            rest.find("::").expect("an item of a module")
        } else {
            return ("operations", rest);
        };
        return (&item[.."operations::".len() + end], &rest[end + 2..]);
    }
    ("", item)
}

/// The function for a line without its module.
fn function(line: &str) -> String {
    let (name, rest) = line.split_once(": ").unwrap_or((line, ""));
    if name.contains('(') && !rest.ends_with("variant") {
        return method(line);
    }
    if let Some((owner, field)) = name.split_once('.') {
        return format!("fn witness(it: {owner}) -> {rest} {{ it.{field} }}");
    }
    match rest.split_once(' ').unwrap_or((rest, "")) {
        ("struct" | "enum", "") => format!("fn witness(_: &{name}) {{}}"),
        ("variant", "") => variant(name),
        ("type", ty) => format!("fn witness(it: {ty}) -> {name} {{ it }}"),
        ("static", ty) => format!("static WITNESS: &{ty} = &{name};"),
        ("impl", what) => format!("fn witness() {{ fn has<T: {what}>() {{}} has::<{name}>() }}"),
        ("call", what) => call(name, what),
        _ => panic!("an item of no kind that is known: {line}"),
    }
}

fn variant(name: &str) -> String {
    match name.split_once('(') {
        None => {
            let owner = name.rsplit_once("::").expect("an enum").0;
            format!("fn witness() -> {owner} {{ {name} }}")
        }
        Some((name, payload)) => {
            let owner = name.rsplit_once("::").expect("an enum").0;
            let payload = payload.strip_suffix(')').expect("one payload");
            format!("fn witness(it: {payload}) -> {owner} {{ {name}(it) }}")
        }
    }
}

fn call(builder: &str, what: &str) -> String {
    let (_, what) = what.split_once(", ").expect("an operation");
    let (success, failure) = what.rsplit_once(", ").expect("a success and an error");
    format!("async fn witness(it: {builder}) -> Result<Response<{success}>, Error<{failure}>> {{ it.await }}")
}

fn method(line: &str) -> String {
    let (path, signature) = line.split_at(line.find(['(', '<']).expect("a signature"));
    let (owner, _) = path.rsplit_once("::").expect("a method of something");
    let whole: TraitItemFn = syn::parse_str(&format!("fn witness{signature};")).expect(line);
    let mut inputs = Vec::new();
    let mut values = Vec::new();
    for input in &whole.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                let receiver = spelled(receiver);
                let reference =
                    if receiver.starts_with('&') { receiver.trim_end_matches("self") } else { "" };
                inputs.push(format!("it: {reference}{owner}"));
                values.push("it".to_owned());
            }
            FnArg::Typed(typed) => {
                let Pat::Ident(name) = &*typed.pat else { panic!("an argument without a name: {line}") };
                inputs.push(spelled(input));
                values.push(name.ident.to_string());
            }
        }
    }
    let generics = spelled(&whole.sig.generics);
    let output = spelled(&whole.sig.output);
    let (inputs, values) = (inputs.join(", "), values.join(", "));
    // What starts an operation stands in the module of a tag. Callers do not write its name.
    if owner == "Client" && output.trim_start_matches("-> ").chars().all(char::is_alphanumeric) {
        return format!("fn witness{generics}({inputs}) {{ {path}({values}); }}");
    }
    let output = output.replace("Self", owner);
    format!("fn witness{generics}({inputs}) {output} {{ {path}({values}) }}")
}

fn spelled(tokens: &impl quote::ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
