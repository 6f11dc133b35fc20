//! Numbers and strings as a PDF writes them.

use crate::report::pdf::shape::visible;

/// A whole number.
pub(crate) fn integer(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// A number with at most as many decimals as `scale` (10, 100, 1000) has zeros.
pub(crate) fn decimal(out: &mut Vec<u8>, value: f32, scale: i64) {
    let scaled = (f64::from(value) * scale as f64).round() as i64;
    if scaled < 0 {
        out.push(b'-');
    }
    let scaled = scaled.abs();
    integer(out, scaled / scale);
    let (mut rest, mut place) = (scaled % scale, scale / 10);
    if rest > 0 {
        out.push(b'.');
    }
    while rest > 0 {
        out.push(b'0' + (rest / place) as u8);
        rest %= place;
        place /= 10;
    }
}

/// A text string (ISO 32000-1, 7.9.2.2): in ASCII where it can be, else UTF-16.
pub(crate) fn text(value: &str) -> String {
    let plain = visible(value);
    if !plain.is_ascii() {
        return utf16_hex(&plain);
    }
    let mut out = String::with_capacity(plain.len() + 2);
    out.push('(');
    for character in plain.chars() {
        if matches!(character, '(' | ')' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push(')');
    out
}

/// A string of UTF-16 with a byte order mark, in hexadecimal digits.
pub(crate) fn utf16_hex(value: &str) -> String {
    let units = value.encode_utf16().map(|unit| format!("{unit:04X}"));
    std::iter::once("<FEFF".to_owned()).chain(units).chain([">".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f32, scale: i64) -> String {
        let mut out = Vec::new();
        decimal(&mut out, value, scale);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_need() {
        let numbers = [(12.0, "12"), (0.5, "0.5"), (-0.25, "-0.25"), (3.101, "3.1"), (-7.006, "-7.01"), (0.004, "0")];
        for (value, expected) in numbers {
            assert_eq!(written(value, 100), expected);
        }
        assert_eq!(written(1.05, 10), "1");
        assert_eq!(written(-1234.06, 100), "-1234.06");
    }

    #[test]
    fn strings_are_closed_where_they_end() {
        assert_eq!(text("a(b)\\"), "(a\\(b\\)\\\\)");
        assert_eq!(text("ä"), "<FEFF00E4>");
        assert_eq!(text("a\u{202E}"), "(a[U+202E])");
    }
}
