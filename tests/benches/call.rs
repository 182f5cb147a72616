//! What a call through everything costs, beside the same request by the bare transport, over a connection on loopback that is
//! kept: 50th and 95th percentile of the latency, and the time on the CPU of the calling thread.
//!
//! Both decode the same answer into the same type. Rounds of the two alternate, so that whatever else the machine does
//! meets both.

use codegen_client::{Client, LocalBudget, Quota, types::AgentRun};
use std::{
    error::Error,
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};
use tokio::time::Instant;

const ROUNDS: usize = 15;
const CALLS: usize = 2_000;
const TOKEN: &str = "sk-0123456789abcdef";
const RUN: &str = r#"{"id": 12, "organization_id": 7, "status": "RUNNING", "created_at": "2025-06-15T15:06:40Z",
    "web_url": "https://example.com/12", "result": null, "source_type": "API", "github_pull_requests": [],
    "metadata": {"ticket": "AUTH-17"}}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    // It ends with the process.
    thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| drop(thread::spawn(|| serve(stream))));
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(compare(&url))
}

async fn compare(url: &str) -> Result<(), Box<dyn Error>> {
    // Slots come back after two milliseconds: admission does all its work and never waits.
    let client = Client::builder()
        .base_url(url)
        .token(TOKEN)
        .budget(LocalBudget::default())
        .bucket("agent-status", Quota::new(1_000_000, Duration::from_millis(1)))
        .build()?;
    // With a limit of time, as any program sets it: that of the operation.
    let bare = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
    let target = format!("{url}/v1/organizations/7/agent/run/12");
    let (mut through, mut without) = (Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        without
            .round(async || {
                let answer =
                    bare.get(&target).bearer_auth(TOKEN).header("accept", "application/json").send().await?;
                let run: AgentRun = serde_json::from_slice(&answer.bytes().await?)?;
                Ok(run.id)
            })
            .await?;
        through.round(async || Ok(client.get_agent_run(7, 12).await?.id)).await?;
    }
    println!("{:<24} {:>10} {:>10} {:>14}", "", "p50", "p95", "CPU per call");
    for (name, figures) in [("bare transport", &without), ("through everything", &through)] {
        let (p50, p95, cpu) = (figures.percentile(50), figures.percentile(95), figures.cpu());
        println!("{name:<24} {p50:>10.1?} {p95:>10.1?} {cpu:>14.1?}");
    }
    let more = through.percentile(50).as_secs_f64() / without.percentile(50).as_secs_f64() - 1.0;
    println!("\np50 {:+.1} %, CPU {:+.1?}", more * 100.0, through.cpu().saturating_sub(without.cpu()));
    Ok(())
}

/// What was measured of one way to call.
#[derive(Default)]
struct Figures {
    latencies: Vec<Duration>,
    /// Per call, of each round.
    cpu: Vec<Duration>,
}

impl Figures {
    async fn round(
        &mut self,
        call: impl AsyncFn() -> Result<i64, Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let before = on_cpu()?;
        for _ in 0..CALLS {
            let start = Instant::now();
            let id = call().await?;
            self.latencies.push(start.elapsed());
            assert_eq!(id, 12);
        }
        self.cpu.push(on_cpu()?.saturating_sub(before) / u32::try_from(CALLS)?);
        Ok(())
    }

    fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) * percent / 100]
    }

    /// The median of the rounds.
    fn cpu(&self) -> Duration {
        let mut sorted = self.cpu.clone();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    }
}

/// How long this thread was on a CPU: the first number of Linux's `schedstat`, in nanoseconds.
fn on_cpu() -> Result<Duration, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = stat.split(' ').next().ok_or("an empty schedstat")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

/// Answers every request of a connection with the same run.
fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{RUN}",
        RUN.len()
    );
    let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut chunk)? {
            0 => return Ok(()),
            read => request.extend_from_slice(&chunk[..read]),
        }
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            stream.write_all(answer.as_bytes())?;
        }
    }
}
