//! Images of a prompt: files become data URIs when the request is sent.

use crate::Call;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Serialize;
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    fs::{self, File},
    io::AsyncReadExt,
};

/// The largest file that is sent, in bytes. The platform states no limit; this one keeps a wrong path from filling the memory.
const MAX_BYTES: u64 = 10 << 20;

/// An image as the caller gave it.
#[derive(Clone)]
pub(super) enum Image {
    File(PathBuf),
    DataUri(String),
}

/// The request with this body, which has the images in it as soon as they are read.
///
/// They are read when the request is sent. Where that fails the request is invalid, and nothing is sent.
pub(super) fn with_body<C, I>(call: C, input: I, images: Vec<Image>, add: fn(I, Vec<String>) -> I) -> C
where
    C: Call,
    I: Clone + Serialize + Send + Sync + 'static,
{
    if images.is_empty() {
        return call.map_pending(|pending| pending.json(input));
    }
    let parts = Arc::new((input, images));
    call.map_pending(|pending| {
        pending.completed_by(move |pending| {
            let parts = Arc::clone(&parts);
            async move {
                let (input, images) = &*parts;
                match data_uris(images).await {
                    Ok(uris) => pending.json(add(input.clone(), uris)),
                    Err(problem) => pending.refused(problem),
                }
            }
        })
    })
}

async fn data_uris(images: &[Image]) -> Result<Vec<String>, String> {
    let mut uris = Vec::with_capacity(images.len());
    for image in images {
        uris.push(match image {
            Image::DataUri(uri) => uri.clone(),
            Image::File(path) => {
                let problem = |problem| format!("the image `{}` {problem}", path.display());
                data_uri(path).await.map_err(problem)?
            }
        });
    }
    Ok(uris)
}

/// The file as a data URI, or what is wrong with it, as the end of a sentence.
async fn data_uri(path: &Path) -> Result<String, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    // Before it is opened, because that alone waits at a named pipe.
    let metadata = fs::metadata(path).await.map_err(unreadable)?;
    if !metadata.is_file() {
        return Err("is no regular file".to_owned());
    }
    let too_large = || format!("is larger than {MAX_BYTES} bytes, the most that this client sends");
    if metadata.len() > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).await.map_err(unreadable)?;
    // One byte more than may be there shows a file that has grown since.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).await.map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    let media_type = media_type(&bytes).ok_or("holds no PNG, JPEG, GIF or WebP image")?;
    Ok(format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(&bytes)))
}

/// What the first bytes say that the file holds; names of files say nothing.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        // Between the two stands the length of what follows.
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
