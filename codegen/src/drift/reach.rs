//! Whom a difference of a shared schema concerns: every operation that leads to it.

use super::{
    difference::Draft,
    schemas::{Compared, Schemas},
};
use std::collections::VecDeque;

/// All that was found, each difference with the operations that it concerns; `operations` are those by id, with what was found
/// of them.
pub(super) fn collect(operations: Vec<(String, Compared)>, schemas: Schemas<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    let mut reach: Vec<Vec<String>> = vec![Vec::new(); schemas.compared.len()];
    for (id, Compared { found: own, leads }) in operations {
        found.extend(own.into_iter().map(|draft| draft.of([id.clone()])));
        let mut met = vec![false; schemas.compared.len()];
        let mut waiting: VecDeque<usize> = leads.into();
        while let Some(at) = waiting.pop_front() {
            if std::mem::replace(&mut met[at], true) {
                continue;
            }
            let compared = &schemas.compared[at];
            if !compared.found.is_empty() {
                reach[at].push(id.clone());
            }
            waiting.extend(&compared.leads);
        }
    }
    for (compared, operations) in schemas.compared.into_iter().zip(reach) {
        found.extend(compared.found.into_iter().map(|draft| draft.of(operations.iter().cloned())));
    }
    found
}
