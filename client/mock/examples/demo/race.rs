//! Many runs at once, by this client and by one that most people would write.

use super::{
    LIMIT, Scale,
    screen::{Screen, Tone},
    strip::{LEGEND, ruler, strip},
};
use anyhow::{Context, ensure};
use codegen_client::Agent;
use codegen_mock::{
    Mock,
    limits::{Arrivals, most_in_a_window},
};
use futures_util::future::{join_all, try_join_all};
use governor::{DefaultDirectRateLimiter, Quota};
use std::{future::IntoFuture, num::NonZeroU32, time::Duration};
use tokio::time::interval;

/// How many runs each client starts.
pub(crate) const RUNS: usize = 25;

/// The tokens of the two clients: the server counts by token, so neither is in the way of the other.
pub(crate) const TOKENS: [&str; 2] = ["the-token-of-this-client", "the-token-of-the-other-client"];

/// What came to the server, by both clients.
pub(crate) struct Outcome {
    pub(crate) ours: Record,
    pub(crate) theirs: Record,
}

/// The requests of one client, by their arrival after the first of either client.
pub(crate) struct Record {
    pub(crate) client: &'static str,
    /// When each arrived, and whether it was refused.
    pub(crate) arrivals: Vec<(Duration, bool)>,
}

impl Record {
    pub(crate) fn refused(&self) -> usize {
        self.arrivals.iter().filter(|(_, refused)| *refused).count()
    }

    pub(crate) fn most_in(&self, window: Duration) -> usize {
        let times: Vec<_> = self.arrivals.iter().map(|(at, _)| *at).collect();
        most_in_a_window(&times, window)
    }
}

/// Shows how both start their runs, and what the server thinks of it.
pub(crate) async fn show(
    mock: &Mock,
    agent: &Agent,
    scale: Scale,
    screen: &mut Screen,
) -> anyhow::Result<Outcome> {
    let (window, run) = (scale.window.as_secs_f64(), scale.run.as_secs_f64());
    screen.title(&format!("{RUNS} runs are started at once, by two clients"))?;
    screen.text(format_args!(
        "The platform lets {LIMIT} starts through in any 60 s. Here it is {LIMIT} in any {window} s, for the"
    ))?;
    screen.text(format_args!(
        "server and for both clients, so that it can be watched. A run works for {run} s."
    ))?;
    screen.text("")?;

    let starts = async {
        let ours = try_join_all((0..RUNS).map(|number| agent.run(format!("Task {number}")).into_future()));
        tokio::join!(ours, naive(mock, scale.window))
    };
    let mut starts = std::pin::pin!(starts);
    let mut ticks = interval(Duration::from_millis(100));
    let (ours, theirs) = loop {
        tokio::select! {
            ended = &mut starts => break ended,
            _ = ticks.tick() => screen.moving(&lines(&outcome(&mock.arrivals()), scale.window, screen))?,
        }
    };
    screen.still()?;
    let outcome = outcome(&mock.arrivals());
    for line in lines(&outcome, scale.window, screen) {
        screen.text(line)?;
    }
    screen.text(screen.paint(Tone::Faint, LEGEND))?;
    screen.text("")?;
    ours.context("a run of this client was not started")?;
    theirs.context("the other client got no answer")?;
    judge(&outcome, scale.window, screen)?;
    Ok(outcome)
}

/// The same requests by plain HTTP behind the usual token bucket, which is given the same limit.
async fn naive(mock: &Mock, window: Duration) -> anyhow::Result<()> {
    let burst = NonZeroU32::new(LIMIT).context("a limit of nothing")?;
    let quota = Quota::with_period(window / LIMIT).context("a window of no time")?.allow_burst(burst);
    let limiter = DefaultDirectRateLimiter::direct(quota);
    let http = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{}/v1/organizations/{}/agent/run", mock.url, mock.org_id);
    let start = async |number: usize| {
        limiter.until_ready().await;
        let request = http.post(&url).bearer_auth(TOKENS[1]);
        request.body(format!(r#"{{"prompt": "Task {number}"}}"#)).send().await
    };
    for answer in join_all((0..RUNS).map(start)).await {
        answer?;
    }
    Ok(())
}

fn outcome(arrivals: &Arrivals) -> Outcome {
    let first = arrivals.all().first().map(|arrival| arrival.at).unwrap_or_default();
    let record = |client, token| {
        let of_client = arrivals.all().iter().filter(|arrival| arrival.token == Some(token));
        let arrivals =
            of_client.map(|arrival| (arrival.at.saturating_sub(first), arrival.status == Some(429)));
        Record { client, arrivals: arrivals.collect() }
    };
    Outcome { ours: record("this client", 0), theirs: record("token bucket", 1) }
}

fn lines(outcome: &Outcome, window: Duration, screen: &Screen) -> Vec<String> {
    let line = |record: &Record| format!("{:<14}{}", record.client, strip(record, window, screen));
    vec![
        screen.paint(Tone::Faint, format_args!("{:<14}{}", "", ruler(window))),
        line(&outcome.ours),
        line(&outcome.theirs),
    ]
}

fn judge(outcome: &Outcome, window: Duration, screen: &mut Screen) -> anyhow::Result<()> {
    let Outcome { ours, theirs } = outcome;
    for record in [ours, theirs] {
        let refused = record.refused();
        let tone = if refused == 0 { Tone::Good } else { Tone::Bad };
        let refused = screen.paint(tone, format_args!("{refused:>2} of {} refused", record.arrivals.len()));
        let most = record.most_in(window);
        screen.text(format_args!(
            "{:<14}{refused}; at most {most} arrived in any {} s",
            record.client,
            window.as_secs_f64()
        ))?;
    }
    screen.text("")?;
    screen.text(
        "A token bucket (here the crate governor) refills while the server still counts: it lets up to",
    )?;
    screen.text(
        "twice the limit into one window. This client counts as the server does, without being asked.",
    )?;
    ensure!(ours.refused() == 0, "the server refused {} requests of this client", ours.refused());
    ensure!(ours.arrivals.len() == RUNS, "{} requests for {RUNS} runs", ours.arrivals.len());
    let most = ours.most_in(window);
    ensure!(most <= LIMIT as usize, "{most} requests of this client arrived in one window");
    ensure!(
        theirs.refused() > 0,
        "the token bucket was not refused anything: this machine is too busy to compare"
    );
    Ok(())
}
