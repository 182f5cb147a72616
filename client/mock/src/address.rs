//! Where a stand-in listens, and what its clients write for that.

use crate::port::{Door, Port};
use axum::serve::Listener;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// Opens a port of an address of this machine, a free one for 0, and says by which URL clients of this machine reach it.
pub(crate) fn listen(address: IpAddr, port: u16) -> io::Result<(Port, Door, String)> {
    let address = SocketAddr::new(address, port);
    let (port, door) = Port::open(address).map_err(|error| explained(address, &error))?;
    let url = url(port.local_addr()?);
    Ok((port, door, url))
}

/// The same kind of error, which says what could not be opened.
fn explained(address: SocketAddr, error: &io::Error) -> io::Error {
    let (ip, port) = (address.ip(), address.port());
    let message = match error.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} of {ip} is in use"),
        io::ErrorKind::AddrNotAvailable => format!("{ip} is no address of this machine"),
        _ => format!("port {port} of {ip} cannot be opened: {error}"),
    };
    io::Error::new(error.kind(), message)
}

/// Nobody can connect to an address that stands for all of them, so clients get the loopback address instead.
fn url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_can_connect_to_the_url_of_every_address() {
        for (address, expected) in [
            ("127.0.0.1:8787", "http://127.0.0.1:8787"),
            ("192.0.2.7:80", "http://192.0.2.7:80"),
            ("0.0.0.0:8787", "http://127.0.0.1:8787"),
            ("[::1]:8787", "http://[::1]:8787"),
            ("[2001:db8::7]:8787", "http://[2001:db8::7]:8787"),
            ("[::]:8787", "http://[::1]:8787"),
        ] {
            assert_eq!(url(address.parse().expect("an address")), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_opened_is_named() {
        let documentation = IpAddr::from([192, 0, 2, 7]);
        let error = listen(documentation, 8787).expect_err("not ours");
        assert_eq!(error.kind(), io::ErrorKind::AddrNotAvailable);
        assert_eq!(error.to_string(), "192.0.2.7 is no address of this machine");
    }
}
