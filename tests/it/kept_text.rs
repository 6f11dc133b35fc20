//! The example's verdicts rest on text that is kept: redacting its AWS replies anew changes none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use eks_attest::evidence::canonical;
use eks_attest::evidence::recording::Recording;
use eks_attest::evidence::redaction::{Format, redact};
use serde_json::Value;

use crate::bundles::EXAMPLES;
use crate::program::run;

/// The recording with its replies of AWS redacted anew.
fn redacted(folder: &Path) -> Recording {
    let mut recording = Recording::from_files(&files(folder)).unwrap();
    for exchange in &mut recording.exchanges {
        let Some(reply) = exchange.reply.as_mut().filter(|_| exchange.request.service != "kubernetes") else {
            continue;
        };
        let body = recording.replies.get_mut(&exchange.id).unwrap();
        let format = if reply.format == "json" { Format::Json } else { Format::Xml };
        let again = redact(&exchange.request, format, body).unwrap();
        for (kind, count) in again.redactions {
            *reply.redactions.entry(kind).or_default() += count;
        }
        *body = again.body;
        reply.bytes = body.len() as u64;
        reply.sha256 = canonical::sha256(body);
    }
    recording
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in ["run.json", "exchanges.json"] {
        files.insert(name.to_owned(), fs::read(folder.join(name)).unwrap());
    }
    for entry in fs::read_dir(folder.join("replies")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.insert(format!("replies/{name}"), fs::read(entry.path()).unwrap());
    }
    files
}

/// Outcomes and findings of a recording, by control, cluster and compute type.
fn outcomes(recording: &Path, engagement: &Path, out: &Path) -> BTreeMap<String, (String, Vec<String>)> {
    let paths = [recording, engagement, out].map(|path| path.to_str().unwrap());
    run(&["assess", "--replay", paths[0], "--engagement", paths[1], "--out", paths[2]]);
    let assessment: Value = serde_json::from_slice(&fs::read(out.join("assessment.json")).unwrap()).unwrap();
    let results = assessment["results"].as_array().unwrap().iter().map(|result| {
        let text = |name: &str| result[name].as_str().unwrap_or_default().to_owned();
        let findings = result["findings"].as_array().into_iter().flatten();
        let subjects = findings.map(|finding| finding["subject"].as_str().unwrap_or_default().to_owned()).collect();
        (format!("{} {} {}", text("control"), text("cluster"), text("computeType")), (text("outcome"), subjects))
    });
    results.collect()
}

#[test]
fn the_verdicts_of_the_example_rest_on_text_that_is_kept() {
    let input = Path::new(EXAMPLES).join("quarterly-attestation/input");
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("recording");
    for (name, bytes) in redacted(&input.join("recording")).into_files().unwrap() {
        let path = again.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let engagement = input.join("engagement.yaml");
    let before = outcomes(&input.join("recording"), &engagement, &folder.path().join("before"));
    let after = outcomes(&again, &engagement, &folder.path().join("after"));
    let changed: Vec<_> = before.iter().filter(|(key, value)| after.get(*key) != Some(value)).collect();
    assert!(changed.is_empty() && before.len() == after.len(), "{changed:#?}");
    assert!(before.len() > 300, "{}", before.len());
}
