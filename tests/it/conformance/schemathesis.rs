//! Thousands of requests, good and bad, that schemathesis makes up from a description of the API; it judges every answer.

use super::{root, tool};
use codegen_client::{operations::OPERATIONS, types::CreateAgentRunInput};
use codegen_mock::Mock;
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};
use tokio::{process::Command, time::timeout};

/// One without limits, whose runs end at once: what it answers does not depend on how fast it is asked.
async fn mock() -> Mock {
    let mock = Mock::builder().limits(false).speed(1e6).run_time(Duration::ZERO..=Duration::ZERO);
    mock.start().await.expect("a mock")
}

/// The longest that it may take: far more than it does on a busy machine.
const LONGEST: Duration = Duration::from_secs(600);

/// What nothing in the mock is called.
const UNKNOWN: i64 = 7;

/// Identifiers that the mock knows and some that it does not, as the dictionaries of the configuration.
async fn dictionaries(mock: &Mock) -> String {
    let client = mock.client().build().expect("a client");
    let run = client.create_agent_run(mock.org_id, CreateAgentRunInput::new("Begin")).await.expect("a run");
    let pull_requests =
        client.get_agent_run(mock.org_id, run.id).await.expect("a run").into_inner().github_pull_requests;
    let pull_requests: Vec<i64> =
        pull_requests.into_iter().flatten().map(|pull_request| pull_request.id).collect();
    let repositories = client.list_repositories(mock.org_id).await.expect("repositories").into_inner().items;
    let repositories = repositories.iter().map(|repository| repository.id).chain([UNKNOWN]).collect();
    let users = client.list_users(mock.org_id).await.expect("users").into_inner().items;
    let users: Vec<i64> = users.iter().map(|user| user.id).collect();
    let values = [
        ("organizations", vec![mock.org_id, mock.org_id, mock.org_id, mock.empty_org_id, UNKNOWN]),
        ("runs", vec![run.id]),
        ("pull-requests", pull_requests),
        ("repositories", repositories),
        ("users", users),
        ("sandboxes", vec![mock.sandbox_id, mock.new_sandbox_id]),
    ];
    let lines = values.map(|(name, values)| format!("{name} = {{ values = {values:?} }}\n"));
    format!("\n[dictionaries]\n{}", lines.concat())
}

/// Judges a fresh mock by a description of the API in this file.
async fn judge(description: &Path) {
    let program = tool("python/bin/schemathesis");
    let conformance = root().join("tests/conformance").canonicalize().expect("a directory");
    let mock = mock().await;
    let directory = tempfile::tempdir().expect("a directory");
    let config = fs::read_to_string(conformance.join("schemathesis.toml")).expect("the configuration");
    write(&directory.path().join("schemathesis.toml"), &(config + &dictionaries(&mock).await));
    let mut run = Command::new(program);
    run.current_dir(directory.path())
        .arg("run")
        .arg(description)
        .args([
            "--no-color",
            "--url",
            &mock.url,
            "--header",
            &format!("Authorization: Bearer {}", mock.token),
        ])
        .arg("--baseline")
        .arg(conformance.join("accepted.json"))
        .args(["--report", "json", "--report-json-path", "report.json"])
        // It would ask a proxy for the mock too.
        .env("no_proxy", "127.0.0.1")
        .kill_on_drop(true);
    let output = timeout(LONGEST, run.output()).await.expect("schemathesis has come to an end");
    let output = output.expect("schemathesis has run");
    // A test that fails shows this, also when there is no report.
    println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let report = fs::read_to_string(directory.path().join("report.json")).expect("a report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    println!("{report:#}");
    assert!(output.status.success(), "schemathesis has found something: see above");
    proves(&report);
}

/// That nothing was found says nothing when nothing was looked at.
fn proves(report: &Value) {
    assert_eq!((&report["complete"], &report["errors"]), (&json!(true), &json!([])));
    assert_eq!(report["operations"]["tested"], OPERATIONS.len());
    for phase in ["coverage", "fuzzing", "stateful"] {
        assert_eq!(report["phases"][phase]["status"], "success", "{phase}");
    }
    assert_eq!(report["baseline"]["new"], 0);
    assert_eq!(report["baseline"]["unobserved"], 0, "tests/conformance/accepted.json lists what is not so");
    for operation in OPERATIONS {
        let label = format!("{} {}", operation.method, operation.path);
        let alone = operation.params.is_empty() && operation.body.is_none();
        let accepted = report["valid_rates"][&label]["fuzzing"]["accepted"].as_u64();
        assert!(
            accepted >= Some(if alone { 1 } else { 20 }),
            "{label}: {accepted:?} valid requests were accepted"
        );
    }
}

/// The description of the platform in this file, with what it forgets: parameters that paths have and operations do not list.
fn mended(description: &Path) -> Value {
    let text =
        fs::read_to_string(description).unwrap_or_else(|error| panic!("{}: {error}", description.display()));
    let mut description: Value = serde_json::from_str(&text).expect("JSON");
    for (path, operations) in description["paths"].as_object_mut().expect("paths") {
        for operation in operations.as_object_mut().expect("operations").values_mut() {
            let listed = operation["parameters"].as_array_mut().expect("parameters");
            for name in path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')) {
                if !listed.iter().any(|parameter| parameter["in"] == "path" && parameter["name"] == name) {
                    let schema = json!({"type": "integer"});
                    listed.push(json!({"in": "path", "name": name, "required": true, "schema": schema}));
                }
            }
        }
    }
    description
}

#[expect(clippy::disallowed_methods, reason = "nothing reads these files while they are written")]
fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs tests/conformance/install"]
async fn the_mock_is_what_our_description_says() {
    judge(&root().join("spec/openapi.yaml").canonicalize().expect("the description")).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs tests/conformance/install"]
async fn the_mock_is_what_the_platform_says_of_itself() {
    let Some(description) = std::env::var_os("CODEGEN_UPSTREAM_SPEC") else {
        println!("skipped: CODEGEN_UPSTREAM_SPEC does not name the platform's own description");
        return;
    };
    let directory = tempfile::tempdir().expect("a directory");
    let mended_file = directory.path().join("openapi.json");
    write(&mended_file, &mended(Path::new(&description)).to_string());
    judge(&mended_file).await;
}
