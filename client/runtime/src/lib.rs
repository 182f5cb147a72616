//! All behaviour of a call; knows no API.
