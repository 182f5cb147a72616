//! Tests across the packages of this workspace.
