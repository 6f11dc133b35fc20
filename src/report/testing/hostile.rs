//! Text that someone may put into a tag, a label or a name, and a way to put it everywhere.

use serde_json::Value;

/// An ordinary word; what it does to a report, a hostile one may do, no more.
pub(crate) const ORDINARY: &str = "Xyzzy";

/// Names that an AWS tag, a Kubernetes object or an image may carry.
pub(crate) const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- comment --> &lt;b&gt; &#x202e; &amp;",
    "[click](javascript:alert(1))",
    "![image](https://evil.test/pixel.png)",
    "see https://evil.test/ and <https://evil.test/> www.evil.test",
    "[ref]: https://evil.test/ \"title\"",
    "{{ cover.principal }} {% include \"page.html\" %} {# comment #}",
    "name {#anchor .class onclick=x}",
    "a | b \\| c || d",
    "`code` ``two`` ```three\\",
    "**not satisfied** __bold__ *em* _em_ ~~gone~~ ~x~ $y$",
    "# heading",
    "1. item",
    "1) item",
    "- item",
    "+ item",
    "> quote",
    "=====",
    "-----",
    "    indented code",
    "trailing backslash\\",
    " leading and trailing ",
    "line one\nline two\n\n# heading\n| a | b |\r\nend",
    "\u{1b}[31mred\u{1b}[0m \u{7} \u{0} \u{9b}1m",
    "abc\u{202e}fdp.exe\u{2066}x\u{2069} zero\u{200b}width \u{feff}",
    "=HYPERLINK(\"https://evil.test\")",
    "\"'><svg/onload=alert(1)>",
    "]]> --> */ </style> </title>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "javascript:alert(1)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "{% raw %}{{ 7 * 7 }}{% endraw %} ${7*7} #{7*7}",
    "\u{9b}31m\u{1b}]8;;https://evil.test\u{7}link\u{1b}]8;;\u{7}",
    "a\u{0}b\u{8}c\u{7f}d\u{85}e",
    "evil@evil.example",
    "see mailto:evil@evil.example, `evil@evil.example` or a|evil@evil.example|",
    "www.evil.example ftp://evil.example/a_b_c *https://evil.example*",
    "fill\u{3164}er \u{2800} \u{115f} \u{ffa0} \u{fffe} \u{e0041} \u{fe0f} soft\u{ad} line\u{2028}end\u{2029}",
    " =1+1",
    "",
];

/// All of them that are not empty, and two long ones that no report cuts: a word, and one of many cells.
pub(crate) fn corpus() -> Vec<String> {
    let short = HOSTILE.iter().filter(|value| !value.is_empty()).map(|value| (*value).to_owned());
    short.chain(["x".repeat(600), "a|`b".repeat(150)]).collect()
}

/// Tries each string on its own: one that the type refuses (an outcome, a date) is left.
pub(crate) fn plant<T: serde::Serialize + serde::de::DeserializeOwned>(original: &T, value: &str) -> T {
    plant_each(original, |_| value.to_owned())
}

/// As [`plant`], with a value for each string by its number.
pub(crate) fn plant_each<T>(original: &T, value: impl Fn(usize) -> String) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let mut json = serde_json::to_value(original).unwrap();
    for (number, pointer) in strings(&json, String::new()).into_iter().enumerate() {
        let before = std::mem::replace(json.pointer_mut(&pointer).unwrap(), Value::String(ORDINARY.into()));
        if T::deserialize(&json).is_err() {
            *json.pointer_mut(&pointer).unwrap() = before;
        } else {
            *json.pointer_mut(&pointer).unwrap() = Value::String(value(number));
        }
    }
    serde_json::from_value(json).unwrap()
}

fn strings(json: &Value, path: String) -> Vec<String> {
    match json {
        Value::String(_) => vec![path],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(i, item)| strings(item, format!("{path}/{i}"))).collect()
        }
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, item)| strings(item, format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))))
            .collect(),
        _ => Vec::new(),
    }
}
