//! The API -> the files of a client: one emitter, one file. Only `quote!` makes Rust here.

mod api_txt;
mod client;
mod differing;
mod docs;
mod errors;
mod facts;
mod failures;
mod index;
mod operation;
mod package;
mod policies_txt;
mod rust_type;
mod tag;

pub(crate) use differing::differing_lines;
pub(crate) use docs::spelled;
pub(crate) use failures::status_text;
pub(crate) use package::package;
pub(crate) use rust_type::{argument_text, value_text};

use crate::{
    Tree,
    model::{Api, Success, Tag, Type},
    render,
};
use proc_macro2::TokenStream;
use quote::quote;

/// One Rust file before it is text.
pub(crate) struct Module {
    /// Where it goes, such as `operations/agents.rs`.
    pub(crate) path: String,
    /// The `//!` text.
    pub(crate) doc: String,
    /// Its items.
    pub(crate) items: Vec<syn::Item>,
}

impl Module {
    /// A module of the items in `tokens`.
    ///
    /// # Panics
    ///
    /// When `tokens` are no Rust items: an emitter is wrong, whatever the document.
    fn new(path: &str, doc: impl Into<String>, tokens: TokenStream) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "`quote!` wrote the tokens; that they are items is a property of the emitters"
        )]
        let file: syn::File = syn::parse2(tokens).expect("emitters write Rust items");
        Self { path: path.to_owned(), doc: doc.into(), items: file.items }
    }
}

/// Every generated file. `types` are the items of `types.rs`; `header` is what each file starts with.
pub(crate) fn emit(api: &Api, types: Vec<syn::Item>, header: &render::Header<'_>) -> Tree {
    let modules = modules(api, types);
    let mut tree = Tree::default();
    for module in &modules {
        tree.insert(&module.path, render::rust(header, module));
    }
    tree.insert("api.txt", render::text(header, &api_txt::lines(&modules)));
    tree.insert("policies.txt", render::text(header, &policies_txt::lines(api)));
    tree
}

/// The lines of `api.txt` alone.
pub(crate) fn api_lines(api: &Api, types: Vec<syn::Item>) -> Vec<String> {
    api_txt::lines(&modules(api, types))
}

/// A type as the files of operations spell it.
pub(crate) fn type_text(ty: &Type) -> String {
    render::one_line(&rust_type::value(ty))
}

/// What a call gives, as the files of operations spell it.
pub(crate) fn success_text(success: &Success) -> String {
    render::one_line(&rust_type::success(success))
}

fn modules(api: &Api, types: Vec<syn::Item>) -> Vec<Module> {
    let mut modules = shared(api, types);
    for (at, tag) in api.tags.iter().enumerate() {
        let doc = tag.doc.clone().unwrap_or_else(|| format!("Operations of the tag `{}`.", tag.name));
        modules.push(Module::new(&path(tag), doc, tag::emit(api, at)));
    }
    modules
}

/// The modules that belong to no tag.
fn shared(api: &Api, types: Vec<syn::Item>) -> Vec<Module> {
    vec![
        Module::new("mod.rs", format!("What regen writes of {}.", api.title), root()),
        Module::new("client.rs", "The client.", client::emit(api)),
        Module::new("errors.rs", "The kinds of errors.", errors::emit(api)),
        Module {
            path: "types.rs".to_owned(),
            doc: "The schemas of the API, by name.".to_owned(),
            items: types,
        },
        Module::new(
            "operations/mod.rs",
            "Every operation and every rate limit of the API, as data.",
            index::emit(api),
        ),
    ]
}

/// Where the operations of a tag go.
fn path(tag: &Tag) -> String {
    format!("operations/{}.rs", tag.module)
}

fn root() -> TokenStream {
    quote! {
        mod client;
        mod errors;
        pub mod operations;
        pub mod types;
        pub use client::Client;
        pub use errors::ErrorKind;
    }
}

/// A Rust identifier; raw when it is written so.
fn ident(name: &str) -> syn::Ident {
    quote::format_ident!("{name}")
}
