//! The progress of a run as lines of a display.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::terminal::{self, Display, Step};
use crate::run::Progress;

/// A line for each step that is under way.
pub(super) struct Bars<'a> {
    display: &'a Display,
    steps: Mutex<BTreeMap<String, Step>>,
}

impl<'a> Bars<'a> {
    pub(super) fn on(display: &'a Display) -> Self {
        Self { display, steps: Mutex::default() }
    }
}

impl Progress for Bars<'_> {
    fn started(&self, label: &str) {
        let step = self.display.step(label);
        if let Ok(mut steps) = self.steps.lock() {
            steps.insert(label.to_owned(), step);
        }
    }

    fn noted(&self, words: &str) {
        terminal::note(words);
    }

    fn finished(&self, label: &str) {
        if let Ok(mut steps) = self.steps.lock() {
            steps.remove(label);
        }
    }
}
