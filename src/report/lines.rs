//! Lines of rendered Markdown, apart from those of its code.

/// Lines, each with whether it stands inside a fenced block.
pub(super) struct Lines<'a> {
    lines: std::str::Lines<'a>,
    /// The fence of the block that is open.
    fence: Option<&'a str>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(markdown: &'a str) -> Self {
        Self { lines: markdown.lines(), fence: None }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (&'a str, bool);

    /// The line that opens a block is not inside of it, the one that closes it is.
    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.next()?;
        let ticks = line.len() - line.trim_start_matches('`').len();
        let inside = self.fence.is_some();
        self.fence = match self.fence {
            None if ticks >= 3 => Some(&line[..ticks]),
            Some(open) if line == open => None,
            unchanged => unchanged,
        };
        Some((line, inside))
    }
}

/// Folds runs of empty lines into one and drops spaces at line ends, outside
/// of code, so that conditions in templates leave no holes.
pub(super) fn tidy(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut empty_lines = 1;
    for (line, code) in Lines::of(markdown) {
        if !code && line.trim().is_empty() {
            empty_lines += 1;
            continue;
        }
        if empty_lines > 0 && !out.is_empty() && !code {
            out.push('\n');
        }
        empty_lines = 0;
        out.push_str(if code { line } else { line.trim_end() });
        out.push('\n');
    }
    out
}
