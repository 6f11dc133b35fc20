//! The rules of `docs/architecture.md`, kept by reading the sources. Each rule
//! is tried on a source that breaks it before it is held against `src/`.

mod cycles;
mod source;

use source::Source;

/// Module → the modules it may use. What is not listed here is refused.
pub(crate) const MAY_USE: [(&str, &[&str]); 14] = [
    ("file", &[]),
    ("evidence", &["file"]),
    ("scratch", &[]),
    ("collect", &["evidence", "file", "normalise", "scratch"]),
    ("normalise", &["evidence"]),
    ("analysis", &["evidence"]),
    ("control", &["evidence", "file"]),
    ("assess", &["evidence", "analysis", "control", "file"]),
    ("engagement", &["control", "assess", "evidence", "file"]),
    ("report", &["assess", "control", "evidence", "file"]),
    ("export", &["assess", "control", "evidence"]),
    ("bundle", &["evidence", "scratch"]),
    ("run", &EVERY_STAGE),
    ("cli", &["run"]),
];
const EVERY_STAGE: [&str; 12] = [
    "file",
    "evidence",
    "collect",
    "normalise",
    "analysis",
    "control",
    "assess",
    "engagement",
    "report",
    "export",
    "bundle",
    "scratch",
];

/// Modules that compute from values alone.
const PURE: [&str; 8] = ["file", "evidence", "normalise", "analysis", "control", "assess", "report", "export"];
/// What a pure module never names: clock, disk, environment, network, SDK.
const IMPURE: [&str; 15] = [
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
    "fs::",
    "env::var",
    "File::open",
    "File::create",
    "TcpStream",
    "ToSocketAddrs",
    "tokio::",
    "aws_sdk_",
    "aws_config::",
    "aws_smithy_",
    "async fn",
];
/// Parts of `std` that a pure module never imports, in a group or alone.
const IMPURE_STD: [&str; 3] = ["env", "fs", "process"];

/// What only the command line names: the parser of arguments and what draws on a terminal.
const OF_THE_COMMAND_LINE: [&str; 4] = ["clap::", "indicatif::", "anstream::", "anstyle::"];

const TERMINAL: &str = "src/cli/terminal.rs";
const PRINTING: [&str; 9] = [
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "io::stdout",
    "io::stderr",
    "anstream::stdout",
    "anstream::stderr",
];

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 80;

/// Path and text of every source file.
pub(crate) fn sources() -> Vec<(String, String)> {
    source::all().into_iter().map(|source| (source.path, source.raw)).collect()
}

type Rule = fn(&Source) -> Vec<String>;

/// Holds `rule` against every source file.
fn hold(rule: Rule) {
    let sources = source::all();
    assert!(sources.len() > 20, "the sources were not found");
    let broken: Vec<String> = sources.iter().flat_map(rule).collect();
    assert!(broken.is_empty(), "{} places break the rule:\n{}", broken.len(), broken.join("\n"));
}

/// The places where `text`, as the file `path`, breaks `rule`.
fn broken(rule: Rule, path: &str, text: &str) -> Vec<String> {
    rule(&Source::new(path, text))
}

fn modules_use_only_what_the_table_allows(source: &Source) -> Vec<String> {
    let modules = source.modules();
    let Some(own) = modules.first().copied() else { return Vec::new() };
    let Some((_, allowed)) = MAY_USE.iter().find(|(module, _)| *module == own) else {
        return vec![format!("{}:1: module `{own}` is not in the table of this test", source.path)];
    };
    let mut found = Vec::new();
    for mention in source.mentions("crate") {
        let used = mention.segments[0].as_str();
        if used != own && !allowed.contains(&used) {
            found.push(format!("{}: `{own}` uses `crate::{used}`", source.at(mention.at)));
        } else if own == "bundle" && used == "evidence" && mention.segments.get(1).is_none_or(|s| s != "canonical") {
            found.push(format!("{}: `bundle` uses more of `evidence` than `canonical`", source.at(mention.at)));
        }
    }
    found.extend(climbs(source, modules.len()));
    // A group of imports names the same module once for each item.
    found.dedup();
    found
}

/// `super::` chains that leave the module, past the eyes of the table.
fn climbs(source: &Source, depth: usize) -> Vec<String> {
    let chains = source.find_all("super::").filter(|at| !source.code[..*at].ends_with("super::"));
    let too_high = chains.filter(|at| {
        let rest = &source.code[*at..];
        let ups = rest.split("super::").take_while(|part| part.is_empty()).count();
        ups >= depth + source.inline_modules_around(*at)
    });
    too_high.map(|at| format!("{}: `super::` leaves the module: say `crate::`", source.at(at))).collect()
}

