//! Every control of the repository loads, and every case of every control comes out as it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use eks_attest::assess::case::run_case;
use eks_attest::control::loader::load;

fn files(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_control_loads_and_every_case_comes_out_as_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("controls");
    let mut found = BTreeMap::new();
    files(&root, &root, &mut found);
    let catalogue = load(&found).unwrap_or_else(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|p| format!("{p} {}", p.help.as_deref().unwrap_or_default())).collect();
        panic!("{} problems:\n{}", lines.len(), lines.join("\n"));
    });
    assert!(!catalogue.controls.is_empty());
    let mut failures = Vec::new();
    for control in &catalogue.controls {
        for case in &control.cases {
            failures.extend(run_case(control, case, &catalogue.areas).err().map(|failure| failure.to_string()));
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}
