use std::fs;

use tempfile::TempDir;

use super::*;
use crate::evidence::recording::binding::tests::recording;

fn stored() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new").join("recording");
    write(&recording(), &path).unwrap();
    (folder, path)
}

#[test]
fn what_is_written_is_read_and_nothing_else_is_left() {
    let (_folder, path) = stored();
    assert_eq!(read(&path).unwrap(), recording());
    assert_eq!(entries(path.parent().unwrap()).unwrap().len(), 1);
}

#[test]
fn nothing_is_overwritten() {
    let (_folder, path) = stored();
    assert!(matches!(write(&recording(), &path), Err(StoreError::Exists(_))));
}

#[test]
fn what_is_missing_or_altered_is_named() {
    for name in ["run.json", "exchanges.json", &recording().exchanges[0].reply_path().unwrap()] {
        let (_folder, path) = stored();
        fs::remove_file(path.join(name)).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
    let (_folder, path) = stored();
    let reply = recording().exchanges[0].reply_path().unwrap();
    fs::write(path.join(&reply), br#"{"clusters":[ ]}"#).unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains(&reply), "{error}");
}

#[test]
fn what_does_not_belong_is_refused() {
    for name in ["notes.txt", ".hidden", "replies/x.txt", "replies/.x.json", "replies/eks.ListClusters.0000.json"] {
        let (_folder, path) = stored();
        fs::write(path.join(name), "{}").unwrap();
        assert!(matches!(read(&path), Err(StoreError::Foreign(_))), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    for name in ["run.json", &recording().exchanges[0].reply_path().unwrap()] {
        let (folder, path) = stored();
        let elsewhere = folder.path().join("elsewhere");
        fs::rename(path.join(name), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, path.join(name)).unwrap();
        assert!(matches!(read(&path), Err(StoreError::Foreign(_))), "{name}");
    }
}
