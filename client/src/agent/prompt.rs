//! What starting and resuming a run have in common: a prompt and images.

/// Gives a builder with the fields `call`, `input` and `images` the options of a call, images and `Debug`.
///
/// `prompt!(Builder => Input)`: the input is the body of the request, written when it is sent.
macro_rules! prompt {
    ($builder:ident => $input:ident) => {
        codegen_runtime::options!($builder => call);

        impl $builder {
            /// Shows the agent one more image: a PNG, JPEG, GIF or WebP file of at most 10 MiB.
            ///
            /// The file is read when the request is sent, inside its deadline. What it holds counts, not what it is called.
            /// A file that cannot be read, is larger or holds something else makes the request
            /// [invalid](crate::Cause::InvalidRequest): nothing is sent. The platform states no limit; this one is the client's
            /// own.
            pub fn image(mut self, path: impl Into<std::path::PathBuf>) -> Self {
                self.images.push($crate::agent::images::Image::File(path.into()));
                self
            }

            /// Shows the agent more images, each as [`image`](Self::image) does.
            pub fn images(self, paths: impl IntoIterator<Item = impl Into<std::path::PathBuf>>) -> Self {
                paths.into_iter().fold(self, Self::image)
            }

            /// Shows the agent one more image, as a data URI in Base64 such as `data:image/png;base64,iVBORw0KGgo=`. It is sent
            /// as it is.
            pub fn image_data_uri(mut self, uri: impl Into<String>) -> Self {
                self.images.push($crate::agent::images::Image::DataUri(uri.into()));
                self
            }
        }

        impl std::fmt::Debug for $builder {
            /// As the request that it sends, without its images; no value of a header or of the body is shown.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let call = $crate::agent::images::with_body(
                    self.call.clone(), self.input.clone(), Vec::new(), $input::images,
                );
                f.debug_struct(stringify!($builder))
                    .field("call", &call)
                    .field("images", &self.images.len())
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(super) use prompt;
