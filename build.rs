//! Rebuilds the crate when a file that it embeds is added or removed: the
//! embedding macros only notice changes to files that were there.

fn main() {
    for folder in ["controls", "templates", "examples/quarterly-attestation/input", "assets"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
