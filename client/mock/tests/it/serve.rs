//! The program that runs a stand-in says what one needs to use it.

#[path = "../../examples/serve/main.rs"]
#[expect(dead_code, reason = "here its functions are called, and not its `main`")]
mod program;

use clap::Parser;
use codegen_client::{AnyError, Client};
use program::{CommandLine, builder, introduction, unless_closed};
use std::io::ErrorKind;

#[tokio::test]
async fn what_it_prints_can_be_pasted() -> Result<(), AnyError> {
    let options = CommandLine::try_parse_from(["serve", "--speed", "60", "--server", "bucket"]);
    let options = options.expect("options").options;
    let mock = builder(&options).start().await.expect("a mock");
    let text = introduction(&mock, &options).expect("a text");
    assert!(text.contains("\nlimits         agent-creation         10 in 1 s\n"), "{text}");
    assert!(text.contains("60 times as fast"), "{text}");

    let export = text.lines().find_map(|line| line.strip_prefix("export ")).expect("a line to paste");
    let variables: Vec<_> = export.split(' ').filter_map(|variable| variable.split_once('=')).collect();
    let [("CODEGEN_BASE_URL", url), ("CODEGEN_API_TOKEN", token), ("CODEGEN_ORG_ID", org_id)] = variables[..]
    else {
        panic!("{export}")
    };
    let client = Client::builder().base_url(url).token(token).build()?;
    client.list_agent_runs(org_id.parse().expect("a number")).await?;
    Ok(())
}

#[tokio::test]
async fn it_says_that_there_are_no_limits() {
    let options = CommandLine::try_parse_from(["serve", "--limits", "off"]).expect("options").options;
    let mock = builder(&options).start().await.expect("a mock");
    let text = introduction(&mock, &options).expect("a text");
    assert!(text.contains("\nlimits         none"), "{text}");
    assert!(!text.contains("times as fast"), "{text}");
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    unless_closed(Err(ErrorKind::BrokenPipe.into())).expect("nothing to complain about");
    let full = unless_closed(Err(ErrorKind::StorageFull.into())).expect_err("a failure");
    assert_eq!(full.kind(), ErrorKind::StorageFull);
}
