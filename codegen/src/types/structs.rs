//! Structs: the fields as the spec lists them and, for what callers build, a constructor and setters.

use super::form::Form;
use super::spelling::{Spelling, Word, text};
use super::{docs, ident, rename, type_docs, unraw};
use crate::model::{Field, Struct, TypeDef};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Item, parse_quote};

/// Setters of these names would hide a method of the same name, or read as an operator.
const SHADOWING: [&str; 15] = [
    "new", "default", "clone", "add", "sub", "mul", "div", "rem", "shl", "shr", "bitand", "bitor", "bitxor",
    "neg", "not",
];

/// More arguments than this and clippy speaks up.
const FEW_ARGUMENTS: usize = 7;

/// More fields of type `bool` than this and clippy speaks up.
const FEW_BOOLS: usize = 3;

/// A struct and, when requests hold it, its constructor and setters. `forms` are those of the fields and of the map of
/// further properties.
pub(super) fn emit(def: &TypeDef, shape: &Struct, forms: &[Form], spelling: &mut Spelling<'_>) -> Vec<Item> {
    let members = members(shape, forms);
    let mut items = vec![declaration(def, &members, spelling)];
    if def.in_request {
        items.push(construction(def, shape, &members, spelling));
    }
    items
}

/// A field of the Rust struct.
struct Member<'a> {
    name: String,
    form: Form,
    /// The property; `None` for the map of further ones.
    field: Option<&'a Field>,
}

impl Member<'_> {
    fn is_required(&self) -> bool {
        self.field.is_some_and(|field| field.required)
    }

    fn is_deprecated(&self) -> bool {
        self.field.is_some_and(|field| field.deprecated)
    }
}

fn members<'a>(shape: &'a Struct, forms: &[Form]) -> Vec<Member<'a>> {
    let mut forms = forms.iter().cloned();
    let mut members: Vec<_> = shape
        .fields
        .iter()
        .zip(&mut forms)
        .map(|(field, form)| Member {
            name: field.name.clone(),
            form: if field.required { form } else { form.optional() },
            field: Some(field),
        })
        .collect();
    if let Some(form) = forms.next() {
        let mut name = "rest".to_owned();
        while shape.fields.iter().any(|field| field.name == name) {
            name.push('_');
        }
        members.push(Member { name, form, field: None });
    }
    members
}

