//! Small bundles to forge, and the tools of a careful forger.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use eks_attest::evidence::canonical::sha256;
use eks_attest::evidence::exchange::Exchange;
use eks_attest::evidence::recording::Recording;
use eks_attest::evidence::recording::binding::markers;
use tempfile::TempDir;

use crate::bundles::EXAMPLES;
use crate::program::run;

/// Few controls, so that a bundle is judged in a moment: of a cluster, its network, its roles, its ConfigMaps, and one
/// that a person states.
const CONTROLS: [&str; 5] = [
    "data-plane/cluster-deletion-protection-is-on",
    "network/default-security-group-has-no-rules",
    "iam/cluster-role-holds-no-administration",
    "container-config/component-config-maps-hold-no-credentials",
    "governance/aws-assurance-reports-are-reviewed",
];

const ENGAGEMENT: &str = "organisation: Example Ltd
system: Payments
attestations:
  - control: aws-assurance-reports-are-reviewed
    cluster: card-payments
    statement: The reports were read.
    attester: Ada Example
    role: Compliance officer
    statedOn: 2026-11-02
    validUntil: 2027-02-01
    attachment: minutes.txt
";

/// The controls that the small bundles are judged by, in a new folder.
pub(super) fn controls() -> TempDir {
    let (folder, all) = (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("controls"));
    let names = CONTROLS.iter().map(|name| format!("{name}.yaml")).chain(["responsibility.yaml".to_owned()]);
    for name in names {
        let to = folder.path().join(&name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(all.join(&name), to).unwrap();
    }
    folder
}

/// Makes a bundle of the example's recording into `out`.
pub(super) fn make(command: &str, controls: &Path, out: &Path, more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let engagement = folder.path().join("engagement.yaml");
    fs::write(&engagement, ENGAGEMENT).unwrap();
    fs::write(folder.path().join("minutes.txt"), "Read on 2 November.\n").unwrap();
    let recording = format!("{EXAMPLES}/quarterly-attestation/input/recording");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (controls, engagement, out) = (text(controls), text(&engagement), text(out));
    let first = [command, "--replay", &recording, "--controls", &controls, "--engagement", &engagement, "--out", &out];
    let output = run(&[&first[..], more].concat());
    assert!(Path::new(&out).join("bagit.txt").is_file(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A small attestation; judged once for all variants.
pub(super) fn attestation() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let formats = ["--format", "md", "--format", "csv"];
    &MADE.get_or_init(|| made("attest", &formats)).1
}

/// A small review.
pub(super) fn review() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    &MADE.get_or_init(|| made("review", &["--format", "md", "--format", "html"])).1
}

fn made(command: &str, more: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("bundle");
    make(command, controls().path(), &out, more);
    (folder, out)
}

/// A copy of a bundle, to be altered.
pub(super) struct Forged(TempDir);

impl Forged {
    pub(super) fn of(base: &Path) -> Self {
        let forged = Self(tempfile::tempdir().unwrap());
        for (name, bytes) in tree(base) {
            forged.put(&name, &bytes);
        }
        forged
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(super) fn remove(&self, name: &str) {
        fs::remove_file(self.path().join(name)).unwrap();
    }

    pub(super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Puts `to` in place of the first `from`.
    pub(super) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no `{from}`: {}", &text[..text.len().min(2000)]);
        self.put(name, text.replacen(from, to, 1));
    }

    /// Alters the evidence: files are written as a collection would have written them.
    pub(super) fn record(&self, change: impl FnOnce(&mut Recorded)) {
        let folder = self.path().join("data/evidence");
        let mut recorded = Recorded(Recording::from_files(&tree(&folder)).unwrap());
        change(&mut recorded);
        recorded.0.exchanges.sort_by(|a, b| a.id.cmp(&b.id));
        fs::remove_dir_all(&folder).unwrap();
        for (name, bytes) in recorded.0.to_files().unwrap() {
            self.put(&format!("data/evidence/{name}"), bytes);
        }
    }

    /// Makes every size, digest and manifest fit.
    pub(super) fn mend(&self) {
        let files = tree(self.path());
        let payload = || files.iter().filter(|(name, _)| name.starts_with("data/"));
        let oxum = format!("{}.{}", payload().map(|(_, bytes)| bytes.len()).sum::<usize>(), payload().count());
        let info = self.text("bag-info.txt");
        let line = |line: &str| match line.starts_with("Payload-Oxum: ") {
            true => format!("Payload-Oxum: {oxum}\n"),
            false => format!("{line}\n"),
        };
        self.put("bag-info.txt", info.lines().map(line).collect::<String>());
        let listed: String = payload().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
        self.put("manifest-sha256.txt", listed);
        let tags = tree(self.path()).into_iter().filter(|(name, _)| {
            !name.starts_with("data/") && !name.starts_with("signatures/") && name != "tagmanifest-sha256.txt"
        });
        self.put(
            "tagmanifest-sha256.txt",
            tags.map(|(name, b)| format!("{}  {name}\n", sha256(&b))).collect::<String>(),
        );
    }
}

/// A recording in the hands of a forger.
pub(super) struct Recorded(pub(super) Recording);

impl Recorded {
    /// Where the first exchange stands whose id or request holds `words`.
    pub(super) fn at(&self, words: &[&str]) -> usize {
        let said = |exchange: &Exchange| format!("{} {:?}", exchange.id, exchange.request.parameters);
        let holds = |exchange: &Exchange| words.iter().all(|word| said(exchange).contains(word));
        self.0.exchanges.iter().position(holds).unwrap_or_else(|| panic!("no exchange of {words:?}"))
    }

    pub(super) fn exchange(&mut self, words: &[&str]) -> &mut Exchange {
        let at = self.at(words);
        &mut self.0.exchanges[at]
    }

    /// Changes an exchange and gives it the id that it must then have.
    pub(super) fn renamed(&mut self, words: &[&str], change: impl FnOnce(&mut Exchange)) {
        let at = self.at(words);
        self.rename(at, change);
    }

    pub(super) fn rename(&mut self, at: usize, change: impl FnOnce(&mut Exchange)) {
        let exchange = &mut self.0.exchanges[at];
        let old = exchange.id.clone();
        change(exchange);
        exchange.id = exchange.expected_id();
        let id = exchange.id.clone();
        if let Some(body) = self.0.replies.remove(&old) {
            self.0.replies.insert(id, body);
        }
    }

    /// Adds a changed copy of an exchange with its reply.
    pub(super) fn also(&mut self, words: &[&str], change: impl FnOnce(&mut Exchange)) {
        let mut copy = self.exchange(words).clone();
        let body = self.0.replies.get(&copy.id).cloned();
        change(&mut copy);
        copy.id = copy.expected_id();
        self.0.replies.extend(body.map(|body| (copy.id.clone(), body)));
        self.0.exchanges.push(copy);
    }

    pub(super) fn drop(&mut self, words: &[&str]) {
        let at = self.at(words);
        let exchange = self.0.exchanges.remove(at);
        self.0.replies.remove(&exchange.id);
    }

    /// Puts `to` in place of every `from` of a reply, with its size, digest and markers.
    pub(super) fn reply(&mut self, words: &[&str], from: &str, to: &str) {
        let at = self.at(words);
        let exchange = &mut self.0.exchanges[at];
        let body = String::from_utf8(self.0.replies[&exchange.id].clone()).unwrap();
        // Stored JSON has no blanks.
        let compact = |text: &str| text.replace("\": ", "\":").replace(", ", ",");
        let (from, to) = if body.contains(from) { (from.into(), to.into()) } else { (compact(from), compact(to)) };
        assert!(body.contains(&from), "{} has no `{from}`: {}", exchange.id, &body[..body.len().min(1500)]);
        let body = body.replace(&from, &to).into_bytes();
        let reply = exchange.reply.as_mut().unwrap();
        (reply.bytes, reply.sha256, reply.redactions) = (body.len() as u64, sha256(&body), markers(&body));
        self.0.replies.insert(exchange.id.clone(), body);
    }

    pub(super) fn each(&mut self, change: impl Fn(&mut Exchange)) {
        (0..self.0.exchanges.len()).for_each(|at| self.rename(at, &change));
    }
}

/// Every file below `folder`, by its path.
pub(super) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}
