//! The type-level facts of an operation, and what turns a request builder into a future.

use crate::{
    error::{Error, OperationError},
    operation::Operation,
    response::Response,
};
use serde::de::DeserializeOwned;

/// A request of one operation, ready to be awaited. Lets code be generic over operations.
///
/// ```
/// use codegen_runtime::{Call, Error, OperationError};
///
/// async fn logged<C: Call>(call: C) -> Result<C::Success, Error<C::Failure>> {
///     println!("calling {}", C::OPERATION.id);
///     Ok(call.await?.into_inner())
/// }
/// ```
pub trait Call: IntoFuture<Output = Result<Response<Self::Success>, Error<Self::Failure>>> {
    /// What the spec says about the operation.
    const OPERATION: &'static Operation;
    /// The decoded body of a 2xx answer.
    type Success: DeserializeOwned + Send + 'static;
    /// The documented failures.
    type Failure: OperationError;
}

/// Gives a request builder, a tuple struct of one [`Pending`](crate::Pending), its option methods, [`Call`] and
/// `IntoFuture`.
///
/// `call!(Builder => OPERATION, Success, Failure)`; the crate's first page has an example.
#[macro_export]
macro_rules! call {
    ($builder:ident => $operation:path, $success:ty, $failure:ty) => {
        impl $builder {
            /// Limits the whole call: reading the token, every attempt and every wait between them.
            ///
            /// Counts from the first poll of the call.
            pub fn deadline(self, limit: $crate::__macro::Duration) -> Self {
                Self(self.0.deadline(limit))
            }

            /// Limits each attempt, from its start to the last byte of its answer.
            pub fn attempt_timeout(self, limit: $crate::__macro::Duration) -> Self {
                Self(self.0.attempt_timeout(limit))
            }

            /// Sets a header of this request, in place of one that the client would send.
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }
        }

        impl $crate::Call for $builder {
            const OPERATION: &'static $crate::Operation = &$operation;
            type Success = $success;
            type Failure = $failure;
        }

        impl $crate::__macro::IntoFuture for $builder {
            type Output = Result<$crate::Response<$success>, $crate::Error<$failure>>;
            type IntoFuture = $crate::BoxFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.0.send::<Self>()
            }
        }
    };
}