fn declaration(def: &TypeDef, members: &[Member<'_>], spelling: &mut Spelling<'_>) -> Item {
    let docs = type_docs(def);
    let name = ident(&def.name);
    let default = has_default(def, members, spelling).then(|| quote! { Default, });
    let (serialize, deserialize) = (spelling.word(Word::Serialize), spelling.word(Word::Deserialize));
    let bools = members.iter().filter(|member| member.form == Form::Primitive("bool")).count();
    let many_bools = (bools > FEW_BOOLS).then(|| {
        quote! { #[expect(clippy::struct_excessive_bools, reason = "the API has this many")] }
    });
    let fields = members.iter().map(|member| field(member, spelling));
    parse_quote! {
        #(#docs)*
        #many_bools
        #[derive(Debug, Clone, #default PartialEq, #serialize, #deserialize)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }
}

/// Whether the constructor takes no arguments, so that Rust users expect `Default` too.
fn has_default(def: &TypeDef, members: &[Member<'_>], spelling: &Spelling<'_>) -> bool {
    def.in_request && spelling.has_default() && !members.iter().any(Member::is_required)
}

fn field(member: &Member<'_>, spelling: &mut Spelling<'_>) -> TokenStream {
    let name = ident(&member.name);
    let ty = spelling.ty(&member.form);
    let Some(field) = member.field else {
        let docs = docs("The properties that no other field holds.");
        return quote! { #(#docs)* #[serde(flatten)] pub #name: #ty };
    };
    let docs = match &field.doc {
        Some(doc) => docs(doc),
        None => docs(&format!("The property `{}`.", field.wire)),
    };
    let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
    let mut arguments: Vec<TokenStream> = rename(&field.name, &field.wire).into_iter().collect();
    if field.nullable || matches!(member.form, Form::Option(_)) {
        arguments.push(quote! { default });
    }
    if !field.required {
        let is_none = format!("{}::is_none", text(&spelling.word(Word::Option)));
        arguments.push(quote! { skip_serializing_if = #is_none });
    }
    let serde = (!arguments.is_empty()).then(|| quote! { #[serde(#(#arguments),*)] });
    quote! { #(#docs)* #deprecated #serde pub #name: #ty }
}

fn construction(def: &TypeDef, shape: &Struct, members: &[Member<'_>], spelling: &mut Spelling<'_>) -> Item {
    let name = ident(&def.name);
    let constructor = constructor(def, shape, members, spelling);
    let setters: Vec<_> = members
        .iter()
        .filter(|member| !member.is_required())
        .map(|member| setter(member, members, spelling))
        .collect();
    parse_quote! {
        impl #name {
            #constructor
            #(#setters)*
        }
    }
}

fn constructor(
    def: &TypeDef,
    shape: &Struct,
    members: &[Member<'_>],
    spelling: &mut Spelling<'_>,
) -> TokenStream {
    let listed = shape.arguments.iter().filter_map(|at| members.get(*at));
    let required: Vec<_> = listed.filter(|member| member.is_required()).collect();
    let docs = match (required.len(), members.len()) {
        (_, 0) => docs("An empty object."),
        (0, _) => docs("Nothing set yet."),
        (required, all) if required == all => docs("All properties; none is optional."),
        _ => docs("The required properties; the others have setters."),
    };
    if has_default(def, members, spelling) {
        return quote! {
            #(#docs)*
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let many = (required.len() > FEW_ARGUMENTS).then(|| {
        quote! { #[expect(clippy::too_many_arguments, reason = "the API requires this many properties")] }
    });
    let deprecated = members.iter().any(Member::is_deprecated).then(uses_deprecated);
    let arguments: Vec<_> = required
        .iter()
        .map(|member| {
            let (name, (ty, _)) = (ident(&member.name), argument(member, &member.form, spelling));
            quote! { #name: #ty }
        })
        .collect();
    let values = members.iter().map(|member| {
        let name = ident(&member.name);
        let value = if member.is_required() {
            argument(member, &member.form, spelling).1
        } else {
            Some(empty(&member.form, spelling))
        };
        value.map_or_else(|| quote! { #name }, |value| quote! { #name: #value })
    });
    quote! {
        #(#docs)*
        #many
        #deprecated
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn setter(member: &Member<'_>, members: &[Member<'_>], spelling: &mut Spelling<'_>) -> TokenStream {
    let field = ident(&member.name);
    let setter = setter_name(&member.name, members);
    let inner = match &member.form {
        Form::Option(inner) if member.field.is_some() => inner,
        form => form,
    };
    let (ty, value) = argument(member, inner, spelling);
    let value = value.unwrap_or_else(|| quote! { #field });
    let value = match member.field {
        Some(_) => quote! { Some(#value) },
        None => value,
    };
    let docs = docs(&format!("Sets [`{0}`](field@Self::{0}).", unraw(&member.name)));
    let deprecated = member.is_deprecated().then(|| {
        let expectation = uses_deprecated();
        quote! { #[deprecated] #expectation }
    });
    quote! {
        #(#docs)*
        #deprecated
        #[must_use]
        pub fn #setter(mut self, #field: #ty) -> Self {
            self.#field = #value;
            self
        }
    }
}

fn setter_name(name: &str, members: &[Member<'_>]) -> proc_macro2::Ident {
    if !SHADOWING.contains(&name) {
        return ident(name);
    }
    let mut name = format!("with_{name}");
    while members.iter().any(|member| member.name == name) {
        name.push('_');
    }
    format_ident!("{name}")
}

/// The type of an argument that fills `form`, and the conversion when there is one.
fn argument(
    member: &Member<'_>,
    form: &Form,
    spelling: &mut Spelling<'_>,
) -> (TokenStream, Option<TokenStream>) {
    let name = ident(&member.name);
    let convertible = spelling.has_conversions();
    match form {
        Form::Text | Form::Any if convertible => {
            let ty = spelling.ty(form);
            (quote! { impl Into<#ty> }, Some(quote! { #name.into() }))
        }
        Form::List(inner) if **inner == Form::Text && convertible => {
            let ty = spelling.word(Word::String);
            let items = quote! { impl IntoIterator<Item = impl Into<#ty>> };
            (items, Some(quote! { #name.into_iter().map(Into::into).collect() }))
        }
        Form::Boxed(inner) => {
            let (ty, outer) = (spelling.ty(inner), spelling.word(Word::Box));
            (ty, Some(quote! { #outer::new(#name) }))
        }
        _ => (spelling.ty(form), None),
    }
}

/// The value of an optional field that is not set.
fn empty(form: &Form, spelling: &mut Spelling<'_>) -> TokenStream {
    match form {
        Form::Object => quote! { serde_json::Map::new() },
        Form::Map(_) => {
            let map = spelling.word(Word::BTreeMap);
            quote! { #map::new() }
        }
        _ => quote! { None },
    }
}

fn uses_deprecated() -> Attribute {
    parse_quote! { #[expect(deprecated, reason = "callers are warned, not the type itself")] }
}
