#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

mod dump {
    use super::*;

    #[test]
    fn dump() {
        let (assessment, run) = testing::example();
        let templates = Templates::embedded().unwrap_or_else(|e| panic!("{e}"));
        let markdown = markdown(&assessment, &run, &templates).unwrap_or_else(|e| panic!("{e}"));
        std::fs::write("/tmp/report.md", &markdown).unwrap();
        let document = document(&markdown).unwrap();
        let meta = HtmlMeta { generator: "eks-attest 0.1.0".into(), description: "Alder Payments Ltd · as of 2026-06-30 18:00:00 UTC".into() };
        std::fs::write("/tmp/report.html", html(&document, &meta, &templates).unwrap()).unwrap();
    }
}
