//! The static that says what the spec states about one operation.

use super::{
    docs::{doc, duration},
    ident,
};
use crate::model::{Api, Location, Operation, Param, RateLimit, Safety, Status, Style, Success};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The static of an operation.
pub(super) fn facts(api: &Api, operation: &Operation) -> TokenStream {
    let about = doc(&format!("What the spec states about `{}`.", operation.id));
    let (constant, id, path) = (ident(&operation.constant), &operation.id, &operation.path);
    let http_method = ident(&operation.http_method);
    let params = operation.params.iter().map(param);
    let body = match &operation.body {
        None => quote!(None),
        Some(body) => {
            let media_type = &body.media_type;
            quote!(Some(#media_type))
        }
    };
    let content = match &operation.success {
        Success::Empty => quote!(Content::Empty),
        Success::Json(_) => quote!(Content::Json),
        Success::Text => quote!(Content::Text),
        Success::Bytes => quote!(Content::Bytes),
    };
    let statuses = operation.errors.iter().filter_map(|case| match case.status {
        Status::Code(code) => Some(Literal::u16_unsuffixed(code)),
        Status::Range(_) | Status::Default => None,
    });
    let (auth, policy) = (operation.auth, policy(api, operation));
    quote! {
        #about
        pub static #constant: Operation = Operation {
            id: #id,
            method: Method::#http_method,
            path: #path,
            params: &[#(#params),*],
            body: #body,
            success: #content,
            errors: &[#(#statuses),*],
            auth: #auth,
            policy: #policy,
        };
    }
}

fn param(param: &Param) -> TokenStream {
    let wire = &param.wire;
    let required = (param.required && param.location != Location::Path).then(|| quote!(.required()));
    match param.location {
        Location::Path => quote!(Param::path(#wire)),
        Location::Header => quote!(Param::header(#wire) #required),
        Location::Query => {
            let style = match param.style {
                Style::Form => quote!(Form),
                Style::Comma => quote!(Comma),
                Style::Space => quote!(Space),
                Style::Pipe => quote!(Pipe),
                Style::DeepObject => quote!(DeepObject),
                Style::Json => quote!(Json),
            };
            quote!(Param::query(#wire, Style::#style) #required)
        }
    }
}

fn policy(api: &Api, operation: &Operation) -> TokenStream {
    let policy = &operation.policy;
    let buckets = match &policy.rate_limit {
        RateLimit::Unstated | RateLimit::None(_) => quote!(&[]),
        RateLimit::Buckets(buckets) => {
            let buckets = buckets.iter().map(|at| ident(&api.buckets[*at].constant));
            quote!(&[#(&#buckets),*])
        }
    };
    let safety = match policy.safety {
        Safety::Safe => quote!(Safe),
        Safety::Idempotent => quote!(Idempotent),
        Safety::Unsafe => quote!(Unsafe),
    };
    let refused = policy.refused.iter().map(|status| Literal::u16_unsuffixed(*status));
    let refused = (!policy.refused.is_empty()).then(|| quote!(.refused(&[#(#refused),*])));
    let timeout = policy.timeout.map(duration).map(|timeout| quote!(.timeout(#timeout)));
    let stale = policy.stale.map(duration).map(|age| quote!(.stale(#age)));
    let pagination = policy.pagination.as_ref().map(|paging| {
        let offset = &paging.offset;
        let limit = paging.limit.as_ref().map_or_else(|| quote!(None), |limit| quote!(Some(#limit)));
        quote!(.pagination(Pagination { offset: #offset, limit: #limit }))
    });
    let wait = policy.wait.as_ref().map(|wait| {
        let (field, success, failure) = (&wait.field, &wait.success, &wait.failure);
        let batch = wait.batch.as_ref().map_or_else(
            || quote!(None),
            |(operation, key)| quote!(Some(Batch { operation: #operation, key: #key })),
        );
        quote!(.wait(Wait { field: #field, success: &[#(#success),*], failure: &[#(#failure),*], batch: #batch }))
    });
    quote!(Policy::new(#buckets, Safety::#safety) #refused #timeout #stale #pagination #wait)
}
