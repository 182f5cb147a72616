//! What is told and changed over HTTP, beside the API.

use codegen_client::{AnyError, Client, Method, operations::users::GET_CURRENT_USER};
use codegen_mock::Mock;
use serde_json::{Value, json};

/// A request that has no token and knows nothing of the API.
async fn ask(mock: &Mock, method: Method, path: &str, body: &str) -> (u16, Value) {
    let client = Client::builder().base_url(&mock.url).token("none").build().expect("a client");
    let request = client.request(method, path);
    let request = if body.is_empty() { request } else { request.body("application/json", body.to_owned()) };
    match request.await {
        Ok(answer) => (answer.status().as_u16(), serde_json::from_slice(&answer).expect("JSON")),
        Err(error) => {
            let body = error.body().expect("a body");
            (error.status().expect("a status").as_u16(), serde_json::from_slice(body).expect("JSON"))
        }
    }
}

#[tokio::test]
async fn rules_go_there_and_back() -> Result<(), AnyError> {
    let mock = Mock::start().await.expect("a mock");
    let list = json!([
        {"fault": "reset_before", "operation": "create_agent_run", "times": 2, "part": 0.5, "burst": 3},
        {"fault": {"refuse": 2.5}, "times": 1, "part": 0.0, "burst": 1},
        {"fault": {"delay": {"start": 0.25, "end": 0.5}}, "times": 0},
        {"fault": {"status": {"status": 404, "retry_after": 1.5}}, "part": 1.0, "burst": 1, "times": 2},
        {"fault": {"status": {"status": 503}}, "part": 0.0, "burst": 1},
        {"fault": {"huge": {"bytes": 5}}, "part": 0.0, "burst": 1},
        {"fault": {"skew": -30}, "part": 0.0, "burst": 1},
        {"fault": "stall_after", "part": 0.0, "burst": 1},
    ]);
    let (status, told) = ask(&mock, Method::POST, "/_mock/faults", &list.to_string()).await;
    assert_eq!(status, 200, "{told}");
    let mut expected = list.clone();
    // That one was over before it began.
    expected.as_array_mut().expect("a list").remove(2);
    assert_eq!(told, expected);

    let client = mock.client().retry(codegen_client::RetryPolicy::none()).build()?;
    client.get_current_user().await.expect_err("a 404 was ordered");
    expected[2]["times"] = json!(1);
    assert_eq!(ask(&mock, Method::GET, "/_mock/faults", "").await, (200, expected));
    assert_eq!(ask(&mock, Method::DELETE, "/_mock/faults", "").await, (200, json!([])));
    client.get_current_user().await?;

    let one = json!({"fault": "truncate", "lasting": 3600});
    let (_, told) = ask(&mock, Method::POST, "/_mock/faults", &one.to_string()).await;
    let left = told[0]["lasting"].as_f64().expect("a number");
    assert!((3000.0..=3600.0).contains(&left), "{told}");
    client.get_current_user().await.expect_err("half an answer");
    Ok(())
}

#[tokio::test]
async fn what_is_no_rule_is_told_what_to_write() {
    let mock = Mock::start().await.expect("a mock");
    for (body, says) in [
        ("", "this is no JSON"),
        ("{", "this is no JSON"),
        ("7", "invalid type"),
        ("{}", "missing field `fault`"),
        (r#"{"fault": "explode"}"#, "fault: unknown variant `explode`, expected one of `refuse`"),
        (r#"[{"fault": "truncate"}, {"fault": {"refuse": -1}}]"#, "[1].fault"),
        (r#"{"fault": "truncate", "operation": "tidy_up"}"#, "operation: unknown operation `tidy_up`"),
        (r#"{"fault": "truncate", "part": 1.5}"#, "part: 1.5 is no part"),
        (r#"{"fault": "truncate", "often": 3}"#, "unknown field `often`"),
        (r#"{"fault": {"delay": {"start": 2, "end": 1}}}"#, "is after its end"),
    ] {
        let (status, told) = ask(&mock, Method::POST, "/_mock/faults", body).await;
        let detail = told["detail"].as_str().expect("a text");
        assert_eq!(status, 422, "{body}");
        assert!(detail.contains(says), "{body}: {detail}");
        assert!(detail.contains(r#"write a rule such as {"fault": "#), "{body}: {detail}");
    }
    assert_eq!(ask(&mock, Method::GET, "/_mock/faults", "").await, (200, json!([])));
}

#[tokio::test]
async fn arrivals_and_facts_are_told_and_asking_counts_for_nothing() -> Result<(), AnyError> {
    let mock = Mock::builder().tokens(["one", "two"]).speed(2.0).start().await.expect("a mock");
    let client = mock.client().build()?;
    client.get_current_user().header("x-request-id", "mine").await?;
    let user = json!({"prompt": "Mend it"}).to_string();
    let path = format!("/v1/organizations/{}/agent/run", mock.org_id);
    let rule = r#"{"fault": "truncate", "operation": "create_agent_run"}"#;
    ask(&mock, Method::POST, "/_mock/faults", rule).await;
    for _ in 0..2 {
        client.request(Method::POST, &path).body("application/json", user.clone()).await.expect_err("torn");
    }

    let (status, mut told) = ask(&mock, Method::GET, "/_mock/arrivals", "").await;
    let all = told["arrivals"].take();
    assert_eq!(status, 200);
    assert_eq!(told["throttled"], 0);
    assert_eq!(told["requests"], json!({"create_agent_run": 2, "get_current_user": 1}));
    assert_eq!(told["duplicates"], json!({"create_agent_run": 1}));
    assert_eq!(told["most_in_a_window"]["agent-creation"], 2);
    assert_eq!(told["most_in_a_window"]["account"], 0);
    let mut last = all[2].clone();
    assert!(last["at"].take().is_f64());
    assert_eq!(
        last,
        json!({
            "at": null, "operation": "create_agent_run", "status": 200, "token": 0,
            "request_id": null, "fault": "truncate", "acted": true, "duplicate": true,
        })
    );
    assert_eq!(all[0]["request_id"], "mine");

    let (status, facts) = ask(&mock, Method::GET, "/_mock", "").await;
    assert_eq!((status, &facts["org_id"], &facts["tokens"]), (200, &json!(mock.org_id), &json!(2)));
    assert_eq!(facts["speed"], 2.0);
    assert_eq!(facts["limits"]["agent-creation"], json!({"requests": 10, "window": 60.0}));
    assert_eq!(mock.arrivals().all().len(), 3);
    assert_eq!(mock.arrivals().requests(&GET_CURRENT_USER), 1);
    Ok(())
}
