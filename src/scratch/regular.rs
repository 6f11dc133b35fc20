//! Reading files that people name: a pipe would be waited for, a device would never end.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

/// The bytes of the regular file at `path`; links are followed, as a mounted ConfigMap needs it.
///
/// # Errors
/// When it is something else or larger than `limit` bytes, and what the file system refuses.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Told before it is opened: opening a pipe waits for its other end.
    refuse_other(&path.metadata()?)?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    refuse_other(&metadata)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes, the most that is read")));
    }
    Ok(bytes)
}

/// As [`read`], for text.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    String::from_utf8(read(path, limit)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

fn refuse_other(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let what = if metadata.is_dir() {
        "it is a folder"
    } else {
        "it is neither a file nor a folder: pipes, sockets and devices are not read"
    };
    Err(io::Error::other(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_only_regular_files_within_the_limit_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        std::fs::write(&file, "12345").unwrap();
        assert_eq!(read(&file, 5).unwrap(), b"12345");
        assert!(read(&file, 4).unwrap_err().to_string().contains("larger than 4 bytes"));
        assert!(read(folder.path(), 5).unwrap_err().to_string().contains("it is a folder"));
        if cfg!(unix) {
            assert!(read(Path::new("/dev/zero"), 5).unwrap_err().to_string().contains("devices are not read"));
        }
    }
}
