//! The house rules that a machine can check: data flows one way, and the quiet rooms stay quiet.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in the order of `src/lib.rs`, which is the order of the flow.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").expect("the tests run in the project's root");
    lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned)).collect()
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn room_of(path: &Path) -> String {
    let inner = path.strip_prefix("src").expect("below src");
    let first = inner.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn no_room_uses_one_below_it() {
    let rooms = rooms();
    assert!(rooms.len() > 8, "lib.rs lists its rooms as `pub mod room;`");
    let place = |room: &str| rooms.iter().position(|r| r == room);
    let mut wrong = Vec::new();
    for path in sources(Path::new("src")) {
        let Some(here) = place(&room_of(&path)) else { continue };
        let text = fs::read_to_string(&path).expect("readable");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for used in code.match_indices("crate::").map(|(i, m)| &code[i + m.len()..]) {
                let name: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if place(&name).is_some_and(|there| there > here) {
                    wrong.push(format!("{}:{}: uses {name}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point upwards:\n{}", wrong.join("\n"));
}

#[test]
fn the_solver_knows_no_geography_and_the_domain_does_nothing() {
    let rules: &[(&str, &[&str])] = &[
        ("src/patrol/solve", &["geo::", "geo_types::", "crate::street", "crate::domain", "crate::county", "std::fs"]),
        (
            "src/domain",
            &["std::fs", "std::net", "tokio::", "rusqlite::", "SystemTime::now", "Instant::now", "Timestamp::now"],
        ),
        ("src/server", &["rusqlite::"]),
    ];
    for (folder, forbidden) in rules {
        for path in sources(Path::new(folder)) {
            let text = fs::read_to_string(&path).expect("readable");
            for (number, line) in text.lines().enumerate() {
                for word in *forbidden {
                    assert!(!line.contains(word), "{}:{}: {word} has no place here", path.display(), number + 1);
                }
            }
        }
    }
}
