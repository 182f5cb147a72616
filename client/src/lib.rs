//! A typed client of the Codegen platform API.
