//! `footbeat serve`: the county as a web page and as OGC API Features, on this machine only.

use super::Failure;
use super::county::today;
use crate::server::{self, App, Snapshot};
use crate::store::{GeoPackage, Store as _, StoreError};
use jiff::civil::Date;
use std::io::Write as _;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How often the county file is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long requests that are under way may take to end once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// What to serve, and where.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// County file
    #[arg(long, value_name = "FILE")]
    county: PathBuf,
    /// Address of this machine; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
}

/// Serves until told to stop.
pub(super) fn command(args: &Serve) -> Result<(), Failure> {
    run(&args.county, address(&args.listen)?, |address| {
        super::print(&format!("Footbeat is at http://{address}/\n"))?;
        say("it can be reached from this machine only, because it has no accounts yet; Ctrl-C stops it");
        Ok(())
    })
}

/// The socket address of a text; `localhost` is taken for 127.0.0.1.
///
/// # Errors
/// When the text is no address and port, or is reachable from other machines.
pub(super) fn address(text: &str) -> Result<SocketAddr, Failure> {
    let numbers = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    let address: SocketAddr = numbers.parse().map_err(|_| {
        Failure::Usage(format!("--listen is {text:?}; an address and a port would be right, such as 127.0.0.1:8080"))
    })?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(Failure::Usage(server::ServeError::NotLoopback(address).to_string()))
    }
}

/// Serves a county file until SIGINT or SIGTERM; `ready` is called once requests are answered, with the address
/// actually bound. What another program commits to the file is served within about a second.
///
/// # Errors
/// When the file cannot be read or the address cannot be bound, or when `ready` fails.
pub(super) fn run(
    county: &Path,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(anyhow::Error::from)?;
    let done = runtime.block_on(serve(county, listen, ready));
    // Whatever is still being worked out for nobody need not be waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

async fn serve(
    county: &Path,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr) -> Result<(), Failure>,
) -> Result<(), Failure> {
    // First of all, so that a signal during the load is not lost.
    let mut stop = Stop::new()?;
    let listener = server::bind(listen).await.map_err(anyhow::Error::from)?;
    let address = listener.local_addr().map_err(anyhow::Error::from)?;
    let path = county.to_path_buf();
    let load = tokio::task::spawn_blocking(move || load(&path));
    let (seen, snapshot) = tokio::select! {
        loaded = load => loaded.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?,
        () = stop.told() => return Ok(()),
    };
    let app = App::new(snapshot);
    let (alive, ended) = channel::<()>();
    let (path, watched) = (county.to_path_buf(), app.clone());
    let watch = tokio::task::spawn_blocking(move || watch(&path, &watched, seen, &ended));
    ready(address)?;

    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, server::router(app)).with_graceful_shutdown(async {
        let _ = told.await;
    });
    let mut serving = std::pin::pin!(async move { serving.await });
    tokio::select! {
        done = &mut serving => done.map_err(anyhow::Error::from)?,
        () = stop.told() => {
            let _ = tell.send(());
            // A second signal, or a reader that never ends, does not hold the server.
            tokio::select! {
                done = &mut serving => done.map_err(anyhow::Error::from)?,
                () = tokio::time::sleep(FAREWELL) => {}
                () = stop.told() => {}
            }
        }
    }
    drop(alive);
    let _ = tokio::time::timeout(FAREWELL, watch).await;
    Ok(())
}

/// What a snapshot was made of: another number, or another day, calls for another snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    version: i64,
    today: Date,
}

fn load(path: &Path) -> Result<(Seen, Snapshot), StoreError> {
    let store = GeoPackage::open_read_only(path)?;
    // Asked first: a commit that comes between is then seen as new, and not missed.
    let seen = Seen { version: store.version()?, today: today() };
    Ok((seen, Snapshot::new(store.load()?, seen.today)))
}

/// Looks at the file each second until the other end of `ended` is dropped. The file is opened anew each time: it may
/// have been replaced by another one under the same name.
fn watch(path: &Path, app: &App, mut seen: Seen, ended: &Receiver<()>) {
    let mut trouble = String::new();
    while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let told = match renewed(path, seen) {
            Ok(None) => String::new(),
            Ok(Some((now, snapshot))) => {
                app.swap(snapshot);
                seen = now;
                say("the county has changed; its new state is served");
                String::new()
            }
            Err(words) => words,
        };
        // Once, and not each second.
        if told != trouble && !told.is_empty() {
            say(&format!("what was read last is still served: {told}"));
        }
        trouble = told;
    }
}

/// The county as it is now, if it is not as it was seen.
fn renewed(path: &Path, seen: Seen) -> Result<Option<(Seen, Snapshot)>, String> {
    // A fault in the analysis of a new state must not end the service of the old one.
    let work = || -> Result<_, StoreError> {
        let version = GeoPackage::open_read_only(path)?.version()?;
        if (Seen { version, today: today() }) == seen { Ok(None) } else { load(path).map(Some) }
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(_) => Err("the new state of the county could not be analysed".to_owned()),
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "footbeat: {text}");
}

/// The signals that end a server.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .map_err(anyhow::Error::from)?,
        })
    }

    #[cfg(unix)]
    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }

    #[cfg(not(unix))]
    async fn told(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_only() {
        assert_eq!(address("localhost:0").unwrap(), "127.0.0.1:0".parse().unwrap());
        assert!(address("[::1]:8080").is_ok());
        for (bad, words) in [("0.0.0.0:80", "no accounts"), ("8080", "127.0.0.1:8080"), ("192.168.0.1:80", "reachable")]
        {
            let told = address(bad).unwrap_err();
            assert!(matches!(&told, Failure::Usage(text) if text.contains(words)), "{told}");
        }
    }
}
