//! Writes a request as it goes on the wire, but for the token.

use super::{Pending, Target};
use crate::{
    auth::Auth,
    encode,
    error::InvalidRequest,
    operation::{Content, Location, Param, Style},
    send::Draft,
    transport,
};
use http::{
    HeaderMap, HeaderValue, Method, Uri,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE},
};

impl Pending {
    /// The request as it goes on the wire, but without the token.
    pub(crate) fn draft(&self, content: Content) -> Result<Draft, InvalidRequest> {
        if let Some(message) = &self.invalid {
            return Err(InvalidRequest::new(&**message));
        }
        if let Some(missing) = self.missing() {
            return Err(InvalidRequest::new(format!("the parameter `{missing}` is required")));
        }
        if self.method() == Method::CONNECT {
            return Err(InvalidRequest::new("the method CONNECT opens a tunnel and is no request"));
        }
        let shared = self.core.shared();
        let path = match &self.target {
            Target::Operation(operation) => encode::path::fill(operation.path, &self.path)?,
            Target::Raw { path, .. } => encode::path::raw(path)?.to_owned(),
        };
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, query.to_owned()),
            None => (path.as_str(), String::new()),
        };
        let mut draft = Draft {
            method: self.method().clone(),
            url: format!("{}{path}", shared.base_url),
            query: self.write_query(query),
            headers: self.write_headers(content)?,
            body: self.body.as_ref().map(|(_, bytes)| bytes.clone()).unwrap_or_default(),
            authorized: self.operation().is_none_or(|operation| operation.auth),
        };
        // Whoever puts something of their own where the token goes means it.
        draft.authorized &= match shared.auth {
            Auth::Query(name) => !encode::query::names(&draft.query).any(|known| known == name),
            auth => !auth.is_overridden_by(&draft.headers),
        };
        let url = draft.uri(None);
        if url.parse::<Uri>().is_err() || !transport::reqwest::accepts(&url) {
            return Err(InvalidRequest::new("the path and the query do not make a valid URL"));
        }
        Ok(draft)
    }

    /// The first required parameter that has no value: none was given, or one that is not sent, such as an empty list.
    /// Those of the path are looked at where the path is written.
    fn missing(&self) -> Option<&'static str> {
        let given = |param: &&Param| match param.location {
            Location::Path => true,
            Location::Query => self.query_value(param.name).is_some_and(|value| {
                let mut written = String::new();
                encode::query::append(&mut written, param.name, value, param.style);
                !written.is_empty()
            }),
            Location::Header => {
                let mut values = self.header_params.iter();
                values.any(|(name, value)| *name == param.name && !encode::parts(value).is_empty())
            }
        };
        let params = self.operation()?.params.iter();
        params.filter(|param| param.required).find(|param| !given(param)).map(|param| param.name)
    }

    fn write_query(&self, mut query: String) -> String {
        for (name, value) in &self.query {
            let param = self.operation().and_then(|operation| operation.param(Location::Query, name));
            encode::query::append(&mut query, name, value, param.map_or(Style::Form, |param| param.style));
        }
        query
    }

    fn write_headers(&self, content: Content) -> Result<HeaderMap, InvalidRequest> {
        let shared = self.core.shared();
        let mut headers = shared.headers.clone();
        headers.insert(
            ACCEPT,
            HeaderValue::from_static(match content {
                Content::Json | Content::Empty => "application/json",
                Content::Text | Content::Bytes => "*/*",
            }),
        );
        if let Some((content_type, _)) = &self.body {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        let values = self.header_params.iter().map(|(name, value)| (name, encode::parts(value)));
        for (name, parts) in values.filter(|(_, parts)| !parts.is_empty()) {
            let (name, value) =
                encode::header::checked(name, &parts.join(",")).map_err(InvalidRequest::new)?;
            headers.insert(name, value);
        }
        // Replaces what is there, name by name.
        headers.extend(self.headers.clone());
        if let Auth::Header(name) = shared.auth
            && let Some(own) = headers.get_mut(name)
        {
            own.set_sensitive(true);
        }
        // RFC 9110, section 8.6: a method that usually has a body says so when there is none.
        let usual = [Method::POST, Method::PUT, Method::PATCH].contains(self.method());
        if usual && self.body.as_ref().is_none_or(|(_, bytes)| bytes.is_empty()) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(headers)
    }
}
