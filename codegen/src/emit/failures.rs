//! The error enum of one operation, and how a status and a body become one of its variants.

use super::{
    docs::{doc, method_link},
    ident,
    rust_type::value,
};
use crate::model::{ErrorCase, Operation, Status};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The enum and its decoding; nothing when no error is documented.
pub(super) fn errors(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!();
    }
    let about = doc(&format!("The documented errors of {}.", method_link(operation)));
    let name = failure(operation);
    let variants = operation.errors.iter().map(|case| {
        let variant = ident(&case.variant);
        let status = status_text(case.status);
        let about = doc(&match &case.doc {
            Some(text) => format!("{status}: {text}"),
            None => format!("The API answered {status}."),
        });
        let body = case.body.as_ref().map(|ty| {
            let ty = value(ty);
            quote!((#ty))
        });
        quote!(#about #variant #body,)
    });
    let otherwise =
        (!operation.errors.iter().any(|case| case.status == Status::Default)).then(|| quote!(_ => None,));
    let kinds = operation.errors.iter().map(|case| {
        let (pattern, kind) = (pattern(case), ident(&case.kind));
        quote!(#pattern => Some(ErrorKind::#kind),)
    });
    let decoded = operation.errors.iter().map(|case| {
        let (pattern, variant) = (pattern(case), ident(&case.variant));
        if case.body.is_some() {
            quote!(#pattern => Some(body.read().map(Self::#variant)),)
        } else {
            quote!(#pattern => Some(Ok(Self::#variant)),)
        }
    });
    let body =
        if operation.errors.iter().any(|case| case.body.is_some()) { quote!(body) } else { quote!(_body) };
    quote! {
        #about
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }

        impl OperationError for #name {
            type Kind = ErrorKind;

            fn kind(status: u16) -> Option<ErrorKind> {
                match status {
                    #(#kinds)*
                    #otherwise
                }
            }

            fn decode(status: u16, #body: Json<'_>) -> Option<Result<Self, DecodeError>> {
                match status {
                    #(#decoded)*
                    #otherwise
                }
            }
        }
    }
}

/// The error type of an operation: its own enum, or what has no variants when nothing is documented.
pub(super) fn failure(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!(Undocumented<ErrorKind>);
    }
    let name = ident(&format!("{}Error", operation.builder));
    quote!(#name)
}

/// The statuses of an error as people write them.
pub(crate) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}xx"),
        Status::Default => "any other status".to_owned(),
    }
}

/// The pattern of the statuses of an error.
fn pattern(case: &ErrorCase) -> TokenStream {
    match case.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(digit) => {
            let (first, last) =
                (Literal::u16_unsuffixed(digit * 100), Literal::u16_unsuffixed(digit * 100 + 99));
            quote!(#first..=#last)
        }
        Status::Default => quote!(_),
    }
}
