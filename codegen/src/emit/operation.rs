//! One operation: its method, its request builder, its facts and its errors.

use super::{
    docs::{self, doc, maybe_doc},
    facts::facts,
    failures::{errors, failure},
    ident,
    rust_type::{argument, success, value},
};
use crate::model::{Api, Encoding, Location, Operation, PageField, Param};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(api: &Api, operation: &Operation) -> TokenStream {
    let (builder, constant) = (ident(&operation.builder), ident(&operation.constant));
    let method = method(api, operation);
    let about = doc(&format!("The request of {}; await it to send it.", docs::method_link(operation)));
    let setters = setters(operation);
    let (stale, pages) = (allow_stale(operation), pages(operation));
    let methods = quote!(#setters #stale #pages);
    let methods = (!methods.is_empty()).then(|| quote!(impl #builder { #methods }));
    let (success, failure) = (success(&operation.success), failure(operation));
    let facts = facts(api, operation);
    let errors = errors(operation);
    quote! {
        impl Client { #method }

        #about
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is awaited"]
        pub struct #builder(Pending);

        #methods

        codegen_runtime::call!(#builder => #constant, #success, #failure);

        #facts

        #errors
    }
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let about = doc(&docs::operation(api, operation));
    let deprecated = deprecated(operation.deprecated);
    let (name, builder, constant) =
        (ident(&operation.method), ident(&operation.builder), ident(&operation.constant));
    let required: Vec<&Param> = operation.params.iter().filter(|param| param.required).collect();
    let args = required.iter().map(|param| {
        let (name, ty) = (ident(&param.name), argument(&param.ty));
        quote!(#name: #ty)
    });
    let sets = required.iter().map(|param| set(param));
    let body = operation.body.as_ref().filter(|body| body.required);
    let (body_args, body_set) = body.map(|_| body_parts(operation)).unwrap_or_default();
    let args: Vec<TokenStream> = args.chain(body_args).collect();
    // Clippy counts `self` too.
    let too_many = (args.len() + 1 > 7)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "all of them are required")]));
    quote! {
        #about
        #deprecated
        #too_many
        pub fn #name(&self #(, #args)*) -> #builder {
            #builder(self.0.start(&#constant) #(#sets)* #body_set)
        }
    }
}

fn setters(operation: &Operation) -> TokenStream {
    let optional = operation.params.iter().filter(|param| !param.required).map(|param| {
        let about =
            maybe_doc(Some(param.doc.as_deref().unwrap_or(&format!("Sets the parameter `{}`.", param.wire))));
        let deprecated = deprecated(param.deprecated);
        let (name, ty, set) = (ident(&param.name), argument(&param.ty), set(param));
        quote! {
            #about
            #deprecated
            pub fn #name(self, #name: #ty) -> Self {
                Self(self.0 #set)
            }
        }
    });
    let body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let about = maybe_doc(Some(body.doc.as_deref().unwrap_or("Sets the body.")));
        let (args, set) = body_parts(operation);
        quote! {
            #about
            pub fn body(self #(, #args)*) -> Self {
                Self(self.0 #set)
            }
        }
    });
    quote!(#(#optional)* #body)
}

/// `.query("limit", limit)` and its like.
fn set(param: &Param) -> TokenStream {
    let (wire, name) = (&param.wire, ident(&param.name));
    match param.location {
        Location::Path => quote!(.path(#wire, #name)),
        Location::Query => quote!(.query(#wire, #name)),
        Location::Header => quote!(.header_param(#wire, #name)),
    }
}

/// The arguments that make the body, and the call that sets it.
fn body_parts(operation: &Operation) -> (Vec<TokenStream>, TokenStream) {
    let Some(body) = &operation.body else {
        return (Vec::new(), quote!());
    };
    let media_type = &body.media_type;
    match body.encoding {
        Encoding::Json => {
            let ty = value(&body.ty);
            (vec![quote!(body: #ty)], quote!(.json(body)))
        }
        Encoding::Form => {
            let ty = value(&body.ty);
            (vec![quote!(body: #ty)], quote!(.form(body)))
        }
        // The boundary of a multipart body, or the choice among `image/*`, is the caller's.
        Encoding::Bytes if media_type.starts_with("multipart/") || media_type.contains('*') => {
            let args = vec![quote!(content_type: &str), quote!(body: impl Into<Bytes>)];
            (args, quote!(.bytes(content_type, body)))
        }
        Encoding::Bytes => (vec![quote!(body: impl Into<Bytes>)], quote!(.bytes(#media_type, body))),
    }
}

/// The option of operations whose answers may be old.
fn allow_stale(operation: &Operation) -> TokenStream {
    let Some(age) = operation.policy.stale else {
        return quote!();
    };
    let about = doc(&format!(
        "Settles for an answer that is up to `max` old, and never more than {}, when no fresh one is to be had at once.\n\n\
         The call then does not queue: when there is no permit at once, or after a 429, a 5xx, a timeout or a lost connection, \
         it ends with the last stored answer, if that is young enough; \
         [`freshness`](codegen_runtime::Response::freshness) says so. Without one it goes on as usual.",
        docs::spoken(age)
    ));
    quote! {
        #about
        pub fn allow_stale(self, max: Duration) -> Self {
            Self(self.0.allow_stale(max))
        }
    }
}

fn pages(operation: &Operation) -> TokenStream {
    let Some(paging) = &operation.policy.pagination else {
        return quote!();
    };
    let (page, failure, item) = (success(&operation.success), failure(operation), value(&paging.item));
    let field = |field: &PageField| ident(&field.name);
    let items = field(&paging.items);
    let (count, items) = if paging.items.optional {
        (quote!(page.#items.as_ref().map_or(0, Vec::len)), quote!(page.#items.unwrap_or_default()))
    } else {
        (quote!(page.#items.len()), quote!(page.#items))
    };
    let total = match &paging.total {
        None => quote!(None),
        Some(total) if total.optional => {
            let total = field(total);
            quote!(page.#total)
        }
        Some(total) => {
            let total = field(total);
            quote!(Some(page.#total))
        }
    };
    quote! {
        /// Every page, one after the other.
        #[must_use]
        pub fn pages(self) -> BoxStream<Result<Response<#page>, Error<#failure>>> {
            self.0.pages::<Self>(|page| (#count, #total))
        }

        /// Every item, page after page.
        #[must_use]
        pub fn items(self) -> BoxStream<Result<#item, Error<#failure>>> {
            self.0.items::<Self, _>(|page| (#items, #total))
        }
    }
}

fn deprecated(is: bool) -> TokenStream {
    if is { quote!(#[deprecated = "the API discourages it"]) } else { quote!() }
}
