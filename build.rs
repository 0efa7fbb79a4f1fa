//! Builds the map page, so that `cargo build` alone gives a binary with its page inside.
//!
//! Nothing is downloaded but npm packages, through npm, at the versions of the lock file. Without npm the binary
//! is built all the same and says at `/` that its page is missing.

use std::path::Path;
use std::process::Command;

fn main() {
    let web = Path::new("web");
    for part in ["src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts"] {
        let path = web.join(part);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
    if !web.join("package.json").exists() {
        return;
    }
    if !installed(web) && !npm(&["ci", "--no-audit", "--no-fund"]) {
        println!(
            "cargo:warning=the map page was not built: `npm ci` in web/ failed or npm is missing (Node 20.19 or newer)"
        );
        return;
    }
    if !npm(&["run", "build"]) {
        println!("cargo:warning=the map page was not built: `npm run build` in web/ failed");
    }
}

/// Whether what npm installed last is what the lock file says now.
fn installed(web: &Path) -> bool {
    let changed = |file: &str| web.join(file).metadata().and_then(|m| m.modified()).ok();
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(done), Some(wanted)) => done >= wanted,
        _ => false,
    }
}

fn npm(arguments: &[&str]) -> bool {
    Command::new("npm").args(arguments).current_dir("web").status().is_ok_and(|status| status.success())
}
