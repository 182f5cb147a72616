//! Refuses the numbers that would be lost on their way: `serde_json` writes `null` for those that JSON does not have, and
//! reads integers of more than 64 bits as floating point.

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::{Error, Result};

/// How wide an integer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Widest {
    /// As far as `i64` and `u64` go.
    Bits64,
    /// As far as Rust goes: the text is written and not read again.
    Any,
}

/// An error when some number in the value is not finite, or is an integer that is too wide.
pub(crate) fn check<T: Serialize + ?Sized>(value: &T, widest: Widest) -> Result<()> {
    value.serialize(Check(widest))
}

/// Walks through a value and writes nothing.
#[derive(Clone, Copy)]
struct Check(Widest);

impl Check {
    fn integer(self, value: impl ToString + Copy, fits: bool) -> Result<()> {
        if fits || self.0 == Widest::Any {
            return Ok(());
        }
        Err(Error::custom(format_args!("the integer {} has more than 64 bits", value.to_string())))
    }
}

macro_rules! harmless {
    ($($method:ident($($type:ty),*);)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<()> {
            Ok(())
        })*
    };
}

macro_rules! opens {
    ($($method:ident($($type:ty),*) -> $part:ident;)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<Self::$part> {
            Ok(self)
        })*
    };
}

impl Serializer for Check {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    harmless! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    opens! {
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }

    fn serialize_f32(self, value: f32) -> Result<()> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        if value.is_finite() {
            return Ok(());
        }
        Err(Error::custom(format_args!("{value} is no number of JSON")))
    }

    fn serialize_i128(self, value: i128) -> Result<()> {
        self.integer(value, i64::try_from(value).is_ok() || u64::try_from(value).is_ok())
    }

    fn serialize_u128(self, value: u128) -> Result<()> {
        self.integer(value, u64::try_from(value).is_ok())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self)
    }
}

macro_rules! parts {
    ($($part:ident { $($method:ident($($name:ty)?);)* })*) => {
        $(impl $part for Check {
            type Ok = ();
            type Error = Error;

            $(fn $method<T: Serialize + ?Sized>(&mut self, $(_: $name,)? value: &T) -> Result<()> {
                value.serialize(*self)
            })*

            fn end(self) -> Result<()> {
                Ok(())
            }
        })*
    };
}

parts! {
    SerializeSeq { serialize_element(); }
    SerializeTuple { serialize_element(); }
    SerializeTupleStruct { serialize_field(); }
    SerializeTupleVariant { serialize_field(); }
    SerializeMap { serialize_key(); serialize_value(); }
    SerializeStruct { serialize_field(&'static str); }
    SerializeStructVariant { serialize_field(&'static str); }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(serde::Serialize)]
    enum Shape {
        Tuple(f64, u8),
        Struct { inner: Option<f32> },
    }

    #[test]
    fn numbers_that_json_does_not_have_are_found_anywhere() {
        let text = |result: Result<()>| result.unwrap_err().to_string();
        assert_eq!(text(check(&f64::NAN, Widest::Any)), "NaN is no number of JSON");
        assert_eq!(text(check(&[f32::INFINITY], Widest::Any)), "inf is no number of JSON");
        assert!(check(&BTreeMap::from([("k", vec![Some(f64::NEG_INFINITY)])]), Widest::Any).is_err());
        assert!(check(&Shape::Tuple(f64::NAN, 1), Widest::Any).is_err());
        assert!(check(&Shape::Struct { inner: Some(f32::NAN) }, Widest::Any).is_err());
        for shape in [Shape::Tuple(1.5, 1), Shape::Struct { inner: None }] {
            assert!(check(&shape, Widest::Bits64).is_ok());
        }
    }

    #[test]
    fn integers_are_refused_only_where_they_would_be_rounded() {
        let wide = u128::from(u64::MAX) + 1;
        assert!(check(&wide, Widest::Bits64).unwrap_err().to_string().contains("18446744073709551616"));
        assert!(check(&(i128::from(i64::MIN) - 1), Widest::Bits64).is_err());
        assert!(check(&wide, Widest::Any).is_ok());
        assert!(check(&u128::from(u64::MAX), Widest::Bits64).is_ok());
        assert!(check(&i128::from(i64::MIN), Widest::Bits64).is_ok());
    }
}
