//! The `xero-m2m` command. Both packages run this one function, so there is one command.

#![forbid(unsafe_code)]

mod demo;

use std::io::{self, Write};

use clap::{Parser, Subcommand};

/// Xero Custom Connections from programs.
#[derive(Debug, Parser)]
#[command(name = "xero-m2m", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the demo company, a pretend Xero on a loopback port, until it is interrupted.
    Demo(demo::Arguments),
}

/// Runs the command with the arguments after its name; gives the exit status.
#[must_use]
pub fn run(arguments: Vec<String>) -> i32 {
    let named = std::iter::once("xero-m2m".to_owned()).chain(arguments);
    let arguments = match Arguments::try_parse_from(named) {
        Ok(arguments) => arguments,
        Err(message) => {
            // Nothing can be told when the terminal itself is gone.
            let _ = message.print();
            return message.exit_code();
        }
    };
    let outcome = match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments, &mut io::stdout().lock()),
    };
    match outcome {
        Ok(()) => 0,
        Err(message) => {
            let _ = writeln!(io::stderr(), "xero-m2m: {message}");
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::run;

    fn status(arguments: &[&str]) -> i32 {
        run(arguments.iter().map(|&argument| argument.to_owned()).collect())
    }

    #[test]
    fn help_succeeds_and_a_misspelt_command_is_a_usage_error() {
        assert_eq!(status(&["--help"]), 0);
        assert_eq!(status(&["--version"]), 0);
        assert_eq!(status(&["dmeo"]), 2);
        assert_eq!(status(&["demo", "--region", "XX"]), 1);
    }
}
