//! Configuration from the environment, each case in a process of its own: an environment belongs to a whole process.

use crate::{
    secrecy::{TOKEN, assert_hides_token, chain},
    server::{Response, Server},
};
use codegen_client::{Agent, Client};
use std::process::Output;
use tokio::process::Command;

const URL: &str = "CODEGEN_BASE_URL";
const KEY: &str = "CODEGEN_API_TOKEN";
const ORG: &str = "CODEGEN_ORG_ID";

/// What a process of [`call_from_env`] with these variables alone prints.
async fn printed(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this test's program"));
    for name in [URL, KEY, ORG] {
        command.env_remove(name);
    }
    let arguments = ["--exact", "config::call_from_env", "--ignored", "--nocapture"];
    let output = command.args(arguments).envs(variables.iter().copied()).output().await.expect("a process");
    let Output { status, stdout, stderr } = output;
    let text = [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    assert!(status.success() && text.contains("1 passed"), "{text}");
    assert_hides_token(&text);
    text
}

#[tokio::test]
#[ignore = "the other process of the tests below"]
async fn call_from_env() {
    match Client::from_env() {
        Ok(client) => println!("client built: {client:?}"),
        Err(error) => println!("client: {}\n{}", error, chain(&error)),
    }
    match Agent::from_env() {
        Ok(agent) => {
            println!("agent built: {agent:?}");
            match agent.get_run(12).await {
                Ok(run) => println!("run: {run:?}"),
                Err(error) => println!("call: {error}\n{}", chain(&error)),
            }
        }
        Err(error) => println!("agent: {error}\n{}", chain(&error)),
    }
}

#[tokio::test]
async fn a_good_environment_is_all_that_a_call_needs() {
    let server =
        Server::start([Response::json(200, r#"{"id": 12, "organization_id": 7, "result": "done"}"#)]).await;
    // As it comes out of a file: with white space around it.
    let token = format!(" {TOKEN}\n");
    let text = printed(&[(KEY, &token), (ORG, " 7 "), (URL, &format!("{}/", server.url))]).await;
    assert!(text.contains("client built") && text.contains("agent built"), "{text}");
    assert!(text.contains(r#"result: Some("done")"#), "{text}");
    let [request] = &server.requests()[..] else { panic!("{text}") };
    assert_eq!(request.path, "/v1/organizations/7/agent/run/12");
    assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
}

#[tokio::test]
async fn without_a_base_url_the_client_is_that_of_the_platform() {
    let text = printed(&[(KEY, TOKEN)]).await;
    assert!(text.contains("client built") && text.contains("https://api.codegen.com"), "{text}");
    assert!(text.contains("agent: the environment variable CODEGEN_ORG_ID is not set: find"), "{text}");
}

/// Each message names the variable and says what to do about it.
#[tokio::test]
async fn a_wrong_variable_is_named_with_what_to_do() {
    let find = "https://codegen.com/token";
    for (variables, expected) in [
        (&[(ORG, "7")][..], ["agent: the environment variable CODEGEN_API_TOKEN is not set", find]),
        (&[(ORG, "7")], ["client: the environment variable CODEGEN_API_TOKEN is not set", find]),
        (&[(ORG, "7"), (KEY, "")], ["the environment variable CODEGEN_API_TOKEN is empty", find]),
        (&[(ORG, "7"), (KEY, " \n")], ["the environment variable CODEGEN_API_TOKEN is empty", find]),
        (&[(ORG, ""), (KEY, TOKEN)], ["the environment variable CODEGEN_ORG_ID is empty", find]),
        (
            &[(ORG, "acme"), (KEY, TOKEN)],
            ["the environment variable CODEGEN_ORG_ID is no positive number", find],
        ),
        (
            &[(ORG, "-7"), (KEY, TOKEN)],
            ["the environment variable CODEGEN_ORG_ID is no positive number", find],
        ),
        // The two variables are mixed up.
        (
            &[(ORG, TOKEN), (KEY, "7")],
            ["the environment variable CODEGEN_ORG_ID is no positive number", find],
        ),
        (
            &[(ORG, "7"), (KEY, TOKEN), (URL, "localhost:80")],
            ["the environment variable CODEGEN_BASE_URL", "must start with `https://` or `http://`"],
        ),
        (
            &[(ORG, "7"), (KEY, TOKEN), (URL, "https://user:secret@localhost")],
            ["the environment variable CODEGEN_BASE_URL", "must not hold a user or a password"],
        ),
        (
            &[(ORG, "7"), (KEY, TOKEN), (URL, "")],
            ["the environment variable CODEGEN_BASE_URL is empty", "unset it"],
        ),
        (
            &[(ORG, "7"), (KEY, "two\nlines"), (URL, "http://127.0.0.1:9")],
            ["the environment variable `CODEGEN_API_TOKEN`", "a character that a header cannot carry"],
        ),
    ] {
        let text = printed(variables).await;
        for expected in expected {
            assert!(text.contains(expected), "{variables:?}: {text}");
        }
        assert!(!text.contains("secret"), "{text}");
    }
}
