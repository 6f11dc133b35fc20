//! The kinds of credentials, and what they look like.

use super::vendors;

/// A kind of secret and its pattern; the named group that takes part is the secret, or the whole match when there is none.
///
/// Sources: the IAM User Guide on unique identifiers; RFC 7468, RFC 7519, RFC 3986 §3.2.1, RFC 4880; the vendors'
/// documentation of their tokens' forms.
/// Values that only refer to a secret (`$VARIABLE`, an ARN) are no secret.
pub(super) const SOURCES: &[(&str, &str)] = &[
    (
        "private-key",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    ),
    ("authorization-message", r#"(?i)encoded authorization failure message:\s*(?<secret>[^\s<"]+)"#),
    ("aws-secret-access-key", r#"(?i)secret_?-?access_?-?key["']?\s*[=:]\s*["']?(?<secret>[A-Za-z0-9/+]{40}=*)"#),
    ("aws-session-token", r#"(?i)session_?-?token["']?\s*[=:]\s*["']?(?<secret>[A-Za-z0-9/+=]{80,})"#),
    ("aws-access-key-id", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    ("jwt", r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"),
    ("eks-token", r"k8s-aws-v1\.[A-Za-z0-9_-]+"),
    ("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})"),
    (
        "gitlab-token",
        r"\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[A-Za-z0-9_.-]{16,}|\bGR1348941[A-Za-z0-9_-]{20}",
    ),
    (
        "slack-token",
        r"\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}|hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]+",
    ),
    ("stripe-key", r"\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9+/=]{16,}"),
    ("google-key", r"\bAIza[A-Za-z0-9_-]{30,}|\bGOCSPX-[A-Za-z0-9_-]{20,}|\bya29\.[A-Za-z0-9_-]{20,}"),
    (
        "azure-key",
        r"(?i)(?:AccountKey|SharedAccessKey|AccountSecret)=(?<secret>[A-Za-z0-9+/=]{10,})|[?&]sig=[A-Za-z0-9%+/=]{10,}",
    ),
    (
        "package-token",
        r"\bnpm_[A-Za-z0-9]{20,}|\bpypi-[A-Za-z0-9_-]{16,}|\brubygems_[a-f0-9]{20,}|\bcio[A-Za-z0-9]{32}\b|\boy2[a-z0-9]{43}\b",
    ),
    (
        "mail-token",
        r"\bSG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b|\bxkeysib-[a-f0-9]{20,}",
    ),
    ("twilio-key", r"\bSK[0-9a-f]{32}\b|\bAC[0-9a-f]{32}\b"),
    (
        "vault-token",
        r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}|\b[sb]\.[A-Za-z0-9]{24}\b|\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{30,}",
    ),
    (
        "monitoring-token",
        r"\bglsa_[A-Za-z0-9_]{30,}|\bglc_[A-Za-z0-9+/=]{30,}|\bNRAK-[A-Z0-9]{20,}|\bNRJS-[a-f0-9]{19}|\bdd[ap]_?[a-z]*_?[a-f0-9]{32,40}\b|\bdt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{20,}|\bsntrys_[A-Za-z0-9+/=_]{20,}",
    ),
    ("nvidia-key", r"\bnvapi-[A-Za-z0-9_-]{40,}"),
    ("model-key", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}|\bhf_[A-Za-z0-9]{20,}"),
    (
        "cloud-token",
        r"\bdo[opr]_v1_[a-f0-9]{30,}|\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|\bdp\.(?:pt|st|ct|sa)\.[A-Za-z0-9._-]{20,}|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,}|\bATATT3[A-Za-z0-9_=-]{20,}|\blin_api_[A-Za-z0-9]{20,}|\bPMAK-[a-f0-9-]{30,}|\bpul-[a-f0-9]{40}\b|\bdapi[a-f0-9]{32}\b|\bEAACEdEose0cBA[A-Za-z0-9]+|\bsq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
    ),
    (
        "bot-token",
        r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b|\b[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
    ),
    (
        "password-hash",
        r"\$(?:1|2[aby]|5|6|y|argon2(?:id|i|d))\$[./A-Za-z0-9$,=+-]{8,}|\{SSHA(?:256|512)?\}[A-Za-z0-9+/=]{16,}",
    ),
    (vendors::KIND, vendors::TOKENS),
    ("url-password", r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:(?<secret>[^/\s]+)@"),
    ("bearer-token", r"(?i)\b(?:bearer|basic)\s+(?<secret>[A-Za-z0-9._~+/-]{8,}=*)"),
    (
        "assignment",
        r#"(?i)(?:pass(?:word|wd|phrase)?|pwd|secret(?:[-_]?key)?|secret[-_]?access[-_]?key|token|(?:api|auth|access|account|private|encryption)[-_]?key|credentials?|auth)["']?\s*=\s*(?:"(?<double>[^"]+)"|'(?<single>[^']+)'|["']?(?<secret>[^\s"'&;,<>`(][^\s"'&;,<>]*))"#,
    ),
];

/// True for the name of a kind.
pub(crate) fn is_kind(name: &str) -> bool {
    SOURCES.iter().any(|(kind, _)| *kind == name)
}
