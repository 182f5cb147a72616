//! Enums of strings that keep the values which this version does not know.

/// Writes the conversions of an enum of strings that has a variant `Unknown(String)`.
///
/// The enum stands in plain sight; the macro adds `as_str`, `Display`, `FromStr` (which never fails), `From<&str>`,
/// `From<String>`, `Serialize` and `Deserialize`. A value that is not listed becomes `Unknown` and is written back
/// exactly as it was read. With `ignore_case` in front, a listed value is known in any ASCII case, and is written as
/// listed.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub enum Colour {
///     Red,
///     Green,
///     Unknown(String),
/// }
/// codegen_runtime::open_enum!(ignore_case Colour { Red = "red", Green = "green" });
///
/// assert_eq!(Colour::from("RED"), Colour::Red);
/// assert_eq!(Colour::from("Blue").as_str(), "Blue");
/// ```
#[macro_export]
macro_rules! open_enum {
    (ignore_case $name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::open_enum!(@impl $name { $($variant = $value),* } |text| {
            $(if text.eq_ignore_ascii_case($value) { return ::core::option::Option::Some(Self::$variant); })*
            ::core::option::Option::None
        });
    };
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::open_enum!(@impl $name { $($variant = $value),* } |text| {
            match text { $($value => ::core::option::Option::Some(Self::$variant),)* _ => ::core::option::Option::None }
        });
    };
    (@impl $name:ident { $($variant:ident = $value:literal),* } |$text:ident| $known:block) => {
        impl $name {
            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            fn known($text: &str) -> ::core::option::Option<Self> $known
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Unknown($crate::__macro::String::from(text)))
            }
        }
        impl ::core::convert::From<$crate::__macro::String> for $name {
            fn from(text: $crate::__macro::String) -> Self {
                Self::known(&text).unwrap_or(Self::Unknown(text))
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }
        impl $crate::__macro::serde::Serialize for $name {
            fn serialize<S: $crate::__macro::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> $crate::__macro::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__macro::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                <$crate::__macro::String as $crate::__macro::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, reason = "the macro writes for public enums")]

    #[derive(Debug, Clone, PartialEq, Eq)]
    enum Exact {
        Complete,
        Failed,
        Unknown(String),
    }
    crate::open_enum!(Exact { Complete = "COMPLETE", Failed = "failed" });

    #[derive(Debug, Clone, PartialEq, Eq)]
    enum Loose {
        Complete,
        Unknown(String),
    }
    crate::open_enum!(ignore_case Loose { Complete = "COMPLETE" });

    /// A module whose own names are those of the prelude.
    mod shadowed {
        #![expect(dead_code, reason = "the names are there to be in the way")]

        pub struct Option;
        pub struct Some;
        pub struct None;
        pub struct Ok;
        pub struct Result;
        pub struct String;

        #[derive(Debug, PartialEq, Eq)]
        pub enum Size {
            Large,
            Unknown(std::string::String),
        }
        crate::open_enum!(Size { Large = "large" });
    }

    #[test]
    fn the_names_of_the_prelude_may_be_taken() {
        assert_eq!(shadowed::Size::from("large"), shadowed::Size::Large);
    }

    #[test]
    fn known_and_unknown_values_round_trip() {
        for (text, value) in [
            ("\"COMPLETE\"", Exact::Complete),
            ("\"failed\"", Exact::Failed),
            ("\"complete\"", Exact::Unknown("complete".into())),
            ("\" brand new \"", Exact::Unknown(" brand new ".into())),
        ] {
            assert_eq!(serde_json::from_str::<Exact>(text).unwrap(), value);
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
        assert_eq!("failed".parse::<Exact>(), Ok(Exact::Failed));
        assert_eq!(Exact::from(String::from("x")).to_string(), "x");
        assert!(serde_json::from_str::<Exact>("7").is_err());
    }

    #[test]
    fn case_is_ignored_only_where_the_enum_says_so() {
        assert_eq!(Loose::from("complete"), Loose::Complete);
        assert_eq!(serde_json::to_string(&Loose::from("cOmPlEtE")).unwrap(), "\"COMPLETE\"");
        assert_eq!(Loose::from("Done").as_str(), "Done");
    }
}
