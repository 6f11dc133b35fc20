//! D11: files that are not files, and small ones that would become large.

use super::*;

#[cfg(unix)]
#[test]
fn d11_only_regular_files_are_read() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.yaml")).status();
    let pipe = made.is_ok_and(|status| status.success());
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.json")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.yaml")).unwrap();
    fs::create_dir(folder.path().join("folder.yaml")).unwrap();
    fs::write(folder.path().join("folder.yaml/pod.yaml"), pod("p", "")).unwrap();
    let said = problems_at(folder.path());
    assert!(said.contains("not_a_file socket.json") && said.contains("not_a_file zero.yaml"), "{said}");
    assert_eq!(said.contains("not_a_file pipe.yaml"), pipe, "{said}");
    assert!(problems_at(Path::new("/dev/zero")).contains("not_a_file"));
    drop(socket);
}

#[test]
fn d11_what_unfolds_or_nests_without_end_is_refused() {
    let layers = (1..10).map(|layer| {
        let of: Vec<String> = (0..10).map(|_| format!("*a{}", layer - 1)).collect();
        format!("a{layer}: &a{layer} [{}]\n", of.join(","))
    });
    let laughs: String = std::iter::once("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned()).chain(layers).collect();
    let long = format!("a: &a \"{}\"\nb: [{}]\n", "y".repeat(500_000), vec!["*a"; 9_000].join(","));
    for (name, text) in [
        ("laughs.yaml", laughs),
        ("long.yaml", long),
        ("flow.yaml", format!("a: {}{}\n", "[".repeat(5_000), "]".repeat(5_000))),
        ("block.yaml", (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("deep.json", "[".repeat(100_000)),
        ("objects.json", format!("[{}0]", "{\"\":0},".repeat(600_000))),
        ("lists.json", format!("{}{}", r#"{"kind":"List","apiVersion":"v1","items":["#.repeat(40), "]}".repeat(40))),
    ] {
        let said = problems(&[(name, &text)]);
        assert!(said.contains("too_many_values") || said.contains("too_deep"), "{name}: {said}");
    }
}

#[test]
fn d11_items_that_are_none_are_refused() {
    for (items, wanted) in [
        ("[5]", "at items[0]: an item of the list is not an object"),
        ("{}", "`items` is not a list"),
        ("\"x\"", "`items` is not a list"),
    ] {
        let said = problems(&[("a.json", &format!(r#"{{"kind": "List", "apiVersion": "v1", "items": {items}}}"#))]);
        assert!(said.contains(wanted), "{items}: {said}");
    }
    let many = format!(r#"{{"kind": "List", "apiVersion": "v1", "items": [{}5]}}"#, "5,".repeat(5_000));
    let error = Dump::read(folder(&[("a.json", &many)]).path(), None).err().unwrap().to_string();
    assert!(error.contains("5001 problems, of which 200 are shown"), "{error}");
}
