//! Connections that go away at the worst moment. Which of the two sides is quicker is up to chance; what holds in each case
//! is not.

use super::{
    call::{Class, End, GOOD},
    run::{ATTEMPTS, quick},
};
use crate::server::{Answer, Response, Server};
use codegen_client::{Ending, ErrorKind, Sent};
use tokio::net::TcpListener;

/// How often each race is run.
const RACES: usize = 20;

/// The reset may come before the request goes out or after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unsafe_request_is_repeated_only_where_the_reset_came_first() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_zero_linger().expect("a connection");
        }
    });
    for class in Class::ALL.into_iter().cycle().take(RACES * Class::ALL.len()) {
        let told = class.call(&quick(&url).build().expect("a valid client")).await;
        let endings: Vec<_> = told.attempts.iter().map(|attempt| attempt.ending).collect();
        let (last, before) = endings.split_last().expect("an attempt");
        let expected = match (class, last) {
            // One before it may have acted, where that is harmless.
            (Class::Safe | Class::Idempotent, Ending::Connect)
                if before.iter().any(|ending| *ending != Ending::Connect) =>
            {
                End::failure(ErrorKind::Connect, Sent::Maybe, true)
            }
            (_, Ending::Connect) => End::failure(ErrorKind::Connect, Sent::No, true),
            (Class::Unsafe, _) => End::failure(ErrorKind::OutcomeUnknown, Sent::Maybe, false),
            _ => End::failure(ErrorKind::Transport, Sent::Maybe, true),
        };
        assert_eq!(told.end, expected, "{class:?}: {endings:?}");
        let tried_all = endings.len() == ATTEMPTS as usize;
        match class {
            Class::Safe | Class::Idempotent => assert!(tried_all, "{class:?}: {endings:?}"),
            Class::Unsafe => {
                assert!(before.iter().all(|ending| *ending == Ending::Connect), "{endings:?}");
                assert!(tried_all || *last == Ending::Transport, "{endings:?}");
            }
        }
    }
    server.abort();
}

/// A connection that was used before invites an HTTP library to send a lost request again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_connection_that_closes_under_a_create_leads_to_no_second_one() {
    let good = || Answer::from(Response::json(200, GOOD));
    // The connection closes right after the first answer, and then when the second request arrives, or has arrived.
    let at_once = Answer::Truncate(Response::json(200, GOOD), 0);
    for (first, second, read) in [
        (at_once, good(), false),
        (good(), Answer::CloseUnread, false),
        (good(), Answer::EndUnread, false),
        (good(), Answer::ResetUnanswered, true),
        (good(), Answer::CloseUnanswered, true),
    ] {
        for _ in 0..RACES {
            let server = Server::start([first.clone(), second.clone(), good(), good()]).await;
            let client = quick(&server.url).build().expect("a valid client");
            assert_eq!(Class::Unsafe.call(&client).await.end, End::Success);
            let end = Class::Unsafe.call(&client).await.end;
            // By the answer to this one, a request that was still on its way would have arrived.
            assert_eq!(Class::Safe.call(&client).await.end, End::Success);
            let creates = server.requests().iter().filter(|request| request.method == "POST").count() - 1;
            match end {
                End::Success => assert_eq!(creates, 1, "{first:?}, {second:?}"),
                failure @ End::Failure { .. } => {
                    let unknown = End::failure(ErrorKind::OutcomeUnknown, Sent::Maybe, false);
                    assert_eq!((failure, creates), (unknown, usize::from(read)), "{first:?}, {second:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_redirect_leads_to_another_server() {
    let other = Server::start([Response::json(200, GOOD)]).await;
    for status in [301, 302, 303, 307, 308] {
        for class in Class::ALL {
            let server = Server::start([Response::new(status).header("location", &other.url)]).await;
            let told = class.call(&quick(&server.url).build().expect("a valid client")).await;
            assert_eq!(told.end, End::failure(ErrorKind::Unexpected, Sent::Yes, false), "{status} {class:?}");
            assert_eq!(server.requests().len(), 1, "{status} {class:?}");
        }
    }
    assert!(other.requests().is_empty(), "the token went to another server");
}
