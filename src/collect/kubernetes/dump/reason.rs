//! Why a text is not a manifest. The words of a parser may hold parts of the text, which may be secret: only reasons of our
//! own are told.

use super::problem::Fault;
use crate::file::codes::collect as code;

/// What can be told of a text before it is parsed, and the line of it.
pub(super) fn of_text(text: &str) -> Option<(usize, Fault)> {
    let start = text.trim_start();
    let lower: String = start.chars().take(64).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("version https://git-lfs") {
        return Some((
            1,
            Fault::new(code::LFS_POINTER, "it is a pointer of Git LFS, not the file itself")
                .help("fetch it: `git lfs pull`"),
        ));
    }
    if lower.starts_with("<!doctype") || lower.starts_with("<html") || lower.starts_with("<?xml") {
        let fault = Fault::new(code::HTML, "it is an HTML or XML page, such as a proxy's or a login page");
        return Some((1, fault.help("ask the API server again, past the proxy")));
    }
    let of_kubectl = [
        "error from server",
        "error: ",
        "unable to connect",
        "no resources found",
        "the connection to the server",
        "warning: ",
        "you must be logged in",
    ];
    // A warning may stand before the objects.
    let all = lower.starts_with("warning: ") && start.lines().nth(1).is_some();
    if of_kubectl.iter().any(|words| lower.starts_with(words)) && !all {
        return Some((
            1,
            Fault::new(code::KUBECTL_ERROR, "it holds an error message of kubectl")
                .help("write it again, or delete it"),
        ));
    }
    if lower.starts_with("$ansible_vault;") {
        let fault = Fault::new(code::ENCRYPTED, "it is encrypted with Ansible Vault");
        return Some((1, fault.help("decrypt it first: `ansible-vault view FILE`")));
    }
    let marks = ["#@ load(", "#@data/", "#@overlay/", "#@ if ", "#@ for ", "#@ def "];
    let of_ytt = |line: &str| marks.iter().any(|mark| line.trim_start().starts_with(mark)) || line.contains(": #@ ");
    if let Some(line) = text.lines().position(of_ytt) {
        let fault = Fault::new(code::TEMPLATE, "it is a template of ytt (`#@`)");
        return Some((line + 1, fault.help("render it first: `ytt -f FOLDER`, and give what it renders to")));
    }
    conflict(text)
}

/// Marks of a merge that Git left to people. They begin in the first column, where no block text can.
fn conflict(text: &str) -> Option<(usize, Fault)> {
    let line =
        text.lines().position(|line| ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|mark| line.starts_with(mark)))?;
    let fault = Fault::new(code::MERGE_CONFLICT, "it holds the marks of a merge conflict (`<<<<<<<`)");
    Some((line + 1, fault.help("resolve the conflict first")))
}

/// Why a text is not JSON.
pub(super) fn of_json(text: &str, error: &serde_json::Error) -> Fault {
    let place = format!("line {}, column {}", error.line(), error.column());
    let words = error.to_string();
    if let Some((said, _)) =
        words.split_once(" at line ").filter(|(said, _)| said.ends_with("stands twice in one object"))
    {
        return Fault::new(code::DUPLICATE_KEY, format!("the key {said} ({place})")).help("keep one of them");
    }
    if words.starts_with("recursion limit") {
        return Fault::new(code::TOO_DEEP, format!("it is nested more than 128 deep ({place})"));
    }
    if let Some(template) = template(text) {
        return template;
    }
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default().trim_start();
    if line.starts_with("//") || line.starts_with("/*") || line.starts_with('#') {
        return Fault::new(code::JSON_COMMENT, format!("it has comments, which JSON does not know ({place})"))
            .help("remove them");
    }
    if words.starts_with("trailing comma") {
        return Fault::new(code::NOT_JSON, format!("it is not JSON: a comma follows the last item ({place})"))
            .help("remove it");
    }
    if error.is_eof() {
        return Fault::new(code::CUT_SHORT, format!("it is not JSON: it ends before its end ({place})"))
            .help("write it again");
    }
    if text.trim_start().starts_with(['{', '[']) {
        Fault::new(code::NOT_JSON, format!("it is not JSON ({place})"))
    } else {
        Fault::new(code::NOT_JSON, format!("it is not JSON ({place}): neither an object nor a list begins it"))
            .help("name YAML `.yaml`")
    }
}

