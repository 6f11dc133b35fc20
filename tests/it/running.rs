//! The program among signals, full disks, pipes and mounted folders: what it leaves behind, and what it says.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::program::run;

pub(crate) fn program() -> Command {
    cleaned(Command::new(env!("CARGO_BIN_EXE_eks-attest")))
}

/// Without the caller's AWS and proxy settings.
fn cleaned(mut command: Command) -> Command {
    let proxies = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_") || proxies.contains(&name.as_str())) {
        command.env_remove(name);
    }
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

pub(crate) fn wait_for(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it did not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn s7_a_signal_leaves_nothing_and_a_killed_run_is_cleaned_by_the_next() {
    for name in ["-TERM", "-INT", "-HUP", "-KILL"] {
        let folder = tempfile::tempdir().unwrap();
        let mounted = folder.path().join("mounted");
        fs::create_dir(&mounted).unwrap();
        for (out, watched) in [(folder.path().join("out"), folder.path()), (mounted.clone(), mounted.as_path())] {
            // A shell that runs the tests in the background has SIGINT ignored, and children inherit that.
            let mut child = Command::new("env")
                .args(["--default-signal=TERM,INT,HUP", env!("CARGO_BIN_EXE_eks-attest"), "demo", "--out", text(&out)])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            // Locked: one that is killed before that is found by its age.
            wait_for(|| {
                let mut ours = names(watched).into_iter().filter(|name| name.starts_with(".eks-attest-"));
                ours.any(|name| watched.join(name).join("lock").exists())
            });
            signal(&child, name);
            assert_eq!(child.wait().unwrap().code(), None, "it ends as the signal says");
            let left = names(watched).iter().any(|name| name.starts_with(".eks-attest-"));
            assert_eq!(left, name == "-KILL", "{name}: {:?}", names(watched));
        }
        if name == "-KILL" {
            // Refused for its template, once the place was made ready.
            for (out, watched) in [(folder.path().join("out"), folder.path()), (mounted.clone(), mounted.as_path())] {
                run(&["demo", "--templates", "/no/such/folder", "--out", text(&out)]);
                assert!(!names(watched).iter().any(|name| name.starts_with(".eks-attest-")), "{:?}", names(watched));
            }
        }
    }
}

#[test]
fn s7_an_empty_folder_is_filled_and_what_is_unfinished_never_verifies() {
    let out = tempfile::tempdir().unwrap();
    let demo = run(&["demo", "--format", "csv", "--out", text(out.path())]);
    assert_eq!(demo.status.code(), Some(0), "{}", said(&demo));
    assert_eq!(run(&["verify", text(out.path())]).status.code(), Some(0));
    fs::create_dir(out.path().join(".eks-attest-abcdef")).unwrap();
    let unfinished = run(&["verify", text(out.path())]);
    assert_eq!(unfinished.status.code(), Some(4));
    assert!(said(&unfinished).contains("never finished"), "{}", said(&unfinished));
}

#[test]
fn s7_a_place_that_cannot_be_written_to_is_told_before_the_work() {
    let started = Instant::now();
    let output = run(&["demo", "--out", "/proc/eks-attest/out"]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(said(&output).contains("/proc/eks-attest"), "{}", said(&output));
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn s7_a_full_disk_leaves_nothing_that_looks_whole() {
    let folder = tempfile::tempdir().unwrap();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation");
    let (recording, out) = (format!("{example}/input/recording"), folder.path().join("out"));
    let out_words = text(&out);
    for arguments in [
        vec!["demo", "--out", out_words],
        vec!["assess", "--replay", &recording, "--out", out_words],
        vec!["attest", "--replay", &recording, "--out", out_words],
    ] {
        let mut limited = cleaned(Command::new("sh"));
        limited.args(["-c", "ulimit -f 64; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_eks-attest")]).args(&arguments);
        let output = limited.output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("disk"), "{arguments:?}: {}", said(&output));
        assert!(is_empty(&out), "{arguments:?}: {:?}", names(&out));
        assert!(names(folder.path()).iter().all(|name| name == "out"), "{:?}", names(folder.path()));
    }
}

fn is_empty(folder: &Path) -> bool {
    !folder.exists() || names(folder).is_empty()
}

#[test]
fn s7_pipes_devices_and_sockets_are_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, socket) = (folder.path().join("pipe"), folder.path().join("socket"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let out = folder.path().join("out");
    for other in [text(&pipe), text(&socket), "/dev/zero"] {
        for arguments in [
            vec!["assess", "--replay", other],
            vec!["assess", "--replay", "examples/quarterly-attestation/input/recording", "--engagement", other],
            vec!["demo", "--templates", other],
            vec!["attest", "--controls", other],
            vec!["attest", "--kubeconfig", other, "--cluster", "a", "--no-aws"],
            vec!["matrix", "--assessment", other, "--replay", other],
            vec!["verify", other],
        ] {
            let place: &[&str] = if arguments[0] == "verify" { &[] } else { &["--out", text(&out)] };
            let output = run(&[&arguments[..], place].concat());
            let code = output.status.code();
            assert!(matches!(code, Some(2 | 5)), "{arguments:?}: {code:?} {}", said(&output));
        }
    }
    let engagement = folder.path().join("engagement.yaml");
    fs::write(&engagement, "organisation: A\nsystem: B\nbranding: {logo: pipe}\n").unwrap();
    let named = run(&["attest", "--engagement", text(&engagement), "--out", text(&out)]);
    assert_eq!(named.status.code(), Some(2));
    assert!(said(&named).contains("neither a file nor a folder"), "{}", said(&named));
}

#[test]
fn s7_verify_tells_a_mistyped_path_from_a_bundle_that_fails() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for path in ["/typo", text(&file)] {
        for more in [&[][..], &["--reperform"], &["--json"]] {
            let output = run(&[&["verify", path], more].concat());
            assert_eq!(output.status.code(), Some(2), "{}", said(&output));
            assert!(said(&output).contains(path), "{}", said(&output));
        }
    }
    assert_eq!(run(&["verify", text(folder.path())]).status.code(), Some(4), "a folder that is not a bundle fails");
}

#[test]
fn s7_escapes_in_names_titles_and_snippets_never_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a\u{1b}[31m\u{202e}b.yaml");
    fs::write(&file, "organisation: A\nsystem: B\nscop\u{9b}31m\u{202e}: \"\u{3164}x\"\n").unwrap();
    let out = folder.path().join("out\u{1b}]0;title\u{7}");
    for arguments in [
        vec!["attest", "--engagement", text(&file), "--out", text(&out)],
        vec!["assess", "--replay", text(&file), "--out", text(&out)],
        vec!["verify", text(&file), "--json"],
        vec!["controls", "show", "x\u{1b}[2J"],
        vec!["x\u{1b}[2J\u{202e}"],
        vec!["controls", "list", "--x\u{1b}[2J\u{3164}"],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        let words = said(&output);
        let hidden = words.chars().find(|c| *c != '\n' && eks_attest::evidence::untrusted::is_hidden(*c));
        assert_eq!(hidden, None, "{words:?}");
        // The parser of arguments drops whole sequences of escapes.
        assert!(words.contains("[U+") || words.contains("\\u001b"), "{words:?}");
    }
}

#[test]
fn s7_a_reader_that_has_seen_enough_is_no_error() {
    for arguments in [vec!["controls", "list"], vec!["permissions", "--format", "list"], vec!["schema", "facts"]] {
        let mut child = program().args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        assert!(output.stderr.is_empty(), "{}", said(&output));
    }
}
