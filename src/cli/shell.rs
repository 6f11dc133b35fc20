//! `completions` and `man`: what a shell and a manual know of the arguments, made of the arguments themselves.

use std::fs;

use clap::CommandFactory as _;

use super::arguments::{Arguments, Completions, Man};
use super::exit::Exit;
use super::terminal;
use crate::run::RunError;

/// The name under which the program is called.
const NAME: &str = "eks-attest";

pub(super) fn completions(arguments: &Completions) -> Result<Exit, RunError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), NAME, &mut script);
    print(&script)
}

pub(super) fn manual(arguments: &Man) -> Result<Exit, RunError> {
    let Some(folder) = &arguments.out else {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
        rendered.map_err(|source| RunError::write("standard output".as_ref(), source))?;
        return print(&page);
    };
    let failed = |source| RunError::write(folder, source);
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Arguments::command(), folder).map_err(failed)?;
    Ok(Exit::Satisfied)
}

fn print(text: &[u8]) -> Result<Exit, RunError> {
    let text = String::from_utf8_lossy(text);
    terminal::show(&text)?;
    Ok(Exit::Satisfied)
}

#[cfg(test)]
mod tests {
    use clap_complete::Shell;

    use super::*;

    #[test]
    fn every_shell_completes_every_command() {
        let command = Arguments::command();
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        assert!(names.len() > 10, "{names:?}");
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
            let script = String::from_utf8(script).unwrap();
            assert!(names.iter().all(|name| script.contains(name)), "{shell}");
        }
    }

    #[test]
    fn every_command_has_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("man");
        manual(&Man { out: Some(out.clone()) }).unwrap();
        for command in Arguments::command().get_subcommands() {
            let page = fs::read_to_string(out.join(format!("eks-attest-{}.1", command.get_name()))).unwrap();
            assert!(page.contains(".SH NAME") && page.contains(".SH OPTIONS"), "{}", command.get_name());
        }
    }
}
