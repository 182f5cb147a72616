//! The type-level facts of an operation, and what turns a request builder into a future.

use crate::{
    BoxFuture,
    error::{Error, OperationError},
    operation::Operation,
    pending::Pending,
    rate_limit::Priority,
    response::Response,
    retry::RetryPolicy,
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A request of one operation, ready to be awaited or spawned. Lets code be generic over operations.
///
/// Only generated code implements it, through [`call!`](crate::call): methods are added to it without notice. Every builder
/// has the options as methods of its own too, so that only generic code needs the trait.
///
/// ```
/// use codegen_runtime::{Call, Error};
/// use std::time::Duration;
///
/// async fn logged<C: Call>(call: C) -> Result<C::Success, Error<C::Failure>> {
///     println!("calling {}", C::OPERATION.id);
///     let call = call.deadline(Duration::from_secs(60)).header("X-Caller", "nightly");
///     let answer = tokio::spawn(call.into_future()).await.expect("the call does not panic");
///     Ok(answer?.into_inner())
/// }
/// ```
pub trait Call:
    MapPending
    + Send
    + 'static
    + IntoFuture<
        Output = Result<Response<Self::Success>, Error<Self::Failure>>,
        IntoFuture = BoxFuture<Result<Response<Self::Success>, Error<Self::Failure>>>,
    >
{
    /// What the spec says about the operation.
    const OPERATION: &'static Operation;
    /// The decoded body of a 2xx answer.
    type Success: DeserializeOwned + Send + 'static;
    /// The documented failures.
    type Failure: OperationError;

    /// Limits the whole call, from its first poll: reading the token, every attempt and every wait before one. A call that
    /// cannot make it, because its turn within the rate limits comes later, fails at once.
    #[must_use]
    fn deadline(self, limit: Duration) -> Self {
        self.map_pending(|pending| pending.deadline(limit))
    }

    /// Limits each attempt, from its start to the last byte of its answer.
    #[must_use]
    fn attempt_timeout(self, limit: Duration) -> Self {
        self.map_pending(|pending| pending.attempt_timeout(limit))
    }

    /// Says how often the request may be sent, and how long is waited in between.
    #[must_use]
    fn retry(self, policy: RetryPolicy) -> Self {
        self.map_pending(|pending| pending.retry(policy))
    }

    /// Says whose turn comes first among the calls that wait for the same rate limit.
    #[must_use]
    fn priority(self, priority: Priority) -> Self {
        self.map_pending(|pending| pending.priority(priority))
    }

    /// Sets a header, in place of one that the client would send. A second call replaces the value.
    #[must_use]
    fn header(self, name: &str, value: &str) -> Self {
        self.map_pending(|pending| pending.header(name, value))
    }
}

/// What has one request in it: the place where the options of a call are set.
#[doc(hidden)]
pub trait MapPending: Sized {
    /// The same with a change to its request.
    #[must_use]
    fn map_pending(self, change: impl FnOnce(Pending) -> Pending) -> Self;
}

impl MapPending for Pending {
    fn map_pending(self, change: impl FnOnce(Pending) -> Pending) -> Self {
        change(self)
    }
}

/// Gives a request builder, a tuple struct of one [`Pending`](crate::Pending), its option methods, [`Call`] and
/// `IntoFuture`.
///
/// `call!(Builder => OPERATION, Success, Failure)`; the crate's first page has an example.
#[macro_export]
macro_rules! call {
    ($builder:ident => $operation:path, $success:ty, $failure:ty) => {
        $crate::options!($builder => 0);

        impl $crate::MapPending for $builder {
            fn map_pending(
                self,
                change: impl ::core::ops::FnOnce($crate::Pending) -> $crate::Pending,
            ) -> Self {
                Self(change(self.0))
            }
        }

        impl $crate::Call for $builder {
            const OPERATION: &'static $crate::Operation = &$operation;
            type Success = $success;
            type Failure = $failure;
        }

        impl ::core::future::IntoFuture for $builder {
            type Output = ::core::result::Result<$crate::Response<$success>, $crate::Error<$failure>>;
            type IntoFuture = $crate::BoxFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.0.send::<Self>()
            }
        }
    };
}

/// Gives a struct the option methods of a call. One of its fields holds the request: a [`Pending`](crate::Pending), or a
/// builder of [`call!`](crate::call).
///
/// `options!(Builder => field)`, and `options!(<T: Bound> Builder<T> => field)` where the struct is generic. [`Call`] states the
/// same options once more, for code that is generic over operations.
#[macro_export]
macro_rules! options {
    ($builder:ident => $field:tt) => {
        $crate::options!(<> $builder => $field);
    };
    (<$($param:ident: $bound:path),*> $builder:ty => $field:tt) => {
        impl<$($param: $bound),*> $builder {
            /// Limits the whole call, from its first poll: reading the token, every attempt and every wait before one.
            ///
            /// A call that cannot make it, because its turn within the rate limits comes later, fails at once.
            pub fn deadline(mut self, limit: ::core::time::Duration) -> Self {
                self.$field = $crate::MapPending::map_pending(self.$field, |pending| pending.deadline(limit));
                self
            }

            /// Limits each attempt, from its start to the last byte of its answer.
            pub fn attempt_timeout(mut self, limit: ::core::time::Duration) -> Self {
                self.$field =
                    $crate::MapPending::map_pending(self.$field, |pending| pending.attempt_timeout(limit));
                self
            }

            /// Says how often the request may be sent, and how long is waited in between.
            ///
            /// Whatever it says, a request that may have acted is repeated only where a repeat is harmless.
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.$field = $crate::MapPending::map_pending(self.$field, |pending| pending.retry(policy));
                self
            }

            /// Says whose turn comes first among the calls that wait for the same rate limit.
            pub fn priority(mut self, priority: $crate::Priority) -> Self {
                self.$field =
                    $crate::MapPending::map_pending(self.$field, |pending| pending.priority(priority));
                self
            }

            /// Sets a header, in place of one that the client would send. A second call replaces the value.
            ///
            /// Those that belong to the connection, such as `Host` and `Content-Length`, cannot be set.
            pub fn header(mut self, name: &str, value: &str) -> Self {
                self.$field =
                    $crate::MapPending::map_pending(self.$field, |pending| pending.header(name, value));
                self
            }
        }
    };
}

#[cfg(test)]
mod tests {
    /// A module whose own names are those of the prelude.
    mod shadowed {
        #![expect(dead_code, unreachable_pub, reason = "the names are there to be in the way")]

        pub struct Option;
        pub struct Some;
        pub struct None;
        pub struct Ok;
        pub struct Err;
        pub struct Result;
        pub struct String;
        pub struct Duration;
        pub struct Send;
        pub struct IntoFuture;
        pub struct FnOnce;

        pub struct Look(pub crate::Pending);
        crate::call!(Look => super::LOOK, (), crate::Undocumented<crate::Failure>);

        pub struct Glance {
            pub look: Look,
            pub quick: bool,
        }
        crate::options!(Glance => look);
    }

    static LOOK: crate::Operation = crate::Operation {
        id: "look",
        method: crate::Method::GET,
        path: "/",
        params: &[],
        body: None,
        success: crate::Content::Empty,
        errors: &[],
        auth: false,
        policy: crate::Policy::new(&[], crate::Safety::Safe),
    };

    #[test]
    fn the_names_of_the_prelude_may_be_taken() {
        fn name<C: crate::Call>() -> &'static str {
            C::OPERATION.id
        }
        assert_eq!(name::<shadowed::Look>(), "look");
    }
}
