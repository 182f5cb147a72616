//! Broken documents.
