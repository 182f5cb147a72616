//! Images from files: what is sent, and what is not sent at all.

use super::agent;
use crate::server::{Answer, Response, Server};
use codegen_client::{ErrorKind, Sent};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The most that the client sends of one file, as its documentation says.
const MOST: u64 = 10 << 20;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Writes a file into the folder.
fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    #[expect(clippy::disallowed_methods, reason = "a file of a temporary folder")]
    fs::write(&path, bytes).expect("a writable folder");
    path
}

#[tokio::test]
async fn files_are_sent_as_data_uris_in_order() {
    let run = r#"{"id": 12, "organization_id": 7}"#;
    let server = Server::start([run, run].map(|text| Response::json(200, text))).await;
    let folder = TempDir::new().expect("a temporary folder");
    let png = file(&folder, "a.png", PNG);
    // Names are not looked at.
    let jpeg = file(&folder, "b.txt", b"\xff\xd8\xff\xe0\x00");
    let old_gif = file(&folder, "c", b"GIF87a");
    let gif = file(&folder, "d.png", b"GIF89a\x01");
    let webp = file(&folder, "e.webp", b"RIFF\x04\x00\x00\x00WEBP");
    let start = agent(&server).run("Look").image(png).images([&jpeg, &old_gif]).image_data_uri("data:,");
    start.images([gif, webp]).await.expect("a run");
    let resume = agent(&server).resume(12, "Look").image(&jpeg);
    resume.await.expect("a run");

    let images = json!([
        "data:image/png;base64,iVBORw0KGgo=",
        "data:image/jpeg;base64,/9j/4AA=",
        "data:image/gif;base64,R0lGODdh",
        "data:,",
        "data:image/gif;base64,R0lGODlhAQ==",
        "data:image/webp;base64,UklGRgQAAABXRUJQ",
    ]);
    let bodies: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| serde_json::from_slice(&request.body).expect("JSON"))
        .collect();
    assert_eq!(bodies[0], json!({"prompt": "Look", "images": images}));
    assert_eq!(bodies[1], json!({"agent_run_id": 12, "prompt": "Look", "images": [images[1]]}));
}

#[tokio::test]
async fn a_file_is_read_when_the_run_is_sent() {
    let server = Server::start([Response::json(200, r#"{"id": 12, "organization_id": 7}"#)]).await;
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("later.png");
    let start = agent(&server).run("Look").image(&path);
    let error = start.clone().await.expect_err("the file is not there yet");
    assert_eq!((error.kind(), error.sent()), (ErrorKind::InvalidRequest, Sent::No));
    file(&folder, "later.png", PNG);
    start.await.expect("a run");
    assert_eq!(server.requests().len(), 1);
}

/// What the client says of an image that it does not send.
async fn refused(server: &Server, path: &Path) -> String {
    let good = "data:image/png;base64,iVBORw0KGgo=";
    let error = agent(server).run("Look").image_data_uri(good).image(path).await.expect_err("no image");
    assert_eq!((error.kind(), error.sent()), (ErrorKind::InvalidRequest, Sent::No));
    let text = error.to_string();
    let error = agent(server).resume(12, "Look").image(path).await.expect_err("no image");
    assert_eq!((error.kind(), error.sent()), (ErrorKind::InvalidRequest, Sent::No));
    assert_eq!(error.to_string(), text);
    assert!(text.contains(&path.display().to_string()), "{text}");
    text
}

#[tokio::test]
async fn what_is_no_image_to_send_stops_the_request() {
    let server = Server::start([Answer::CloseUnanswered; 0]).await;
    let folder = TempDir::new().expect("a temporary folder");
    let missing = refused(&server, &folder.path().join("missing.png")).await;
    assert!(missing.starts_with("the request was not sent: the image `"), "{missing}");
    assert!(missing.contains("missing.png` cannot be read: "), "{missing}");
    let text = refused(&server, folder.path()).await;
    assert!(text.ends_with("` is no regular file"), "{text}");
    for (name, bytes) in [
        ("empty.png", &b""[..]),
        ("text.png", b"no image"),
        ("drawing.svg", b"<svg/>"),
        ("short.png", &PNG[..7]),
        ("sound.webp", b"RIFF\x04\x00\x00\x00WAVE"),
    ] {
        let text = refused(&server, &file(&folder, name, bytes)).await;
        assert!(text.ends_with(" holds no PNG, JPEG, GIF or WebP image"), "{text}");
    }
    assert!(server.requests().is_empty());
}

/// Nothing waits for somebody to write into the pipe.
#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_no_regular_file() {
    let server = Server::start([Answer::CloseUnanswered; 0]).await;
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("pipe.png");
    let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
    assert!(made.success());
    assert!(refused(&server, &path).await.ends_with("` is no regular file"));
    assert!(server.requests().is_empty());
}

/// A link is what it leads to, and a name need not be text.
#[cfg(unix)]
#[tokio::test]
async fn links_and_names_that_are_no_text_are_followed() {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt, fs::symlink},
    };
    let server = Server::start([Response::json(200, r#"{"id": 12, "organization_id": 7}"#)]).await;
    let folder = TempDir::new().expect("a temporary folder");
    let image = file(&folder, "a.png", PNG);
    let link = |name: &[u8], to: &Path| {
        let link = folder.path().join(OsStr::from_bytes(name));
        symlink(to, &link).expect("a writable folder");
        link
    };
    assert!(
        refused(&server, &link(b"zero.png", Path::new("/dev/zero"))).await.ends_with("` is no regular file")
    );
    let circle = folder.path().join("circle.png");
    assert!(refused(&server, &link(b"circle.png", &circle)).await.contains("` cannot be read: "));
    assert!(
        refused(&server, &folder.path().join(OsStr::from_bytes(b"none-\xff")))
            .await
            .contains("cannot be read")
    );
    assert!(server.requests().is_empty());
    agent(&server).run("Look").image(link(b"b-\xff", &image)).await.expect("a run");
}

#[tokio::test]
async fn a_file_may_be_as_large_as_documented_and_no_larger() {
    let server = Server::start([Response::json(200, r#"{"id": 12, "organization_id": 7}"#)]).await;
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(&folder, "large.png", PNG);
    // A file with a hole: it has the length and takes no room.
    let resize = |length| {
        let file = fs::OpenOptions::new().write(true).open(&path).expect("a file");
        file.set_len(length).expect("a length");
    };
    resize(MOST + 1);
    let text = refused(&server, &path).await;
    assert!(text.ends_with(" is larger than 10485760 bytes, the most that this client sends"), "{text}");
    assert!(server.requests().is_empty());

    resize(MOST);
    agent(&server).run("Look").image(&path).await.expect("a run");
    let body = &server.requests()[0].body;
    let images: Value = serde_json::from_slice(body).expect("JSON");
    let uri = images["images"][0].as_str().expect("an image");
    let encoded = usize::try_from(MOST.div_ceil(3) * 4).expect("a length");
    assert_eq!(uri.len(), "data:image/png;base64,".len() + encoded);
}
