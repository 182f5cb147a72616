//! `readOnly` and `writeOnly`: fields that travel in one direction are optional in the other one.

use super::{keys::flag, schemas::Types};
use crate::{
    document::{Document, Node},
    model::Shape,
};

/// A property, by its index, that travels in one direction.
#[derive(Debug, Clone, Copy)]
pub(super) enum OneWay {
    /// `readOnly`: answers alone hold it.
    Received(usize),
    /// `writeOnly`: requests alone hold it.
    Sent(usize),
}

impl OneWay {
    /// The direction of a property, itself or by its reference, if it has only one.
    pub(super) fn of(document: &Document, property: &Node, at: usize) -> Option<Self> {
        if is_read_only(document, property) {
            Some(Self::Received(at))
        } else if is_write_only(document, property) {
            Some(Self::Sent(at))
        } else {
            None
        }
    }
}

/// Whether answers alone hold a property, by its own word or by its reference's.
pub(crate) fn is_read_only(document: &Document, property: &Node) -> bool {
    says(document, property, "readOnly")
}

/// Whether requests alone hold a property, by its own word or by its reference's.
pub(crate) fn is_write_only(document: &Document, property: &Node) -> bool {
    says(document, property, "writeOnly")
}

fn says(document: &Document, property: &Node, key: &str) -> bool {
    flag(property, key) || flag(document.resolve(property), key)
}

impl Types<'_> {
    /// Makes optional what an answer need not hold because requests do, and the other way round. Usage must be marked.
    pub(super) fn relax_one_way(&mut self) {
        for (name, fields) in &self.one_way {
            let Some(def) = self.defs.get_mut(name) else { continue };
            let (sent, received) = (def.in_request, def.in_response || !def.in_request);
            let Shape::Struct(object) = &mut def.shape else { continue };
            for field in fields {
                match *field {
                    OneWay::Received(at) if sent => object.fields[at].required = false,
                    OneWay::Sent(at) if received => object.fields[at].required = false,
                    OneWay::Received(_) | OneWay::Sent(_) => {}
                }
            }
        }
    }
}
