//! The organisation's mark: on every document, refused where it would harm, rebuilt from the bundle.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::program::run;

const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quarterly-attestation/input/recording");

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 60, 20);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = (0..60 * 20u32).flat_map(|at| [(at % 60 * 4) as u8, 40, 90, 255 - (at % 3) as u8]).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

fn attest(folder: &Path, branding: &str, formats: &str) -> (Output, PathBuf) {
    let file = folder.join("engagement.yaml");
    let out = folder.join("bundle");
    fs::write(&file, format!("organisation: Alder\nsystem: Payments\nbranding: {branding}\n")).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let arguments = ["attest", "--replay", RECORDING, "--engagement", &text(&file), "--out", &text(&out)];
    (run(&[&arguments[..], &["--format", formats]].concat()), out)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_mark_is_on_every_document_and_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logo.png"), png()).unwrap();
    let branding = "{logo: logo.png, colour: '#5b2a86', classification: 'STRICTLY <INTERNAL>'}";
    let (output, out) = attest(folder.path(), branding, "md,html,pdf,xlsx,csv");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let read = |name: &str| fs::read(out.join("data").join(name)).unwrap();
    let words = |name: &str| String::from_utf8(read(name)).unwrap();
    assert!(words("reports/attestation.md").contains("\n**Classification: STRICTLY &lt;INTERNAL&gt;**\n"));
    let html = words("reports/attestation.html");
    assert!(html.contains(r#"aria-label="Classification">STRICTLY &lt;INTERNAL&gt;</p>"#));
    assert!(html.contains(r#"src="data:image/png;base64,"#) && html.contains(r#"alt="Logo of Alder""#));
    assert!(html.contains("--accent: #5b2a86;") && html.contains("img-src data:;"));
    assert_eq!(read("engagement/logo.png"), png());
    let pdf = lopdf::Document::load_mem(&read("reports/attestation.pdf")).unwrap();
    // Logo and classification take room on the cover, which is to stay one page.
    assert!(pdf.extract_text(&[2]).unwrap().contains("Contents"), "{:?}", pdf.extract_text(&[2]));
    let pictures = pdf.objects.values().filter_map(|object| object.as_stream().ok()).filter(|stream| {
        stream.dict.get(b"Subtype").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"Image")
    });
    assert_eq!(pictures.count(), 1);
    let alternatives = pdf.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"Alt").ok()?.as_str().ok());
    assert!(alternatives.into_iter().any(|text| text == b"Logo of Alder"));
    let output = run(&["verify", "--reperform", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    fs::write(out.join("data/exports/findings.csv"), "Finding\r\n").unwrap();
    let output = run(&["verify", "--reperform", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stdout).contains("exports/findings.csv"));
}

#[test]
fn a_mark_that_would_harm_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    fs::write(folder.path().join("logo.svg"), svg).unwrap();
    fs::write(folder.path().join("text.png"), "no picture").unwrap();
    for (branding, words) in [
        ("{colour: '#ffcc00'}", "4.5:1"),
        ("{colour: blue}", "`blue` is not a colour"),
        ("{logo: logo.svg}", "the PDF shows PNG only"),
        ("{logo: text.png}", "`text.png` cannot be used"),
        ("{logo: ../logo.png}", "cannot be kept in a bundle"),
        ("{logo: none.png}", "cannot be read"),
        ("{color: '#000000'}", "did you mean `colour`?"),
    ] {
        let (output, out) = attest(folder.path(), branding, "md,pdf");
        assert_eq!(output.status.code(), Some(2), "{branding}: {}", said(&output));
        assert!(said(&output).contains(words), "{branding}: {}", said(&output));
        assert!(!out.exists());
    }
    // In HTML an SVG is shown as a picture, which runs nothing.
    let (output, out) = attest(folder.path(), "{logo: logo.svg}", "md,html");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let html = fs::read_to_string(out.join("data/reports/attestation.html")).unwrap();
    assert!(html.contains("data:image/svg+xml;base64,") && html.matches("<script>").count() == 1);
}
