//! Where a stand-in listens, and one without limits.

use codegen_client::{
    AnyError,
    operations::{AGENT_CREATION, agents::CREATE_AGENT_RUN},
};
use codegen_mock::{Mock, limits::Headers};
use futures_util::future::try_join_all;
use std::{io::ErrorKind, net::Ipv4Addr};

#[tokio::test]
async fn a_port_in_use_is_refused_by_its_number() {
    let mock = Mock::start().await.expect("a mock");
    let port: u16 = mock.url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let error = Mock::builder().port(port).start().await.expect_err("another one has it");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    assert_eq!(error.to_string(), format!("port {port} of 127.0.0.1 is in use"));
}

#[tokio::test]
async fn a_stand_in_on_every_address_is_reached_by_its_url() -> Result<(), AnyError> {
    let mock = Mock::builder().bind(Ipv4Addr::UNSPECIFIED.into()).start().await.expect("a mock");
    assert!(mock.url.starts_with("http://127.0.0.1:"), "{}", mock.url);
    mock.agent()?.me().await?;
    Ok(())
}

#[tokio::test]
async fn without_limits_nobody_waits_and_nothing_is_refused() -> Result<(), AnyError> {
    let mock = Mock::builder().limits(false).headers(Headers::RateLimit).start().await.expect("a mock");
    let agent = mock.agent()?;
    let runs = try_join_all((0..30).map(|_| agent.run("Mend it").into_future())).await?;
    assert_eq!(runs.len(), 30);
    let answer = agent.client().get_current_user().await?;
    assert!(answer.headers().get("ratelimit").is_none(), "{:?}", answer.headers());
    let arrivals = mock.arrivals();
    assert_eq!((arrivals.throttled(), arrivals.requests(&CREATE_AGENT_RUN)), (0, 30));
    assert_eq!(arrivals.most_in_a_window(&AGENT_CREATION), 30, "the record knows the limits all the same");
    Ok(())
}
