//! `errors.rs`: the kinds that callers match on.

use super::{docs::doc, ident};
use crate::{lower::RUNTIME_KINDS, model::Api};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(api: &Api) -> TokenStream {
    let own = api.errors.iter().map(|kind| {
        let variant = ident(&kind.variant);
        let statuses = kind.statuses.join(", ");
        let about = doc(&match &kind.doc {
            Some(text) => format!("{statuses}: {text}"),
            None => format!("The API answered {statuses}."),
        });
        quote!(#about #variant,)
    });
    let shared = RUNTIME_KINDS.iter().map(|(variant, text)| {
        let (variant, about) = (ident(variant), doc(text));
        quote!(#about #variant,)
    });
    let arms = RUNTIME_KINDS.iter().map(|(variant, _)| {
        let variant = ident(variant);
        quote!(Failure::#variant => Self::#variant,)
    });
    quote! {
        use codegen_runtime::Failure;

        /// What went wrong, by name: the API's own errors first, then the failures that every call can have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            #(#own)*
            #(#shared)*
        }

        impl From<Failure> for ErrorKind {
            fn from(failure: Failure) -> Self {
                match failure {
                    #(#arms)*
                }
            }
        }
    }
}
