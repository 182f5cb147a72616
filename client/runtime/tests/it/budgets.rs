//! Which clients share their rate limits, and what `limits` and `set_limit` say and do.

use crate::{
    api::{Client, Loan, TOKEN},
    memory::{Act, Server, after, books, failing, loan, ms, usage, with},
};
use codegen_runtime::{
    BuildError, Builder, LocalBudget, Priority, Provenance, Quota, RetryPolicy, StatusCode, TokenSource,
};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::time::{self, Instant};

const LOAN: Loan = Loan { book: 1 };
const WINDOW: Duration = Duration::from_secs(10);

/// A client that shares with others of this URL. Each test has its own: all of them are in one process.
fn sharing(server: &Server, url: &str) -> Builder<Client> {
    Client::builder().base_url(url).token(TOKEN).retry(RetryPolicy::none()).transport(server.transport())
}

/// A source whose nth read gives the nth token.
fn rotating(tokens: &'static [&'static str]) -> TokenSource {
    let reads = AtomicU32::new(0);
    TokenSource::from_fn(move || {
        let token = tokens[reads.fetch_add(1, Ordering::Relaxed) as usize];
        async move { Ok::<_, std::io::Error>(token) }
    })
}

fn used(client: &Client) -> u32 {
    usage(client, "reserving").used
}

