//! Ages as controls write them: `24h`, `90d`.

use chrono::Duration;

/// The duration that `text` names: a whole positive number with `m`, `h` or `d`.
#[must_use]
pub fn parse_age(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok().filter(|number| (1..=1_000_000).contains(number))?;
    match unit {
        'm' => Duration::try_minutes(number),
        'h' => Duration::try_hours(number),
        'd' => Duration::try_days(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_a_number_and_a_unit() {
        assert_eq!(parse_age("24h"), parse_age("1d"));
        assert_eq!(parse_age("90d").map(|age| age.num_hours()), Some(2160));
        for text in ["", "24", "h", "-1h", "0d", "1w", "1.5h", "24 h", "99999999999d", "é"] {
            assert_eq!(parse_age(text), None, "{text}");
        }
    }
}
