//! The port of a mock, which can refuse connections for a time without losing the port to another process.

use crate::connection::Connection;
use axum::serve::Listener;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

/// How many connections wait to be taken up, at most: as many as with [`TcpListener::bind`].
const BACKLOG: u32 = 1024;

/// How long to wait where the port cannot be opened again.
const AGAIN: Duration = Duration::from_millis(20);

/// Far enough for "never".
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// What takes up connections.
#[derive(Debug)]
pub(crate) struct Port {
    address: SocketAddr,
    /// `None` while connections are refused.
    listener: Option<TcpListener>,
    /// Until when they are.
    closed_until: Instant,
    orders: mpsc::UnboundedReceiver<Order>,
    /// A socket that is bound and does not listen: with it the port is taken while nothing listens.
    _keeper: Option<TcpSocket>,
}

/// What opens and closes a [`Port`].
#[derive(Debug, Clone)]
pub(crate) struct Door(mpsc::UnboundedSender<Order>);

#[derive(Debug)]
enum Order {
    Close { until: Instant, done: oneshot::Sender<()> },
    Open,
}

impl Door {
    /// Orders that new connections are refused for so long. They are once what this returns is done.
    pub(crate) fn close(&self, time: Duration) -> impl Future<Output = ()> + use<> {
        let (done, closed) = oneshot::channel();
        let until = Instant::now() + time.min(YEAR);
        // A port that is gone takes no orders, and no connections.
        let _ = self.0.send(Order::Close { until, done });
        async {
            let _ = closed.await;
        }
    }

    /// Takes connections up again, soon.
    pub(crate) fn open(&self) {
        // As above.
        let _ = self.0.send(Order::Open);
    }

    /// Waits until the port is given up, because the mock stops.
    pub(crate) async fn gone(&self) {
        self.0.closed().await;
    }
}

impl Port {
    /// Opens a port, a free one where its number is 0.
    pub(crate) fn open(address: SocketAddr) -> io::Result<(Self, Door)> {
        let socket = bind(address)?;
        let address = socket.local_addr()?;
        // Both have to be bound before one listens. Where a system does not let two sockets have one address, the port is
        // free while connections are refused.
        let keeper = bind(address).ok();
        let listener = socket.listen(BACKLOG)?;
        let (door, orders) = mpsc::unbounded_channel();
        let port =
            Self { address, listener: Some(listener), closed_until: Instant::now(), orders, _keeper: keeper };
        Ok((port, Door(door)))
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Close { until, done } => {
                self.listener = None;
                self.closed_until = self.closed_until.max(until);
                // Who asked may have gone.
                let _ = done.send(());
            }
            Order::Open => self.closed_until = Instant::now(),
        }
    }

    /// Waits until something is to be done about a closed port, and does it.
    async fn wait(&mut self) {
        tokio::select! {
            Some(order) = self.orders.recv() => self.obey(order),
            () = sleep_until(self.closed_until) => self.reopen(),
        }
    }

    /// Listens again, or sees to it that it is tried again.
    fn reopen(&mut self) {
        self.listener = bind(self.address).and_then(|socket| socket.listen(BACKLOG)).ok();
        self.closed_until = Instant::now() + if self.listener.is_some() { Duration::ZERO } else { AGAIN };
    }
}

impl Listener for Port {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            let Some(listener) = &mut self.listener else {
                self.wait().await;
                continue;
            };
            tokio::select! {
                Some(order) = self.orders.recv() => self.obey(order),
                (stream, peer) = Listener::accept(listener) => return (Connection::new(stream), peer),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // So that a port can be opened again at once. On Windows the option lets others take it instead.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_longest_of_the_refusals_at_a_time_counts() {
        let (mut port, door) = Port::open(([127, 0, 0, 1], 0).into()).expect("a port");
        let mut closed_until = Vec::new();
        for time in [Duration::from_secs(60), Duration::ZERO, Duration::MAX] {
            let closed = door.close(time);
            let order = port.orders.recv().await.expect("an order");
            port.obey(order);
            closed.await;
            closed_until.push(port.closed_until);
        }
        assert!(closed_until[0] == closed_until[1] && closed_until[1] < closed_until[2], "{closed_until:?}");
    }

    #[tokio::test]
    async fn a_port_that_somebody_has_taken_is_tried_again() {
        let (mut port, _door) = Port::open(([127, 0, 0, 1], 0).into()).expect("a port");
        let (done, closed) = oneshot::channel();
        port.obey(Order::Close { until: Instant::now(), done });
        closed.await.expect("it is closed");
        let thief = bind(port.address).and_then(|socket| socket.listen(1)).expect("nobody listens");
        port.reopen();
        assert!(port.listener.is_none() && port.closed_until > Instant::now());
        drop(thief);
        // It waits until it tries again.
        port.wait().await;
        assert!(port.listener.is_some());
    }
}
