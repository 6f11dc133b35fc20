//! The shipped examples as their readers run them, each rendered once for all tests that only read the bundle.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use eks_attest::collect::store;
use eks_attest::control::loader;
use eks_attest::evidence::recording::Recording;

use crate::program::run;

/// Where the examples are.
pub(crate) const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

/// Name, exit code and documents of each example.
pub(crate) const ALL: [(&str, i32, &[&str]); 3] = [
    ("quarterly-attestation", 0, &["attestation", "matrix"]),
    ("go-live-no-go", 1, &["review"]),
    ("go-live-go", 0, &["review"]),
];

/// The recording that the examples judge. What the built-in controls declare is read, too: it names their topics.
pub(crate) fn recording() -> Recording {
    let evidence = Path::new(env!("CARGO_MANIFEST_DIR")).join("controls/evidence");
    let files = fs::read_dir(evidence).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (format!("evidence/{name}"), fs::read_to_string(path).unwrap())
    });
    loader::declare(&files.collect()).unwrap();
    store::read(&Path::new(EXAMPLES).join("quarterly-attestation/input/recording")).unwrap()
}

/// The bundle of the example `name`, in every format.
pub(crate) fn bundle(name: &str) -> &'static Path {
    static BUNDLES: [OnceLock<PathBuf>; 3] = [const { OnceLock::new() }; 3];
    let number = ALL.iter().position(|(known, ..)| *known == name).unwrap();
    BUNDLES[number].get_or_init(|| rendered(name, ALL[number].1))
}

fn rendered(name: &str, code: i32) -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples").join(name);
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(out.parent().unwrap()).unwrap();
    let recording = format!("{EXAMPLES}/quarterly-attestation/input/recording");
    let engagement = format!("{EXAMPLES}/{name}/engagement.yaml");
    let into = out.to_str().unwrap();
    let output = match name {
        "quarterly-attestation" => run(&["demo", "--out", into]),
        _ => run(&["review", "--replay", &recording, "--engagement", &engagement, "--out", into]),
    };
    assert_eq!(output.status.code(), Some(code), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    out
}

/// A JSON file below `data` of a bundle.
pub(crate) fn json(bundle: &Path, name: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(bundle.join("data").join(name)).unwrap()).unwrap()
}
