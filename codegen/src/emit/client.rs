//! `client.rs`: the client itself.

use super::docs::doc;
use crate::model::{Api, Auth};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(api: &Api) -> TokenStream {
    let has_limits = !api.buckets.is_empty();
    let shared =
        if has_limits { "connections, credentials and rate limits" } else { "connections and credentials" };
    let about = doc(&format!("A client of {}. Clones are cheap and share {shared}.", api.title));
    let start = doc(&match &api.server {
        Some(server) => format!("Starts a client of `{server}`."),
        None => "Starts a client. The description of the API names no server: give one with `base_url`."
            .to_owned(),
    });
    let server = api.server.as_deref().unwrap_or_default();
    let auth = match &api.auth {
        Auth::None => quote!(Auth::None),
        Auth::Bearer => quote!(Auth::Bearer),
        Auth::Basic => quote!(Auth::Basic),
        Auth::Header(name) => quote!(Auth::Header(#name)),
        Auth::Query(name) => quote!(Auth::Query(#name)),
    };
    let imports = if has_limits {
        quote!(Auth, BucketUsage, Builder, Core, Method, Quota, Request, UnknownBucket)
    } else {
        quote!(Auth, Builder, Core, Method, Request)
    };
    let limits = has_limits.then(limits);
    quote! {
        use super::{ErrorKind, operations};
        use codegen_runtime::{#imports};

        #about
        #[derive(Debug, Clone)]
        pub struct Client(pub(super) Core);

        impl Client {
            #start
            pub fn builder() -> Builder<Self> {
                Builder::new(#server, #auth, operations::BUCKETS)
            }

            /// A request that the description of the API does not state, with nothing known about it but its method.
            pub fn request(&self, method: Method, path: &str) -> Request<ErrorKind> {
                self.0.request(method, path)
            }

            #limits
        }

        impl From<Core> for Client {
            fn from(core: Core) -> Self {
                Self(core)
            }
        }
    }
}

/// The methods of a client that has rate limits.
fn limits() -> TokenStream {
    let set_limit = doc(
        "Changes a rate limit from now on, for every client of this process that shares it. A quota of 0 requests \
         stops its calls until it is changed again.\n\n# Errors\n\n\
         [`UnknownBucket`] when the API has no rate limit of this name.",
    );
    quote! {
        /// How much of each rate limit is used: one entry per bucket, in spec order.
        #[must_use]
        pub fn limits(&self) -> Vec<BucketUsage> {
            self.0.limits()
        }

        #set_limit
        pub fn set_limit(&self, bucket: &str, quota: Quota) -> Result<(), UnknownBucket> {
            self.0.set_limit(bucket, quota)
        }
    }
}