fn only_the_terminal_prints(source: &Source) -> Vec<String> {
    if source.path == TERMINAL {
        return Vec::new();
    }
    let words = PRINTING.iter().flat_map(|word| source.find_all(word).map(move |at| (at, word)));
    words.map(|(at, word)| format!("{}: `{word}` outside {TERMINAL}", source.at(at))).collect()
}

fn only_the_command_line_parses_and_draws(source: &Source) -> Vec<String> {
    if source.modules().first() == Some(&"cli") {
        return Vec::new();
    }
    let words = OF_THE_COMMAND_LINE.iter().flat_map(|word| source.find_all(word).map(move |at| (at, word)));
    words.map(|(at, word)| format!("{}: `{word}` outside src/cli", source.at(at))).collect()
}

fn pure_modules_touch_nothing_outside(source: &Source) -> Vec<String> {
    let modules = source.modules();
    let Some(own) = modules.first().filter(|own| PURE.contains(*own)) else { return Vec::new() };
    let words = IMPURE.iter().flat_map(|word| source.find_all(word).map(move |at| (at, (*word).to_owned())));
    let imports = source.mentions("std").into_iter().filter(|path| IMPURE_STD.contains(&path.segments[0].as_str()));
    let imports = imports.map(|path| (path.at, format!("std::{}", path.segments[0])));
    words.chain(imports).map(|(at, word)| format!("{}: `{word}` in `{own}`", source.at(at))).collect()
}

fn files_are_short(source: &Source) -> Vec<String> {
    let lines = source.raw.lines().count();
    let long = (lines > FILE_LINES).then(|| format!("{}:1: {lines} lines, at most {FILE_LINES}", source.path));
    long.into_iter().collect()
}

fn functions_are_short(source: &Source) -> Vec<String> {
    let long = source.functions().into_iter().filter(|(_, _, lines)| *lines > FUNCTION_LINES);
    long.map(|(at, name, lines)| format!("{}: `{name}` has {lines} lines, at most {FUNCTION_LINES}", source.at(at)))
        .collect()
}

#[test]
fn dependency_direction() {
    let rule = modules_use_only_what_the_table_allows;
    for (path, text, line) in [
        ("src/evidence/fact.rs", "//! Facts.\nuse crate::assess::Outcome;\n", 2),
        ("src/collect/aws.rs", "use crate::{\n    evidence::fact,\n    control::{Catalogue, model},\n};\n", 3),
        ("src/report/html.rs", "fn now() -> crate::collect::Run { todo() }\n", 1),
        ("src/bundle/write.rs", "use crate::evidence::{canonical, fact};\n", 1),
        ("src/control/mod.rs", "use super::assess;\n", 1),
        ("src/control/load/yaml.rs", "use super::super::super::assess;\n", 1),
        ("src/run/attest.rs", "use crate::cli::terminal;\n", 1),
        ("src/cli/attest.rs", "use crate::run::Job;\nuse crate::engagement::Engagement;\n", 2),
        ("src/novel.rs", "", 1),
    ] {
        let found = broken(rule, path, text);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert!(found[0].starts_with(&format!("{path}:{line}: ")), "{found:?}");
    }
    for (path, text) in [
        ("src/assess/mod.rs", "use crate::{analysis::reach, control, evidence::{fact, topic}};"),
        ("src/evidence/fact.rs", "// crate::assess\nconst TEXT: &str = \"crate::assess\";"),
        ("src/evidence/fact.rs", "#[cfg(test)]\nmod tests {\n use crate::assess; const BRACE: char = '{'; }"),
        ("src/bundle/write.rs", "use super::manifest; use crate::evidence::canonical::sha256;"),
        ("src/control/mod.rs", "mod inner { use super::Control; }"),
        ("src/run/attest.rs", "use crate::collect; use crate::engagement::Engagement;"),
        ("src/cli/attest.rs", "use crate::run::{self, Format};"),
        ("src/main.rs", "use eks_attest::cli;"),
    ] {
        assert_eq!(broken(rule, path, text), Vec::<String>::new(), "{path}: {text}");
    }
    hold(rule);
}

