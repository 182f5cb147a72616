//! The demo keeps what it claims, and notices when it does not.

#[path = "../../examples/demo/main.rs"]
#[expect(dead_code, reason = "here its functions are called, and not its `main`")]
mod program;

use codegen_client::{Agent, LocalBudget, Quota, operations::AGENT_CREATION};
use codegen_mock::Mock;
use program::{
    LIMIT, Scale,
    picture::draw,
    race::{self, Outcome, Record},
    run,
    screen::{Screen, Tone},
};
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

const QUICK: Scale = Scale { window: Duration::from_secs(1), run: Duration::from_millis(1500) };

/// What was shown so far.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn read(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text")
    }
}

impl Write for Paper {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn every_claim_holds() {
    let paper = Paper::default();
    let outcome = run(QUICK, &mut Screen::new(paper.clone(), false), None).await;
    let text = paper.read();
    outcome.expect(&text);
    assert!(!text.contains('\x1b'), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line), "{text}");
    assert!(text.contains("this client    0 of 25 refused"), "{text}");
    assert!(text.contains("422 Validation          body.agent_type: "), "{text}");
    assert!(text.contains("stale"), "{text}");
    assert!(text.contains("\n  agent-creation"), "{text}");
}

#[tokio::test]
async fn a_client_that_is_refused_something_is_an_error() {
    let mock = Mock::builder().quota(&AGENT_CREATION, LIMIT, QUICK.window).tokens(race::TOKENS).start().await;
    let mock = mock.expect("a mock");
    let wrong = Quota::new(1000, QUICK.window);
    let client = mock.client().bucket(AGENT_CREATION.name, wrong).budget(LocalBudget::default());
    let agent = Agent::with_client(client.build().expect("a client"), mock.org_id);
    let error = race::show(&mock, &agent, QUICK, &mut Screen::new(io::sink(), false)).await;
    let error = error.err().expect("an error").to_string();
    assert!(error.starts_with("the server refused "), "{error}");
}

#[test]
fn what_moves_is_taken_away_before_it_is_shown_again() {
    let paper = Paper::default();
    let mut screen = Screen::new(paper.clone(), true);
    screen.moving(&["one".to_owned(), "two".to_owned()]).expect("written");
    screen.moving(&["three".to_owned()]).expect("written");
    screen.still().expect("written");
    screen.text(screen.paint(Tone::Good, "four")).expect("written");
    assert_eq!(paper.read(), "  one\n  two\n\x1b[2A\x1b[J  three\n\x1b[1A\x1b[J  \x1b[32mfour\x1b[0m\n");
}

#[test]
fn the_picture_has_a_dot_for_each_request() {
    let record = |client, arrivals: &[(u64, bool)]| Record {
        client,
        arrivals: arrivals.iter().map(|(at, refused)| (Duration::from_millis(*at), *refused)).collect(),
    };
    let outcome = Outcome {
        ours: record("this client", &[(0, false), (10, false)]),
        theirs: record("token bucket", &[(0, false), (300, true), (400, true), (3100, false)]),
    };
    let picture = draw(&outcome, Duration::from_secs(3)).expect("a picture");
    // Each color once more in the legend.
    assert_eq!(picture.matches("fill=\"#0969DA\" stroke=\"none\"").count(), 4 + 1, "{picture}");
    assert_eq!(picture.matches("fill=\"#CF222E\" stroke=\"none\"").count(), 2 + 1, "{picture}");
    assert!(picture.contains("this client: none refused") && picture.contains("2 of 4 refused"), "{picture}");
    assert_eq!(picture, draw(&outcome, Duration::from_secs(3)).expect("a picture"));
}

/// Whose reader went away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let mut screen = Screen::new(Closed, true);
    screen.title("one").expect("nothing to complain about");
    screen.moving(&["two".to_owned()]).expect("nothing to complain about");
    screen.text("three").expect("nothing to complain about");
}
