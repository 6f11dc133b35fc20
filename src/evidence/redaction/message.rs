//! Messages of APIs and of the transport. They echo names that others chose and values that others sent, so that only
//! known words stay, with actions, ARNs, ids and addresses among them.

use std::sync::LazyLock;

use regex::Regex;

use super::marker::{is_marker, marker};
use super::{Form, patterns};

/// Words of error messages. Sources: the error messages in the API references of the services that are read; AWS's
/// documentation of access denied messages; Kubernetes' `apimachinery/pkg/api/errors`.
const WORDS: &str = "a about above access account action actions active add addon addons address allow allowed allows already \
    an and another any api apis are as associated assume assumed at attached attempt attempts authenticate \
    authentication authorization authorized available aws backoff bad be because been before being below boundary but \
    by call called caller can cannot certificate changed check client cluster clusters code command configuration \
    configured conflict connect connection contact contains could create created credentials currently date deadline \
    decode default denied deny denying described description did different disabled dispatch does due duration early \
    each either element empty enabled encoded encountered end ended endpoint entity entry error errors etcd exceeded \
    exist exists expired explicit explicitly failed failure field find for forbidden format found from gateway get \
    group groups has have header host id identified identity if in incorrect instance instances insufficient internal \
    into invalid io is issue issues it its key kms launch limit limits list listed load lookup malformed match maximum \
    may message method minimum missing more must name named namespace network no node nodegroup nodes none not object \
    of on one only operation option or order organization other our out owner page parameter parameters path perform \
    period permission permissions please policies policy pod pods port present principal profile provide provided \
    provider proxy quota quotas rate reached read reason received refused region reply request requested requests \
    required reset resource resources response retries retry returned reuse role root rule rules scope scp seconds \
    security server service services session set should signature signed since some specified state status subnet \
    subnets such support supported sure table template temporarily than that the their them there this throttled \
    throttling time timed timeout timestamp to token too try type unable unauthorized unavailable unexpected unknown \
    unsupported until update use used user users valid validation value version vpc wait was were when which while \
    with within without you your identity-based resource-based session-policy service-control permissions-boundary \
    addon(s) nodegroup(s) http https tls tcp dns ssl eks ec2 iam sts elb kubernetes autoscaling unauthenticated \
    anonymous verb verbs watch deletecollection patch delete group: system:anonymous configmaps secrets deployments \
    daemonsets statefulsets replicasets jobs cronjobs namespaces services endpoints ingresses networkpolicies \
    serviceaccounts roles rolebindings clusterroles clusterrolebindings customresourcedefinitions resourcequotas \
    limitranges poddisruptionbudgets horizontalpodautoscalers storageclasses persistentvolumes events \
    validatingwebhookconfigurations mutatingwebhookconfigurations complete incomplete lost closed broken pipe host \
    unreachable route hostname resolve passing well-formed json xml html body line column byte";

static KNOWN: LazyLock<std::collections::HashSet<&'static str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

static PARTS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\S+").expect("a constant pattern is valid"));

/// What may stand around a word.
const AROUND: &[char] = &['"', '\'', '`', '(', ')', '[', ']', '{', '}', ',', '.', ';', ':', '!', '?', '<', '>'];

/// An action is a service and a name of letters: `eks:ListAddons`.
static ACTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[a-z][a-z0-9-]{1,30}:(?:Describe|Get|List|Lookup|BatchGet|Assume|PassRole|Access)[A-Za-z]{0,48}$")
        .expect("a constant pattern is valid")
});

/// Forms of what messages name.
const FORMS: &[Form] = &[Form::Arn, Form::Account, Form::ResourceId, Form::Cidr, Form::Timestamp];

/// `text` with every run of words that are not known as one marker; `None` when all are known.
pub(super) fn reduced(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let (mut at, mut hidden, mut changed) = (0, false, false);
    for found in PARTS.find_iter(text) {
        if is_kept(found.as_str()) {
            result.push_str(&text[at..found.start()]);
            result.push_str(found.as_str());
            hidden = false;
        } else {
            changed = true;
            if !hidden {
                result.push_str(&text[at..found.start()]);
                result.push_str(&marker("message", None));
            }
            hidden = true;
        }
        at = found.end();
    }
    changed.then_some(result)
}