/// Why a part of a text, whose parser failed at `line`, is not YAML, and the line that tells it.
pub(super) fn of_yaml(text: &str, line: usize, error: &serde_saphyr::Error) -> (usize, Fault) {
    if let Some(fault) = template(text) {
        let first = text
            .lines()
            .position(|line| ["{{", "<%", "{%", "%{"].iter().any(|mark| line.contains(mark)))
            .unwrap_or_default();
        return (first + 1, fault);
    }
    let tab = |line: &str| line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t') && !line.trim().is_empty();
    let near = text.lines().enumerate().skip(line.saturating_sub(3)).take(5).find(|(_, line)| tab(line));
    if let Some((number, _)) = near {
        let fault = Fault::new(code::TAB, "it is indented with a tab, which YAML forbids");
        return (number + 1, fault.help("indent with spaces"));
    }
    let source = |line: &str| line.starts_with("local ") || line.starts_with("function(") || line.contains("import '");
    if text.lines().any(source) {
        return (
            line,
            Fault::new(code::NOT_RENDERED, "it is Jsonnet, from which manifests are made")
                .help("render it first with `jsonnet`"),
        );
    }
    if text.lines().any(|line| line.starts_with("package ")) {
        return (
            line,
            Fault::new(code::NOT_RENDERED, "it is CUE, from which manifests are made")
                .help("render it first with `cue export`"),
        );
    }
    let words = error.to_string().to_ascii_lowercase();
    let fault = match () {
        () if words.contains("duplicate") => {
            Fault::new(code::DUPLICATE_KEY, "a key is given twice in one object").help("keep one of them")
        }
        () if ["budget", "limit", "alias replay", "too many", "exceed", "depth"]
            .iter()
            .any(|word| words.contains(word)) =>
        {
            Fault::new(code::TOO_MANY_VALUES, "it is nested too deep, or its aliases unfold to more than is read")
        }
        () if words.contains("alias") || words.contains("anchor") => {
            Fault::new(code::UNKNOWN_ANCHOR, "it names an anchor that it does not define")
        }
        () if text.lines().take(line).any(|line| line.trim_start().starts_with("//")) => {
            Fault::new(code::JSON_COMMENT, "it has comments with `//`, which neither YAML nor JSON knows")
                .help("remove them")
        }
        () => Fault::new(code::NOT_YAML, "it is not YAML"),
    };
    (line, fault)
}

/// A template that was not rendered. `{{` begins no JSON and no YAML that stands for an object.
pub(super) fn template(text: &str) -> Option<Fault> {
    // A quoted value may hold them: labels of Prometheus, formats of commands.
    let bare = |line: &str| {
        ["{{", "<%", "{%", "%{"]
            .iter()
            .any(|mark| line.split_once(mark).is_some_and(|(before, _)| !before.contains(['"', '\'', '`'])))
    };
    if !text.lines().any(bare) {
        return None;
    }
    let helm = [".Values", ".Release", ".Chart", "include ", "{{-", "{{/*", "define ", ".Capabilities", ".Files"];
    let others = ["<%", "{%", "%{"];
    if helm.iter().any(|mark| text.contains(mark)) || !others.iter().any(|mark| text.contains(mark)) {
        let fault = Fault::new(code::HELM_TEMPLATE, "it is a Helm template");
        return Some(
            fault.help("render it first: `helm template RELEASE CHART --output-dir FOLDER`, and give that folder"),
        );
    }
    Some(Fault::new(code::TEMPLATE, "it is a template").help("render it first, and give what it renders to"))
}
