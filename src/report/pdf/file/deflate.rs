//! Compression beside the layout: a second thread deflates what is done.
//!
//! Each stream is deflated by itself, so that the bytes do not depend on which
//! thread took it, or on whether there was a second one.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bytes of a stream.
pub(super) enum Data {
    /// White space may be added at the end: operators, objects.
    Operators(Vec<u8>),
    /// To be read back as they are: a font, a file.
    Exact(Arc<[u8]>),
}

/// A deflated stream.
pub(super) struct Deflated {
    pub(super) bytes: Vec<u8>,
    /// Written in ASCII over the deflated bytes.
    pub(super) ascii: bool,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<(usize, Data)>,
    done: Vec<Option<Deflated>>,
    closed: bool,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    more: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; waits for one until the queue is closed.
    fn next(&self) -> Option<(usize, Data)> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.more.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self) -> std::io::Result<()> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        while let Some((index, data)) = self.next() {
            let deflated = deflate(&mut encoder, data)?;
            self.lock().done[index] = Some(deflated);
        }
        Ok(())
    }
}

/// The queue and the thread that works on it.
pub(super) struct Deflater {
    queue: Arc<Queue>,
    helper: Option<JoinHandle<std::io::Result<()>>>,
}

impl Deflater {
    pub(super) fn new() -> Self {
        Self { queue: Arc::default(), helper: None }
    }

    /// Takes a stream; returns its place among the results.
    pub(super) fn push(&mut self, data: Data) -> usize {
        let mut state = self.queue.lock();
        let index = state.done.len();
        if index == 1 {
            let theirs = Arc::clone(&self.queue);
            // Where no thread can be had, all is done at the end.
            self.helper = std::thread::Builder::new().spawn(move || theirs.work()).ok();
        }
        state.done.push(None);
        state.jobs.push_back((index, data));
        self.queue.more.notify_one();
        index
    }

    /// All streams, in the order in which they came.
    pub(super) fn finish(mut self) -> std::io::Result<Vec<Deflated>> {
        self.close();
        self.queue.work()?;
        if let Some(helper) = self.helper.take() {
            helper.join().map_err(|_| std::io::Error::other("the compressing thread broke off"))??;
        }
        let done = std::mem::take(&mut self.queue.lock().done);
        let whole: Option<Vec<Deflated>> = done.into_iter().collect();
        whole.ok_or_else(|| std::io::Error::other("a stream was left out"))
    }

    fn close(&self) {
        self.queue.lock().closed = true;
        self.queue.more.notify_all();
    }
}

impl Drop for Deflater {
    /// An error elsewhere leaves no thread behind.
    fn drop(&mut self) {
        self.close();
    }
}

/// Deflates one stream. A stream that ends in the byte of a line end is taken by
/// some readers to be one byte shorter: such bytes get another end.
fn deflate(encoder: &mut ZlibEncoder<Vec<u8>>, data: Data) -> std::io::Result<Deflated> {
    let ends_line = |bytes: &[u8]| matches!(bytes.last(), Some(b'\r' | b'\n'));
    let mut pack = |bytes: &[u8]| -> std::io::Result<Vec<u8>> {
        encoder.write_all(bytes)?;
        encoder.reset(Vec::with_capacity(bytes.len() / 4))
    };
    match data {
        Data::Operators(mut content) => {
            let mut bytes = pack(&content)?;
            while ends_line(&bytes) {
                content.push(b' ');
                bytes = pack(&content)?;
            }
            Ok(Deflated { bytes, ascii: false })
        }
        Data::Exact(content) => {
            let bytes = pack(&content)?;
            let ascii = ends_line(&bytes);
            Ok(Deflated { bytes: if ascii { ascii85(&bytes) } else { bytes }, ascii })
        }
    }
}

/// ISO 32000-1, 7.4.3.
fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 5 + 8);
    for chunk in bytes.chunks(4) {
        let mut group = [0; 4];
        group[..chunk.len()].copy_from_slice(chunk);
        let mut value = u32::from_be_bytes(group);
        if value == 0 && chunk.len() == 4 {
            out.push(b'z');
            continue;
        }
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = b'!' + (value % 85) as u8;
            value /= 85;
        }
        out.extend_from_slice(&digits[..=chunk.len()]);
    }
    out.extend_from_slice(b"~>");
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::Read;

    use super::*;

    fn inflate(bytes: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain).unwrap();
        plain
    }

    /// Deflated bytes end in a checksum: some text in 256 ends in a line end.
    fn ending_a_line() -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        let texts = (0u32..).map(|number| format!("{number} text").into_bytes());
        let mut ends = |text: &Vec<u8>| {
            encoder.write_all(text).unwrap();
            encoder.reset(Vec::new()).unwrap().ends_with(b"\n")
        };
        texts.into_iter().find(|text| ends(text)).unwrap()
    }

    #[test]
    fn no_stream_ends_in_a_line_end() {
        let text = ending_a_line();
        let mut deflater = Deflater::new();
        deflater.push(Data::Operators(text.clone()));
        deflater.push(Data::Exact(text.clone().into()));
        let done = deflater.finish().unwrap();
        assert_eq!(inflate(&done[0].bytes).trim_ascii_end(), text);
        assert_ne!(done[0].bytes.last(), Some(&b'\n'));
        assert!(done[1].ascii && done[1].bytes.ends_with(b"~>"));
    }

    #[test]
    fn ascii_85_is_that_of_the_standard() {
        assert_eq!(ascii85(b"Man sure."), b"9jqo^F*2M7/c~>");
        assert_eq!(ascii85(b"Man \0\0\0\0"), b"9jqo^z~>");
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let mut deflater = Deflater::new();
        for number in 0u32..500 {
            assert_eq!(deflater.push(Data::Operators(number.to_string().into_bytes())), number as usize);
        }
        for (number, done) in deflater.finish().unwrap().into_iter().enumerate() {
            assert_eq!(String::from_utf8(inflate(&done.bytes)).unwrap().trim_end(), number.to_string());
        }
    }
}
