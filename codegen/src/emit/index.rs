//! `operations/mod.rs`: the buckets and the list of every operation.

use super::{
    docs::{doc, duration},
    ident,
};
use crate::model::Api;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(api: &Api) -> TokenStream {
    let modules = api.tags.iter().map(|tag| {
        let module = ident(&tag.module);
        quote!(pub mod #module;)
    });
    let buckets = api.buckets.iter().map(|bucket| {
        let (constant, name, requests, per) = (ident(&bucket.constant), &bucket.name, bucket.requests, duration(bucket.per));
        let requests = proc_macro2::Literal::u32_unsuffixed(requests);
        let about = doc(&bucket.doc.clone().unwrap_or_else(|| format!("The rate limit `{name}`.")));
        let provenance = if bucket.assumed { quote!(Assumed) } else { quote!(Documented) };
        quote! {
            #about
            pub static #constant: Bucket = Bucket { name: #name, requests: #requests, per: #per, provenance: Provenance::#provenance };
        }
    });
    let all_buckets = api.buckets.iter().map(|bucket| ident(&bucket.constant));
    let all_operations = api.operations.iter().map(|operation| {
        let (module, constant) = (ident(&api.tags[operation.tag].module), ident(&operation.constant));
        quote!(&#module::#constant)
    });
    // The module of a tag may be called `std` or `codegen_runtime`.
    let imports = if api.buckets.is_empty() {
        quote!(
            use ::codegen_runtime::{Bucket, Operation};
        )
    } else {
        quote! {
            use ::codegen_runtime::{Bucket, Operation, Provenance};
            use ::std::time::Duration;
        }
    };
    quote! {
        #(#modules)*
        #imports
        #(#buckets)*

        /// Every rate limit, in spec order.
        pub static BUCKETS: &[&Bucket] = &[#(&#all_buckets),*];

        /// Every operation, in spec order.
        pub static OPERATIONS: &[&Operation] = &[#(#all_operations),*];
    }
}
