//! Declared operations: each is asked what its declaration says, after everything that its requests are made from.

use aws_config::SdkConfig;
use futures::future::join_all;
use serde_json::Value;

use super::{Scope, generic};
use crate::collect::stated::Stated;
use crate::evidence::declared::{Asked, in_order};
use crate::evidence::exchange::Request;
use crate::evidence::fact::Facts;
use crate::evidence::topic::declaration::Descriptor;

/// Requests that are under way at one time, of one operation.
const AT_ONCE: usize = 8;

/// Reads the declared topics in scope. `so_far` gives the facts of what was read already.
pub(in crate::collect) async fn read(config: &SdkConfig, scope: &Scope, so_far: &(dyn Fn() -> Facts + Sync)) {
    let declared = scope.topics.iter().filter_map(|topic| topic.declaration());
    for descriptor in in_order(declared.collect()) {
        let facts = descriptor.source.map(|topic| (topic, so_far()));
        let facts = facts.iter().flat_map(|(topic, facts)| facts.of(*topic));
        let sources = facts.map(|fact| (fact.key.as_str(), fact.clusters.iter().cloned().collect(), fact.to_json()));
        let asked: Vec<Asked> = descriptor.requests(sources).asked.into_values().collect();
        for asked in asked.chunks(AT_ONCE) {
            join_all(asked.iter().map(|asked| pages(config, descriptor, asked))).await;
        }
    }
}

/// All pages of one request. A page that fails ends the list: the failure is recorded.
async fn pages(config: &SdkConfig, descriptor: &'static Descriptor, asked: &Asked) {
    let mut parameters = asked.parameters.clone();
    loop {
        let Some(body) = generic::call(config, descriptor, &parameters).await else { return };
        let Some(parameter) = descriptor.page_parameter() else { return };
        let request = Request {
            service: descriptor.service.name.clone(),
            operation: descriptor.operation.clone(),
            region: String::new(),
            parameters: Default::default(),
        };
        let Some(token) = Stated::of(&request, &body).and_then(|stated| stated.next_token) else { return };
        parameters.insert(parameter.to_owned(), Value::String(token));
    }
}
