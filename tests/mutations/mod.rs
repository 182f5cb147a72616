//! Every edit of one step of a document, and whether the comparison says what it is.
//!
//! An edit removes, adds, renames, swaps or changes one thing: a key, an item, a word, a number. `grammar` says what can stand
//! where, and the tables `objects`, `schema` and `facts` what does; `walk` makes the edits and `run` compares.
//!
//! The short run is a test, `tests/it/mutations.rs`, and the long one a bench, `tests/benches/mutations.rs`.

mod edit;
mod facts;
mod grammar;
mod leaves;
mod objects;
mod run;
mod schema;
mod silence;
mod table;
mod walk;

pub(crate) use run::Base;
pub(crate) use table::Figures;

/// Rich in what the spec of this project does not use.
pub(crate) const FIXTURE: &str = include_str!("fixture.yaml");