#[test]
fn no_sibling_files_use_each_other() {
    let file = |path: &str, text: &str| Source::new(path, text);
    let both = [
        file("src/a/mod.rs", "mod b; mod c;"),
        file("src/a/b.rs", "use super::c::{self, C};"),
        file("src/a/c.rs", "fn f() -> crate::a::b::B { todo() }"),
    ];
    assert_eq!(cycles::of(&both), ["src/a: b → c (src/a/b.rs:1), c → b (src/a/c.rs:1)"]);
    let around = [
        file("src/a.rs", "mod b; mod c; mod d;"),
        file("src/a/b.rs", "use super::c;"),
        file("src/a/c/deep.rs", "use super::super::d::D;"),
        file("src/a/c/mod.rs", "mod deep; use deep::E;"),
        file("src/a/d.rs", "use crate::{x::Y, a::{b::B}};"),
    ];
    assert_eq!(cycles::of(&around), ["src/a: b → c (src/a/b.rs:1), c → d (src/a/c/deep.rs:1), d → b (src/a/d.rs:1)"]);
    let none = [
        file("src/a/mod.rs", "mod b; mod c; use b::B; use c::C;"),
        file("src/a/b.rs", "use super::c::C; use super::F;"),
        file("src/a/c.rs", "use super::F; #[cfg(test)] mod tests { use crate::a::b::B; }"),
    ];
    assert_eq!(cycles::of(&none), Vec::<String>::new());
    let found = cycles::of(&source::all());
    assert!(found.is_empty(), "{} cycles:\n{}", found.len(), found.join("\n"));
}

#[test]
fn one_printer() {
    let rule = only_the_terminal_prints;
    assert_eq!(broken(rule, "src/cli/attest.rs", "fn f() {\n    eprintln!();\n}").len(), 1);
    assert_eq!(broken(rule, "src/cli/attest.rs", "fn f() { std::io::stdout() }").len(), 1);
    assert_eq!(broken(rule, TERMINAL, "fn f() { println!() }"), Vec::<String>::new());
    assert_eq!(broken(rule, "src/cli/attest.rs", "/// `println!`\nfn f() { blueprint!() }"), Vec::<String>::new());
    hold(rule);
}

#[test]
fn one_command_line() {
    let rule = only_the_command_line_parses_and_draws;
    assert_eq!(broken(rule, "src/run/options.rs", "use serde::Serialize;\nuse clap::Args;\n").len(), 1);
    assert_eq!(broken(rule, "src/run/attest.rs", "fn f() { indicatif::ProgressBar::hidden() }").len(), 1);
    assert_eq!(broken(rule, "src/cli/options.rs", "use clap::Args;"), Vec::<String>::new());
    hold(rule);
}

#[test]
fn no_clock_disk_or_environment_in_pure_modules() {
    let rule = pure_modules_touch_nothing_outside;
    for text in [
        "let now = chrono::Utc::now();",
        "use std::time::SystemTime;",
        "use std::env;",
        "use std::{collections::BTreeMap, fs};",
        "async fn read() {}",
        "use aws_sdk_eks::Client;",
    ] {
        assert_eq!(broken(rule, "src/assess/mod.rs", text).len(), 1, "{text}");
        assert_eq!(broken(rule, "src/collect/mod.rs", text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(broken(rule, "src/assess/mod.rs", "use std::collections::BTreeMap; // std::fs"), Vec::<String>::new());
    hold(rule);
}

#[test]
fn file_budget() {
    assert_eq!(broken(files_are_short, "src/a.rs", &"\n".repeat(FILE_LINES + 1)).len(), 1);
    assert_eq!(broken(files_are_short, "src/a.rs", &"\n".repeat(FILE_LINES)), Vec::<String>::new());
    hold(files_are_short);
}

#[test]
fn function_budget() {
    let function = |lines: usize| format!("\nfn f(a: [u8; 2]) -> u8 {{{}}}\n", "\n".repeat(lines - 1));
    let found = broken(functions_are_short, "src/a.rs", &function(FUNCTION_LINES + 1));
    assert_eq!(found, [format!("src/a.rs:2: `f` has {} lines, at most {FUNCTION_LINES}", FUNCTION_LINES + 1)]);
    assert_eq!(broken(functions_are_short, "src/a.rs", &function(FUNCTION_LINES)), Vec::<String>::new());
    let in_tests = format!("#[cfg(test)]\nmod tests {{ {} }}", function(FUNCTION_LINES + 1));
    assert_eq!(broken(functions_are_short, "src/a.rs", &in_tests), Vec::<String>::new());
    hold(functions_are_short);
}

#[test]
fn the_page_and_this_test_tell_the_same_table() {
    let page = include_str!("../../docs/architecture.md");
    for (module, allowed) in MAY_USE {
        let allowed = match module {
            "file" | "scratch" => "–".to_owned(),
            "bundle" => "evidence::canonical, scratch".to_owned(),
            "run" => "all but cli".to_owned(),
            _ => allowed.join(", "),
        };
        let row = format!("| {module} | {allowed} |");
        assert!(page.contains(&row), "docs/architecture.md lacks the row `{row}`");
    }
}
