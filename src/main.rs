//! The program `limier`: everything is in the library.

fn main() -> std::process::ExitCode {
    limier::cli::main()
}