#[tokio::test(start_paused = true)]
async fn clients_of_one_url_and_token_share() {
    let server = Server::new((0..3).map(|_| loan()));
    let build = || sharing(&server, "https://same.example").build().unwrap();
    let (one, two) = (build(), build());
    let start = Instant::now();
    one.reserve_book(&LOAN).await.unwrap();
    assert_eq!((used(&one), used(&two), used(&two.clone())), (1, 1, 1));
    two.reserve_book(&LOAN).await.unwrap();
    assert_eq!(used(&build()), 2, "one that is built later, before its first call");
    drop(two);
    one.reserve_book(&LOAN).await.unwrap();
    assert_eq!(server.arrived(start), [0, 0, 10_004].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_changes_nothing_leaves_what_the_server_said() {
    let told = with(
        "ratelimit-policy",
        r#""reserving";q=2;w=60"#,
        with("ratelimit", r#""reserving";r=0;t=30"#, loan()),
    );
    let server = Server::new([told, loan(), loan()]);
    let build = |max| {
        let quota = Quota::new(max, WINDOW);
        sharing(&server, "https://again.example").bucket("reserving", quota).build().unwrap()
    };
    let start = Instant::now();
    let first = build(5);
    first.reserve_book(&LOAN).await.unwrap();
    let again = build(5);
    assert_eq!((usage(&again, "reserving").limit, usage(&again, "reserving").window.as_secs()), (2, 60));
    again.reserve_book(&LOAN).await.unwrap();
    assert_eq!(server.arrived(start), [0, 30_000].map(ms));
    let other = build(6);
    assert_eq!((usage(&other, "reserving").limit, used(&other)), (6, 1));
    // What is said while it runs is meant.
    other.set_limit("reserving", Quota::new(6, WINDOW)).unwrap();
    other.reserve_book(&LOAN).await.unwrap();
    assert_eq!(start.elapsed(), ms(30_000));
}

#[tokio::test(start_paused = true)]
async fn another_url_or_token_is_another_budget() {
    let server = Server::new([loan()]);
    let client = sharing(&server, "https://one.example").build().unwrap();
    client.reserve_book(&LOAN).await.unwrap();
    let others = [
        sharing(&server, "https://one.example").token("another-token"),
        sharing(&server, "https://two.example"),
        sharing(&server, "https://one.example/v2"),
        sharing(&server, "https://one.example").budget(LocalBudget::default()),
    ];
    for other in others {
        assert_eq!((used(&client), used(&other.build().unwrap())), (1, 0));
    }
    // How the URL is written does not matter at its end.
    assert_eq!(used(&sharing(&server, "https://one.example/").build().unwrap()), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_read_shares_too_and_goes_on_after_its_rotation() {
    const URL: &str = "https://rotating.example";
    let server = Server::new([loan(), failing(401), loan(), loan(), failing(401), loan()]);
    let quota = Quota::new(10, WINDOW);
    let fixed = sharing(&server, URL).token("token-number-0").bucket("reserving", quota).build().unwrap();
    let read = || rotating(&["token-number-0", "token-number-1"]);
    let build = || sharing(&server, URL).token_source(read()).build().unwrap();
    let (one, two) = (build(), build());
    fixed.reserve_book(&LOAN).await.unwrap();
    assert_eq!((used(&fixed), used(&one)), (1, 0), "it does not know yet whose budget it has");
    // It starts with the old token, and both of its requests pay.
    one.reserve_book(&LOAN).await.unwrap();
    assert_eq!((used(&fixed), used(&one), used(&two)), (3, 3, 0));
    // It has only the new token now, and another client only the old one.
    one.reserve_book(&LOAN).await.unwrap();
    two.reserve_book(&LOAN).await.unwrap();
    let tokens: Vec<_> =
        server.requests().iter().map(|sent| sent.headers()["authorization"].clone()).collect();
    let ends: String = tokens.iter().map(|token| char::from(*token.as_bytes().last().unwrap())).collect();
    assert_eq!(ends, "001101");
    assert_eq!([&fixed, &one, &two].map(used), [6, 6, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_quota_of_an_unknown_limit_is_refused_with_those_that_there_are() {
    let quota = Quota::new(1, WINDOW);
    let error =
        Server::new([]).builder().bucket("reading", quota).bucket("lending", quota).build().unwrap_err();
    let BuildError::Bucket(unknown) = &error else { panic!("{error:?}") };
    let text = "the API's description states no rate limit `lending`; it states reading, reserving";
    assert_eq!((error.to_string(), unknown.to_string()), (text.to_owned(), text.to_owned()));

    let client = Server::new([]).client();
    assert_eq!(client.set_limit("lending", quota).unwrap_err().to_string(), text);
    let limits: Vec<_> = client.limits().iter().map(|usage| usage.limit).collect();
    assert_eq!(limits, [60, 2]);
}

#[tokio::test(start_paused = true)]
async fn the_limits_are_known_before_the_first_call() {
    let server = Server::new([]);
    let source = || TokenSource::from_fn(|| async { Ok::<_, std::io::Error>("some-token") });
    let unread = sharing(&server, "https://unread.example").token_source(source());
    for builder in [unread, server.builder(), sharing(&server, "https://fresh.example")] {
        let client = builder.bucket("reserving", Quota::new(7, Duration::from_secs(3))).build().unwrap();
        let limits = client.limits();
        let [reading, reserving] = &limits[..] else { panic!("{limits:?}") };
        assert_eq!((reading.name, reserving.name), ("reading", "reserving"));
        assert_eq!((reading.provenance, reserving.provenance), (Provenance::Documented, Provenance::Assumed));
        assert_eq!((reading.limit, reading.window.as_secs()), (60, 30));
        assert_eq!((reserving.limit, reserving.window.as_secs()), (7, 3));
        for usage in &limits {
            assert_eq!((usage.used, usage.remaining, usage.waiting), (0, usage.limit, 0));
            assert_eq!((usage.next_slot, usage.paused_for), (Duration::ZERO, None));
        }
        client.set_limit("reading", Quota::new(5, WINDOW)).unwrap();
        assert_eq!((usage(&client, "reading").limit, usage(&client, "reading").remaining), (5, 5));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_set_before_the_token_was_known_holds_for_all() {
    const URL: &str = "https://early.example";
    let server = Server::new([loan(), loan()]);
    let one = sharing(&server, URL).build().unwrap();
    let source = rotating(&[TOKEN]);
    let two =
        sharing(&server, URL).token_source(source).bucket("reading", Quota::new(3, WINDOW)).build().unwrap();
    two.set_limit("reserving", Quota::new(4, WINDOW)).unwrap();
    assert_eq!(one.limits().iter().map(|usage| usage.limit).collect::<Vec<_>>(), [60, 2]);
    two.reserve_book(&LOAN).await.unwrap();
    assert_eq!(one.limits().iter().map(|usage| usage.limit).collect::<Vec<_>>(), [3, 4]);
    // And what is set later, by either.
    one.set_limit("reading", Quota::new(8, WINDOW)).unwrap();
    two.reserve_book(&LOAN).await.unwrap();
    assert_eq!(two.limits().iter().map(|usage| usage.limit).collect::<Vec<_>>(), [8, 4]);
}

#[tokio::test(start_paused = true)]
async fn the_limits_tell_what_goes_on() {
    let server = Server::new([
        after(2, loan()),
        after(4, loan()),
        loan(),
        loan(),
        with("retry-after", "8", failing(429)),
    ]);
    let client = server.client();
    let calls: Vec<_> = (0..4).map(|_| tokio::spawn(client.reserve_book(&LOAN).into_future())).collect();
    let tells = |client: &Client| {
        let known = usage(client, "reserving");
        (known.used, known.remaining, known.waiting, known.next_slot)
    };
    time::sleep(ms(1_000)).await;
    assert_eq!(tells(&client), (2, 0, 2, ms(10_004)), "if both were answered now");
    time::sleep(ms(2_000)).await;
    assert_eq!(tells(&client), (2, 0, 2, ms(9_004)), "the first was answered at 2 s");
    time::sleep(ms(9_500)).await;
    assert_eq!(tells(&client), (2, 0, 1, ms(1_504)), "the third was sent at 12.004 s");
    for call in calls {
        call.await.unwrap().unwrap();
    }
    time::sleep(Duration::from_mins(1)).await;
    assert_eq!(tells(&client), (0, 2, 0, ms(0)));
    client.reserve_book(&LOAN).await.unwrap_err();
    assert_eq!(usage(&client, "reserving").paused_for, Some(ms(8_000)));
    assert_eq!(tells(&client), (1, 1, 0, ms(8_000)));
    time::sleep(ms(8_000)).await;
    assert_eq!(usage(&client, "reserving").paused_for, Some(ms(0)), "until somebody has tried");
    assert_eq!(tells(&client), (1, 1, 0, ms(0)));
}

#[tokio::test(start_paused = true)]
async fn a_raised_limit_lets_those_go_that_wait_in_order() {
    const URL: &str = "https://raised.example";
    let server = Server::new((0..6).map(|_| loan()));
    let (one, two) = (sharing(&server, URL).build().unwrap(), sharing(&server, URL).build().unwrap());
    let start = Instant::now();
    let calls: Vec<_> = (0..6)
        .map(|book| {
            let call = if book % 2 == 0 {
                one.reserve_book(&Loan { book })
            } else {
                two.reserve_book(&Loan { book })
            };
            tokio::spawn(call.priority(Priority::Interactive).into_future())
        })
        .collect();
    time::sleep(ms(1_000)).await;
    assert_eq!((usage(&one, "reserving").waiting, usage(&two, "reserving").waiting), (4, 4));
    one.set_limit("reserving", Quota::new(5, WINDOW)).unwrap();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), StatusCode::CREATED);
    }
    assert_eq!(server.arrived(start), [0, 0, 1_000, 1_000, 1_000, 10_004].map(ms));
    let bodies: Vec<_> = server.requests().iter().map(|sent| sent.body()[8]).collect();
    assert_eq!(bodies, b"012345");
}

#[tokio::test(start_paused = true)]
async fn an_operation_without_limits_pays_nothing() {
    let server = Server::new((0..5).map(|_| loan()).chain([Act::Silence, books()]));
    let client = server.client();
    for _ in 0..5 {
        client.lend_book(&LOAN).await.unwrap();
    }
    client.lend_book(&LOAN).await.unwrap_err();
    client.request(codegen_runtime::Method::GET, "/shelves").await.unwrap();
    assert!(client.limits().iter().all(|usage| usage.used == 0));
}

#[tokio::test(start_paused = true)]
async fn spellings_of_one_url_are_one_url() {
    let server = Server::new([loan()]);
    let client = sharing(&server, "https://Spelled.example/v1/").build().unwrap();
    client.reserve_book(&LOAN).await.unwrap();
    let other = sharing(&server, "HTTPS://spelled.EXAMPLE:443/v1").build().unwrap();
    assert_eq!(used(&other), 1);
    let other = sharing(&server, "https://spelled.example/V1").build().unwrap();
    assert_eq!(used(&other), 0, "paths have a case");
}

#[tokio::test(start_paused = true)]
async fn a_budget_may_be_shared_by_hand() {
    let server = Server::new([loan()]);
    let budget = std::sync::Arc::new(LocalBudget::default());
    let build = |url| sharing(&server, url).budget(budget.clone()).build().unwrap();
    let (one, two) = (build("https://left.example"), build("https://right.example"));
    one.reserve_book(&LOAN).await.unwrap();
    assert_eq!(used(&two), 1);
}

#[tokio::test(start_paused = true)]
async fn limits_outlive_the_client() {
    let server = Server::new([loan(), loan(), loan()]);
    let start = Instant::now();
    for _ in 0..3 {
        // A program that makes a client for each call.
        sharing(&server, "https://short.example").build().unwrap().reserve_book(&LOAN).await.unwrap();
    }
    assert_eq!(server.arrived(start), [0, 0, 10_004].map(ms));
}
