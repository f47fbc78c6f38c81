//! The `xero-m2m` command. Both packages run this one function, so there is one command.

#![forbid(unsafe_code)]

mod blocking;
mod check;
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
    /// Check credentials, token, organisation and limits; ends with "ready" or with what to do next.
    Check(check::Arguments),
    /// Start the demo company, a simulated Xero on a loopback port, until it is interrupted.
    Demo(demo::Arguments),
}

/// Runs the command with the arguments after its name; gives the exit status.
#[must_use]
pub fn run(arguments: Vec<String>) -> i32 {
    let named = std::iter::once("xero-m2m".to_owned()).chain(arguments);
    let arguments = match Arguments::try_parse_from(named) {
        Ok(arguments) => arguments,
        Err(message) => {
            // Nothing can be reported when the terminal itself is gone.
            let _ = message.print();
            return message.exit_code();
        }
    };
    let outcome = match arguments.command {
        Command::Check(arguments) => check::run(&arguments, None, &mut io::stdout().lock(), &mut io::stderr()),
        Command::Demo(arguments) => demo::run(&arguments, &mut io::stdout().lock()).map(|()| true),
    };
    match outcome {
        Ok(ready) => i32::from(!ready),
        Err(message) => {
            let _ = writeln!(io::stderr(), "xero-m2m: {message}");
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Arguments, run};

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

    #[test]
    fn a_misspelt_command_is_told_the_right_one() {
        let refused = Arguments::try_parse_from(["xero-m2m", "chek"]).unwrap_err().to_string();
        assert!(refused.contains("'check'"), "{refused}");
    }

    #[test]
    fn no_argument_takes_a_secret_for_the_process_list_shows_it() {
        let mut commands = vec![Arguments::command()];
        while let Some(command) = commands.pop() {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                assert!(!name.contains("secret") || name.ends_with("_file"), "{} {name}", command.get_name());
            }
            commands.extend(command.get_subcommands().cloned());
        }
        for option in ["--client-secret=x", "--secret=x", "--token=x", "--password=x"] {
            assert_eq!(status(&["demo", option]), 2, "{option}");
        }
    }
}
