//! One operation: its method, its request builder, its data and its error enum.

use super::{
    docs::{self, doc, duration, maybe_doc},
    ident,
};
use crate::model::{
    Api, Encoding, ErrorCase, Location, Operation, PageField, Param, RateLimit, Safety, Status, Style,
    Success, Type,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn emit(api: &Api, operation: &Operation) -> TokenStream {
    let (builder, constant) = (ident(&operation.builder), ident(&operation.constant));
    let method = method(api, operation);
    let about = doc(&format!("The request of [`Client::{}`]; await it to send it.", operation.method));
    let setters = setters(operation);
    let pages = pages(operation);
    let setters =
        (!setters.is_empty() || !pages.is_empty()).then(|| quote!(impl #builder { #setters #pages }));
    let (success, failure) = (success(&operation.success), failure(operation));
    let data = data(api, operation);
    let errors = errors(operation);
    quote! {
        impl Client { #method }

        #about
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is awaited"]
        pub struct #builder(Pending);

        #setters

        codegen_runtime::call!(#builder => #constant, #success, #failure);

        #data

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
    let args: Vec<TokenStream> = args.chain((!body_args.is_empty()).then_some(body_args)).collect();
    let too_many = (args.len() > 6)
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
            pub fn body(self, #args) -> Self {
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
fn body_parts(operation: &Operation) -> (TokenStream, TokenStream) {
    let Some(body) = &operation.body else {
        return (quote!(), quote!());
    };
    let media_type = &body.media_type;
    match body.encoding {
        Encoding::Json => {
            let ty = value(&body.ty);
            (quote!(body: #ty), quote!(.json(body)))
        }
        Encoding::Form => {
            let ty = value(&body.ty);
            (quote!(body: #ty), quote!(.form(body)))
        }
        // The boundary of a multipart body, or the choice among `image/*`, is the caller's.
        Encoding::Bytes if media_type.starts_with("multipart/") || media_type.contains('*') => {
            (quote!(content_type: &str, body: impl Into<Bytes>), quote!(.bytes(content_type, body)))
        }
        Encoding::Bytes => (quote!(body: impl Into<Bytes>), quote!(.bytes(#media_type, body))),
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

fn data(api: &Api, operation: &Operation) -> TokenStream {
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

fn errors(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!();
    }
    let about = doc(&format!("The documented errors of [`Client::{}`].", operation.method));
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

/// The statuses of an error as people write them.
pub(super) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}xx"),
        Status::Default => "any other status".to_owned(),
    }
}

/// The error type of an operation: its own enum, or what has no variants when nothing is documented.
fn failure(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!(Undocumented<ErrorKind>);
    }
    let name = ident(&format!("{}Error", operation.builder));
    quote!(#name)
}

fn success(success: &Success) -> TokenStream {
    match success {
        Success::Empty => quote!(()),
        Success::Json(ty) => value(ty),
        Success::Text => quote!(String),
        Success::Bytes => quote!(Bytes),
    }
}

/// The type of an argument: what is cheap to copy by value, the rest by reference.
fn argument(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(&str),
        Type::List(item) if **item == Type::String => quote!(&[&str]),
        Type::List(item) => {
            let item = value(item);
            quote!(&[#item])
        }
        Type::Map(_) | Type::Any => {
            let ty = value(ty);
            quote!(&#ty)
        }
        ty => value(ty),
    }
}

/// The type of a value that somebody owns.
fn value(ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Bytes => quote!(Bytes),
        Type::Any => quote!(serde_json::Value),
        Type::List(item) => {
            let item = value(item);
            quote!(Vec<#item>)
        }
        Type::Map(item) if **item == Type::Any => quote!(serde_json::Map<String, serde_json::Value>),
        Type::Map(item) => {
            let item = value(item);
            quote!(BTreeMap<String, #item>)
        }
        Type::Nullable(inner) => {
            let inner = value(inner);
            quote!(Option<#inner>)
        }
        Type::Named(name) => {
            let name = ident(name);
            quote!(types::#name)
        }
    }
}

fn deprecated(is: bool) -> TokenStream {
    if is { quote!(#[deprecated = "the API discourages it"]) } else { quote!() }
}
