//! The command line as a user meets it.

use assert_cmd::Command;
use predicates::prelude::*;

fn footbeat() -> Command {
    Command::cargo_bin("footbeat").expect("the binary is built with its tests")
}

#[test]
fn a_template_prints_every_column() {
    footbeat()
        .args(["template", "officers"])
        .assert()
        .success()
        .stdout(predicate::str::contains("may_drive").and(predicate::str::contains("\nid,label,team,")));
}

#[test]
fn an_unknown_template_is_wrong_use_and_names_those_there_are() {
    footbeat().args(["template", "nonsense"]).assert().code(2).stderr(predicate::str::contains("engagements"));
}

#[test]
fn an_unknown_command_is_wrong_use() {
    footbeat().arg("fly").assert().code(2);
}
