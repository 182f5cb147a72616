//! What goes wrong: every fault that the stand-in knows, with about one request in ten, alone, in bursts and in storms.

use codegen_client::operations::agents::{CREATE_AGENT_RUN, GET_AGENT_RUN};
use codegen_mock::faults::{Fault, Rule};
use std::time::Duration;

/// In the order in which they are tried.
pub(crate) fn rules() -> Vec<Rule> {
    let ms = Duration::from_millis;
    let status = |status, retry_after| Fault::Status { status, retry_after };
    let busy = |seconds| Some(Duration::from_secs(seconds));
    vec![
        // Storms: a server that refuses many in a row.
        Rule::new(status(429, None)).on(&CREATE_AGENT_RUN).part(0.000_5).burst(12),
        Rule::new(status(429, busy(1))).on(&GET_AGENT_RUN).part(0.000_5).burst(12),
        Rule::new(status(503, None)).part(0.000_5).burst(10),
        // A server that breaks down. It has counted what it does not answer: with the permits of a whole window lost at once,
        // one that comes back too early is one too many.
        Rule::new(Fault::ResetAfter).on(&CREATE_AGENT_RUN).part(0.002).burst(10),
        Rule::new(Fault::ResetAfter).on(&GET_AGENT_RUN).part(0.002).burst(10),
        Rule::new(Fault::Refuse(ms(50))).part(0.000_5),
        Rule::new(status(429, None)).part(0.001_5),
        Rule::new(status(429, busy(1))).part(0.000_5),
        Rule::new(status(500, None)).part(0.005),
        Rule::new(status(502, None)).part(0.005),
        Rule::new(status(503, busy(1))).part(0.003),
        Rule::new(status(504, None)).part(0.005),
        Rule::new(Fault::ResetBefore).part(0.008),
        Rule::new(Fault::ResetAfter).part(0.008),
        Rule::new(Fault::Truncate).part(0.006),
        Rule::new(Fault::StallBefore).part(0.004),
        Rule::new(Fault::StallAfter).part(0.004),
        Rule::new(Fault::MalformedJson).part(0.006),
        Rule::new(Fault::WrongContentType).part(0.004),
        Rule::new(Fault::Huge { bytes: 4 << 20 }).part(0.002),
        Rule::new(Fault::Redirect).part(0.004),
        // Longer than some attempts may take.
        Rule::new(Fault::Delay(ms(250)..=ms(750))).part(0.004),
        Rule::new(Fault::Delay(ms(5)..=ms(80))).part(0.01),
        Rule::new(Fault::Skew(3_600)).part(0.005),
        Rule::new(Fault::Skew(-3_600)).part(0.005),
    ]
}

/// What a fault is called.
pub(crate) fn name(fault: &Fault) -> &'static str {
    match fault {
        Fault::Refuse(_) => "refuse",
        Fault::ResetBefore => "reset before",
        Fault::ResetAfter => "reset after",
        Fault::Truncate => "truncate",
        Fault::StallBefore => "stall before",
        Fault::StallAfter => "stall after",
        Fault::Delay(_) => "delay",
        Fault::Status { status: 429, .. } => "status 429",
        Fault::Status { .. } => "status 5xx",
        Fault::MalformedJson => "malformed json",
        Fault::WrongContentType => "wrong content type",
        Fault::Huge { .. } => "huge",
        Fault::Redirect => "redirect",
        Fault::Skew(_) => "skew",
        _ => "another",
    }
}
