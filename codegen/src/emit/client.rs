//! `client.rs`: the client itself.

use super::docs::doc;
use crate::model::{Api, Auth};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(api: &Api) -> TokenStream {
    let about =
        doc(&format!("A client of {}. Clones are cheap and share connections and credentials.", api.title));
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
    quote! {
        use super::{ErrorKind, operations};
        use codegen_runtime::{Auth, Builder, Core, Method, Request};

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
        }

        impl From<Core> for Client {
            fn from(core: Core) -> Self {
                Self(core)
            }
        }
    }
}
