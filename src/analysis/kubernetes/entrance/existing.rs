//! What exists behind the host names of a Service or Ingress.

use crate::analysis::derived::{Derived, Sources};
use crate::analysis::kubernetes::load_balancer::{LoadBalancers, complete};
use crate::analysis::kubernetes::view::View;
use crate::evidence::model::analysis_kubernetes::Entrance;
use crate::evidence::model::analysis_load_balancer::LoadBalancer;
use crate::evidence::scalar::Flag;

/// Whether the internet reaches an entrance, and what says so.
#[derive(Clone, Copy, Default)]
pub(super) struct Facing {
    pub(super) public: Option<bool>,
    pub(super) from: Option<&'static str>,
}

impl Facing {
    /// What the object asks for, where nothing shows what exists.
    pub(super) fn declared(public: Option<bool>) -> Self {
        Self { public, from: public.map(|_| "declaration") }
    }
}

/// The load balancers that the names lead to.
pub(super) struct Existing<'b> {
    names: usize,
    found: Vec<&'b Derived<LoadBalancer>>,
    facing: Option<Facing>,
    complete: bool,
}

impl<'b> Existing<'b> {
    pub(super) fn of(view: &View<'_>, names: &[String], balancers: &'b LoadBalancers) -> Self {
        let found: Vec<&Derived<LoadBalancer>> = names.iter().filter_map(|name| balancers.at(name)).collect();
        let complete = complete(view);
        let by_elb =
            |name: &String| balancers.at(name).and_then(|found| found.value.internet_facing).map(|flag| flag.0);
        let seen: Vec<Option<bool>> =
            names.iter().map(|name| by_elb(name).or_else(|| public_by_name(std::slice::from_ref(name)))).collect();
        let public = decide(&seen);
        let from = if found.len() == names.len() { "load-balancer" } else { "host-name" };
        let facing = match public {
            _ if names.is_empty() => None,
            Some(public) => Some(Facing { public: Some(public), from: Some(from) }),
            // It is there, and what it is cannot be told: what was asked for says nothing of it.
            None => (complete || !found.is_empty()).then(Facing::default),
        };
        Self { names: names.len(), found, facing, complete }
    }

    /// `None` while nothing exists, or nothing is known of it.
    pub(super) fn facing(&self) -> Option<Facing> {
        self.facing
    }

    /// True when one of its listeners ends TLS; `None` unless all of them are known.
    pub(super) fn ends_tls(&self) -> Option<bool> {
        if self.found.is_empty() || self.found.len() != self.names {
            return None;
        }
        let mut ends = false;
        for balancer in &self.found {
            for listener in balancer.value.listeners.as_ref()? {
                ends |= listener.tls?.0;
            }
        }
        Some(ends)
    }

    /// True when tags say that an Application Load Balancer was made for Ingresses. A class may have any name.
    pub(super) fn made_for_ingresses(&self) -> bool {
        self.found.iter().any(|balancer| {
            let value = &balancer.value;
            let of_ingress = value.made_for.as_ref().is_some_and(|object| object.contains("/Ingress/"));
            value.load_balancer_type.as_deref() == Some("application") && (of_ingress || value.ingress_group.is_some())
        })
    }

    /// True when no other Service or Ingress has the same load balancers.
    pub(super) fn alone(&self) -> bool {
        self.found.iter().all(|balancer| balancer.value.serves.as_ref().is_some_and(|served| served.len() == 1))
    }

    /// Adds what exists to the entrance.
    pub(super) fn add_to(&self, entrance: &mut Entrance, sources: &mut Sources) {
        for balancer in &self.found {
            sources.merge(&balancer.sources);
        }
        let key = |balancer: &&Derived<LoadBalancer>| {
            let value = &balancer.value;
            Some(format!(
                "{}/{}/{}",
                value.cluster_name.as_ref()?,
                value.load_balancer_type.as_ref()?,
                value.name.as_ref()?
            ))
        };
        if self.complete || !self.found.is_empty() {
            entrance.load_balancers = Some(self.found.iter().filter_map(key).collect());
        }
    }
}

/// The members of an entrance that say whether the internet reaches it.
pub(super) fn set(entrance: &mut Entrance, facing: Facing, declared: Option<bool>) {
    entrance.internet_facing = facing.public.map(Flag);
    entrance.internet_facing_from = facing.from.map(str::to_owned);
    entrance.declared_internet_facing = declared.map(Flag);
}

fn decide(seen: &[Option<bool>]) -> Option<bool> {
    if seen.contains(&Some(true)) {
        return Some(true);
    }
    (!seen.is_empty() && seen.iter().all(|public| *public == Some(false))).then_some(false)
}

/// What the names of load balancers say of their scheme. Classic and
/// Application Load Balancers, `NAME.REGION.elb.amazonaws.com`, are internal
/// when the name starts so, and public when it does not; the names of Network
/// Load Balancers, `NAME.elb.REGION.amazonaws.com`, and of others say nothing.
/// Source: Elastic Load Balancing User Guides, "Load balancer scheme".
fn public_by_name(hosts: &[String]) -> Option<bool> {
    let says = |host: &String| host.ends_with(".elb.amazonaws.com") || host.ends_with(".elb.amazonaws.com.cn");
    let public = |host: &String| !host.starts_with("internal-");
    if hosts.iter().any(|host| says(host) && public(host)) {
        return Some(true);
    }
    (!hosts.is_empty() && hosts.iter().all(says)).then_some(false)
}
