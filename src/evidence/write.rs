//! Facts as they are stored, written fact by fact: in one piece they would take as much memory again as everything else
//! that is known of a large cluster.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::canonical;
use super::fact::{Fact, Facts};

/// Levels above a fact: the document, its topics, the list of a topic.
const DEPTH: usize = 3;
/// Bytes that are written at once.
const PIECE: usize = 64 << 10;

impl Facts {
    /// Writes the bytes that [`canonical::to_vec`] gives.
    ///
    /// # Errors
    /// When `out` takes no more, or a value cannot be written as JSON.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let head = canonical::to_vec(&self.without_topics())?;
        // "topics" is the last member in the order of the names.
        let Some(before) = head.strip_suffix(b"{}\n}\n") else {
            return out.write_all(&canonical::to_vec(self)?);
        };
        out.write_all(before)?;
        let mut topics: Vec<(&str, &[Fact])> =
            self.topics.iter().map(|(topic, facts)| (topic.as_str(), facts.as_slice())).collect();
        topics.sort_unstable_by_key(|(topic, _)| *topic);
        let mut opening = "{";
        for (topic, facts) in &topics {
            write!(out, "{opening}\n    \"{topic}\": [")?;
            write_list(facts, out)?;
            opening = ",";
        }
        out.write_all(if topics.is_empty() { b"{}\n}\n" } else { b"\n  }\n}\n" })
    }

    fn without_topics(&self) -> Self {
        Self {
            account: self.account.clone(),
            clusters: self.clusters.clone(),
            coverage: self.coverage.clone(),
            finished_at: self.finished_at,
            gaps: self.gaps.clone(),
            notes: self.notes.clone(),
            principal: self.principal.clone(),
            region: self.region.clone(),
            schema: self.schema.clone(),
            started_at: self.started_at,
            topics: BTreeMap::new(),
        }
    }
}

fn write_list(facts: &[Fact], out: &mut dyn Write) -> io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE);
    for (number, fact) in facts.iter().enumerate() {
        piece.extend_from_slice(if number > 0 { b",\n      " } else { b"\n      " });
        piece = canonical::append(piece, fact, DEPTH)?;
        if piece.len() >= PIECE {
            out.write_all(&piece)?;
            piece.clear();
        }
    }
    piece.extend_from_slice(if facts.is_empty() { b"]" } else { b"\n    ]" });
    out.write_all(&piece)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::evidence::fact::{Coverage, SCHEMA};
    use crate::evidence::topic::Topic;

    #[test]
    fn what_is_written_fact_by_fact_is_the_canonical_form() {
        let time = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut facts = Facts {
            account: "111122223333".into(),
            clusters: BTreeSet::from(["a\"b".to_owned()]),
            coverage: vec![Coverage {
                topic: Topic::EksCluster,
                cluster: None,
                items: 1,
                pages: 1,
                exchanges: BTreeSet::from(["x".to_owned()]),
            }],
            finished_at: time,
            gaps: Vec::new(),
            notes: Vec::new(),
            principal: "arn".into(),
            region: "eu-west-1".into(),
            schema: SCHEMA.into(),
            started_at: time,
            topics: BTreeMap::new(),
        };
        let written = |facts: &Facts| {
            let mut out = Vec::new();
            facts.write_to(&mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let due = |facts: &Facts| String::from_utf8(canonical::to_vec(facts).unwrap()).unwrap();
        assert_eq!(written(&facts), due(&facts));
        facts.topics.insert(Topic::KubernetesWorkload, Vec::new());
        assert_eq!(written(&facts), due(&facts));
        let value = json!({"z": [{}, {"b": 1, "a": [[], "x"]}], "a": null, "long": "y".repeat(50_000)});
        let fact = |n: usize| Fact {
            clusters: Default::default(),
            exchanges: [format!("{n}")].into(),
            key: format!("k{n}"),
            observed_at: time,
            value: value.clone().into(),
        };
        facts.topics.insert(Topic::EksCluster, (0..5).map(fact).collect());
        facts.topics.insert(Topic::Ec2Volume, vec![fact(7)]);
        assert_eq!(written(&facts), due(&facts));
    }
}