fn is_kept(part: &str) -> bool {
    if is_marker(part) {
        return true;
    }
    let word = part.trim_matches(AROUND);
    let lower = word.to_ascii_lowercase();
    let few_digits = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let known = word.is_empty() || few_digits || KNOWN.contains(lower.as_str());
    known
        || (ACTION.is_match(word) || FORMS.iter().any(|form| form.holds(word)) && word.len() >= 7)
            && patterns::kinds(word).is_empty()
}

/// The message of an API that is not a part of a stored reply, reduced to what may be shown.
#[must_use]
pub fn redact_text(text: &str) -> String {
    reduced(text).unwrap_or_else(|| text.to_owned())
}

/// What a library puts into quotes it has read somewhere.
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""(?:[^"\\]|\\.)*"?"#).expect("a constant pattern is valid"));

/// What a library calls things by: words, and names joined from them.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z]{1,32}(?:(?:[ _'/.-]|::)[A-Za-z]{1,32}){0,8}(?:\(\))?$|^[a-z]{2}(?:-[a-z]{2,9}){1,3}-\d$")
        .expect("a constant pattern is valid")
});

/// Forms of what such words name.
const NAMED: &[Form] = &[Form::Path, Form::Url, Form::Version];

/// The words of an error of this program or of its libraries: plain ones stay, what they quote does not.
#[must_use]
pub fn redact_error(text: &str) -> String {
    let text = QUOTED.replace_all(text, marker("text", None));
    let kept = |part: &str| {
        let word = part.trim_matches(AROUND);
        let named = |form: &Form| {
            let word = word.trim_start_matches('~');
            let word = word.strip_prefix("http://").unwrap_or(word);
            // One dot makes no host.
            let host = word.starts_with("https://") || word.contains(':') || word.matches('.').count() > 1;
            form.holds(word) && (*form != Form::Url || host)
        };
        is_kept(part) || (PLAIN.is_match(word) || NAMED.iter().any(named)) && patterns::kinds(part).is_empty()
    };
    // Detectors see what stands in several words: `password = x`.
    let text = if patterns::kinds(&text).is_empty() { text.into_owned() } else { redact_text(&text) };
    // Errors of files break the line behind the number of a line.
    let text = text.replace(['\n', '\r', '\t'], " ");
    let parts: Vec<&str> = text.split(' ').collect();
    let shown = parts
        .into_iter()
        .map(|part| if part.is_empty() || kept(part) { part.to_owned() } else { marker("text", None) });
    shown.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_libraries_stay_readable() {
        for text in [
            "dispatch failure: io error: client error (Connect): tcp connect error: Connection refused (os error 111)",
            "the profile `prod` was not defined in ~/.aws/config",
            "https://sts.eu-west-1.amazonaws.com: invalid peer certificate: UnknownIssuer",
            "no reply within 20 seconds from 127.0.0.1:8443",
            "error parsing /home/a/.aws/config on line 12: Expected a profile definition",
        ] {
            assert_eq!(redact_error(text), text);
        }
        assert_eq!(redact_error("on line 7:\n Expected an '='-sign"), redact_error("on line 7:  Expected an '='-sign"));
        assert!(redact_error("on line 7:\n Expected").starts_with("on line 7:"));
        for text in [
            "invalid type: string \"hunter2 x\", expected u32",
            "read hunter2!",
            "https://u:pa@x@h/",
            "password: Swordfish",
        ] {
            let shown = redact_error(text);
            assert!(!["hunter2", "pa@x", "Swordfish"].iter().any(|secret| shown.contains(secret)), "{shown}");
            assert_eq!(redact_error(&shown), shown);
        }
    }

    #[test]
    fn what_was_denied_stays_and_what_others_wrote_goes() {
        let denied = "User: arn:aws:iam::111122223333:role/audit is not authorized to perform: eks:ListAddons on \
                      resource: arn:aws:eks:eu-west-1:111122223333:cluster/prod because no identity-based policy allows \
                      the eks:ListAddons action";
        assert_eq!(reduced(denied), None);
        let echoed =
            "The security group 'hunter2 and more' does not exist in sg-0123456789abcdef0 {\"password\": \"x y\"}";
        let once = redact_text(echoed);
        assert_eq!(
            once,
            "The security group redacted(message) and more' does not exist in sg-0123456789abcdef0 redacted(message)"
        );
        assert_eq!(redact_text(&once), once);
        for secret in ["correct horse battery staple", "redacted(secret)", "pa$$:w0rd", "4711471147", "eks:hunter"] {
            let text = redact_text(&format!("Invalid value {secret}"));
            assert!(!text.contains(secret), "{text}");
        }
    }
}
