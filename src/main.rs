//! The `footbeat` command: see `footbeat --help`.

fn main() -> std::process::ExitCode {
    footbeat::cli::main()
}
