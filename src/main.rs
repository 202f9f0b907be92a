//! The program `limier`.

fn main() -> std::process::ExitCode {
    let first = std::env::args_os().nth(1);
    if first.is_some_and(|a| a == limier::scan::worker::ARGUMENT) {
        return limier::scan::worker::serve();
    }
    std::process::ExitCode::SUCCESS
}
