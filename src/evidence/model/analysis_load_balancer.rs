//! Load balancers as they are derived: who they serve and what they let in.

use super::api_shapes;
use super::kubernetes::Text;
use crate::evidence::scalar::{Flag, Number};

api_shapes! {
    /// A load balancer that serves a cluster: its tags name the cluster, or the status of a Service or Ingress names it.
    LoadBalancer {
        cluster_name: String,
        /// `application`, `network`, `gateway` or `classic`.
        #[serde(rename = "type")]
        load_balancer_type: String,
        name: String,
        /// Absent for a Classic Load Balancer, which has none.
        arn: String,
        dns_name: String,
        vpc_id: String,
        /// Its actual scheme.
        internet_facing: Flag,
        security_groups: Vec<String>,
        tags: Text,
        /// The object that it was made for, by the tags of its controller: `namespace/Service/name` or
        /// `namespace/Ingress/name`; absent where no tag names one.
        made_for: String,
        /// The group of Ingresses that it was made for, by the tags of its controller.
        ingress_group: String,
        /// Services and Ingresses whose status names it, as `namespace/kind/name`; absent unless both were read to their end.
        serves: Vec<String>,
        /// False when the object that it was made for is gone, or has another load balancer now; absent when no tag says
        /// what it was made for, when Services and Ingresses were not read, or while one may still be served by it.
        has_object: Flag,
        /// Absent unless they were read to their end.
        listeners: Vec<Listener>,
        /// Absent unless its attributes were read. A Network Load Balancer writes lines for TLS listeners alone.
        access_logs: Flag,
        /// Its attributes by their keys; of a Classic Load Balancer the additional ones.
        attributes: Text,
    }
    /// One listener.
    Listener {
        port: Number,
        /// `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `GENEVE`, `QUIC`, `TCP_QUIC`; of a Classic Load Balancer also `SSL`.
        protocol: String,
        /// True when the load balancer itself ends TLS.
        tls: Flag,
        /// The security policy; of a Classic Load Balancer the predefined one that its policy was made from.
        ssl_policy: String,
        /// Protocol versions before TLS 1.2 that a Classic Load Balancer's policy lets in; absent for all others, whose
        /// policies are known by name.
        old_protocols: Vec<String>,
        certificates: Vec<String>,
        /// Of an HTTP listener: true when a rule or the default action does anything but redirect to HTTPS or give a
        /// fixed response; absent when its rules were not read.
        forwards_clear_text: Flag,
    }
}
