//! What random inputs are given to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use eks_attest::evidence::canonical;
use eks_attest::evidence::exchange::Request;
use eks_attest::evidence::recording::Recording;
use eks_attest::evidence::redaction::{Format, redact};
use eks_attest::{analysis, bundle, engagement, file, normalise};
use fastrand::Rng;
use serde_json::Value;

use super::mutate;
use crate::bundles::{EXAMPLES, recording as recording_of_examples};

/// Tries one random input.
pub(super) type Try = Box<dyn FnMut(&mut Rng)>;

/// The target of this name, with what its inputs are made from.
pub(super) fn prepare(name: &str) -> Try {
    match name {
        "recording" => recording(),
        "policy-document" => policy_document(),
        "user-data" => user_data(),
        "engagement" => engagement_file(),
        "bundle" => bag(),
        "dump" => super::dump::dump(&recording_of_examples()),
        other => panic!("there is no target {other}"),
    }
}

/// Some exchanges of the example, with bodies and index changed: refused or judged, as files and as what they hold.
fn recording() -> Try {
    let whole = recording_of_examples();
    Box::new(move |rng| {
        let mut part = some_of(rng, &whole, |_| true);
        for exchange in &mut part.exchanges {
            let Some(body) = part.replies.get_mut(&exchange.id).filter(|_| rng.u8(0..4) == 0) else { continue };
            change(rng, body);
            if let Some(reply) = &mut exchange.reply {
                (reply.bytes, reply.sha256) = (body.len() as u64, canonical::sha256(body));
            }
        }
        judge(&part);
        let mut files = part.to_files().unwrap();
        let name = rng.choice(["run.json", "exchanges.json"]).unwrap();
        change(rng, files.get_mut(name).unwrap());
        if let Ok(recording) = Recording::from_files(&files) {
            judge(&recording);
        }
    })
}

/// At most twelve of the exchanges that are `wanted`, and the description of a cluster, without which little is derived.
fn some_of(rng: &mut Rng, whole: &Recording, wanted: impl Fn(&Request) -> bool) -> Recording {
    let mut exchanges: Vec<_> = whole.exchanges.iter().filter(|e| wanted(&e.request)).cloned().collect();
    rng.shuffle(&mut exchanges);
    exchanges.truncate(rng.usize(1..=12));
    exchanges.extend(whole.exchanges.iter().find(|e| e.request.operation == "DescribeCluster").cloned());
    exchanges.sort_by(|a, b| a.id.cmp(&b.id));
    exchanges.dedup_by(|a, b| a.id == b.id);
    let replies = exchanges.iter().filter_map(|e| Some((e.id.clone(), whole.replies.get(&e.id)?.clone()))).collect();
    Recording { run: whole.run.clone(), exchanges, replies }
}

pub(super) fn judge(recording: &Recording) {
    let facts = analysis::derive(normalise::normalise(recording));
    assert!(facts.coverage.len() < 100_000);
}

/// Changes bytes, or the values of what is JSON.
fn change(rng: &mut Rng, body: &mut Vec<u8>) {
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) if rng.bool() => {
            mutate::values(rng, &mut value);
            *body = value.to_string().into_bytes();
        }
        _ => mutate::bytes(rng, body),
    }
}

/// Policies of roles whose documents are changed, inside replies that stay whole.
fn policy_document() -> Try {
    let whole = recording_of_examples();
    let document = regex::Regex::new("(?s)(<(?:PolicyDocument|AssumeRolePolicyDocument|Document)>)(.*?)(</)").unwrap();
    Box::new(move |rng| {
        let mut part = some_of(rng, &whole, |request| request.service == "iam");
        for body in part.replies.values_mut() {
            let Ok(text) = std::str::from_utf8(body) else { continue };
            let changed = document.replace_all(text, |found: &regex::Captures<'_>| {
                let mut inner = percent_encoding::percent_decode_str(&found[2]).collect::<Vec<u8>>();
                change(rng, &mut inner);
                let inner = percent_encoding::percent_encode(&inner, percent_encoding::NON_ALPHANUMERIC);
                format!("{}{inner}{}", &found[1], &found[3])
            });
            *body = changed.into_owned().into_bytes();
        }
        judge(&part);
    })
}

