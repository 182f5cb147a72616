//! A request as it goes on the wire, and what each attempt adds to it.

use crate::{
    auth::{Credential, Held},
    core::Core,
    encode::query::pair,
    error::InvalidRequest,
    redact::Secrets,
};
use bytes::Bytes;
use http::{HeaderMap, Method};

/// A request as it goes on the wire, but for the token. Each attempt sends the same.
pub(crate) struct Draft {
    pub(crate) method: Method,
    /// Without a query.
    pub(crate) url: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the token goes with it.
    pub(crate) authorized: bool,
}

impl Draft {
    pub(super) fn request(
        &self,
        core: &Core,
        token: Option<&Held>,
        secrets: &mut Secrets,
    ) -> Result<http::Request<Bytes>, InvalidRequest> {
        let mut headers = self.headers.clone();
        let mut query = None;
        if let Some(held) = token {
            secrets.add(held.forms());
            match core.shared().auth.credential(held.token()) {
                Some(Credential::Header(name, value)) => {
                    headers.insert(name, value);
                }
                Some(Credential::Query(name, value)) => query = Some((name, value)),
                None => return Err(InvalidRequest::new("the token cannot be written into a header")),
            }
        }
        let mut request = http::Request::builder()
            .method(self.method.clone())
            .uri(self.uri(query.as_ref()))
            .body(self.body.clone())
            .map_err(|_| InvalidRequest::new("the path and the query do not make a valid URL"))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The whole URL, with one more query parameter that is escaped already.
    pub(crate) fn uri(&self, extra: Option<&(String, String)>) -> String {
        let mut query = self.query.clone();
        if let Some((name, value)) = extra {
            pair(&mut query, name, value);
        }
        if query.is_empty() { self.url.clone() } else { format!("{}?{query}", self.url) }
    }
}
