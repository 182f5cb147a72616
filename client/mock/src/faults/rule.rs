//! Which requests meet a fault.

use super::fault::{Fault, seconds};
use codegen_client::{Operation, operations::OPERATIONS};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::time::Duration;

/// Which requests meet a fault.
///
/// Of all rules, in the order in which they were added, the first that applies to a request decides. A
/// [`Delay`](Fault::Delay) and a [`Skew`](Fault::Skew) go with another fault: for each of them the first rule decides, too.
///
/// ```
/// use codegen_client::operations::agents::CREATE_AGENT_RUN;
/// use codegen_mock::faults::{Fault, Rule};
/// use std::time::Duration;
///
/// // The first two starts of runs lose their answers, and then every tenth request, or so, comes late.
/// let lost = Rule::new(Fault::ResetAfter).on(&CREATE_AGENT_RUN).times(2);
/// let late = Fault::Delay(Duration::from_millis(50)..=Duration::from_millis(200));
/// let mock = codegen_mock::Mock::builder().fault(lost).fault(Rule::new(late).part(0.1));
/// # let _ = mock;
/// ```
///
/// As JSON it is an object with the names of its methods, of which only `fault` is required:
/// `{"fault": "reset_after", "operation": "create_agent_run", "times": 2, "lasting": 30, "part": 0.1, "burst": 3}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub(super) fault: Fault,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<Concerned>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) times: Option<usize>,
    #[serde(default, with = "seconds::option", skip_serializing_if = "Option::is_none")]
    pub(super) lasting: Option<Duration>,
    #[serde(default = "whole", deserialize_with = "part")]
    pub(super) part: f64,
    #[serde(default = "one")]
    pub(super) burst: usize,
}

impl Rule {
    /// Every request meets it.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self { fault, operation: None, times: None, lasting: None, part: whole(), burst: one() }
    }

    /// Only those of this operation do.
    #[must_use]
    pub fn on(mut self, operation: &'static Operation) -> Self {
        self.operation = Some(Concerned(operation));
        self
    }

    /// So many do, and then the rule is over.
    #[must_use]
    pub fn times(mut self, n: usize) -> Self {
        self.times = Some(n);
        self
    }

    /// The rule is over after this time of the client, counted from when it was added.
    #[must_use]
    pub fn lasting(mut self, time: Duration) -> Self {
        self.lasting = Some(time);
        self
    }

    /// Only this part of them does, from 0 for none to 1 for all: dice are thrown for each. Each rule has its own, which
    /// follow from the seed of the mock and from how many rules were added before. So the same requests, in the same order,
    /// meet the same faults, however many requests that the rule does not concern come in between.
    #[must_use]
    pub fn part(mut self, part: f64) -> Self {
        self.part = part;
        self
    }

    /// Once the dice hit, so many requests in a row meet it, one at least.
    #[must_use]
    pub fn burst(mut self, n: usize) -> Self {
        self.burst = n;
        self
    }
}

fn whole() -> f64 {
    1.0
}

fn one() -> usize {
    1
}

fn part<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let part = f64::deserialize(from)?;
    let message = || D::Error::custom(format!("{part} is no part: it is from 0 to 1"));
    (0.0..=1.0).contains(&part).then_some(part).ok_or_else(message)
}

/// As JSON it is its identifier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Concerned(pub(super) &'static Operation);

impl Serialize for Concerned {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.id)
    }
}

impl<'de> Deserialize<'de> for Concerned {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id = String::deserialize(from)?;
        let known = OPERATIONS.iter().copied().find(|operation| operation.id == id);
        known.map(Self).ok_or_else(|| {
            let all: Vec<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
            D::Error::custom(format!("unknown operation `{id}`, expected one of {}", all.join(", ")))
        })
    }
}