/// User data of every kind, as a launch template's reply carries it: redacted, and redacted again to the same.
fn user_data() -> Try {
    const SAMPLES: [&str; 5] = [
        "#!/bin/bash\n/etc/eks/bootstrap.sh prod --kubelet-extra-args '--max-pods=110'\ndocker login -u x -p hunter2 host\n",
        "#cloud-config\nwrite_files:\n- path: /a\n  encoding: gz+b64\n  content: H4sIAAAAAAAA/8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==\nchpasswd: {list: 'root:hunter2'}\n",
        "[settings.kubernetes]\napi-server = \"https://x\"\nmax-pods = 29\n[settings.host-containers.admin]\nuser-data = \"aHVudGVyMg==\"\n",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"B\"\n\n--B\nContent-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\n\ncGFzc3dvcmQ9aHVudGVyMg==\n--B--\n",
        "---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: {maxPods: 58}\n",
    ];
    let request = Request {
        service: "ec2".to_owned(),
        operation: "DescribeLaunchTemplateVersions".to_owned(),
        region: "eu-west-1".to_owned(),
        parameters: BTreeMap::new(),
    };
    Box::new(move |rng| {
        let mut text = rng.choice(SAMPLES).unwrap().as_bytes().to_vec();
        mutate::bytes(rng, &mut text);
        let mut encoded = STANDARD.encode(&text);
        if rng.u8(0..8) == 0 {
            encoded.truncate(rng.usize(0..=encoded.len()));
        }
        let body = format!(
            "<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item><launchTemplateId>lt-0123456789abcdef0</launchTemplateId><versionNumber>1</versionNumber><launchTemplateData><userData>{encoded}</userData></launchTemplateData></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>"
        );
        let once = redact(&request, Format::Xml, body.as_bytes()).unwrap();
        assert!(encoded.len() < 12 || !String::from_utf8_lossy(&once.body).contains(&encoded), "user data is stored");
        let again = redact(&request, Format::Xml, &once.body).unwrap();
        assert_eq!(once.body, again.body, "redacting twice gives the same as once");
    })
}

/// The example's engagement with changed bytes: refused with places, or understood.
fn engagement_file() -> Try {
    let text = fs::read(Path::new(EXAMPLES).join("quarterly-attestation/input/engagement.yaml")).unwrap();
    Box::new(move |rng| {
        let mut text = text.clone();
        mutate::bytes(rng, &mut text);
        let text = String::from_utf8_lossy(&text);
        match file::parse_file::<engagement::Engagement>("engagement.yaml", &text) {
            Ok(understood) => drop(engagement::problems(&understood)),
            Err(problems) => assert!(!problems.is_empty(), "a refusal says why"),
        }
    })
}

/// A bundle of which some files are changed, removed or added: verified and read, and never taken for whole.
fn bag() -> Try {
    let whole = PathBuf::from(std::env::var_os(super::BUNDLE).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("bundle");
    let names = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/inputs.json"];
    for name in names {
        copy(&whole, &changed, name);
    }
    copy(&whole, &changed, "data/assessment.json");
    Box::new(move |rng| {
        let _keep = &folder;
        let name = rng.choice(names).unwrap();
        let original = fs::read(whole.join(name)).unwrap();
        let mut bytes = original.clone();
        mutate::bytes(rng, &mut bytes);
        fs::write(changed.join(name), &bytes).unwrap();
        let verification = bundle::verify(&changed);
        assert!(verification.has_failed(), "most of the payload is missing");
        let _ = bundle::read(&changed);
        fs::write(changed.join(name), original).unwrap();
    })
}

fn copy(from: &Path, to: &Path, name: &str) {
    let target = to.join(name);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::copy(from.join(name), target).unwrap();
}
