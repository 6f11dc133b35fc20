//! Shared-responsibility compliance reports for Amazon EKS.
//!
//! One way of the data: `collect` reads AWS and writes exchanges; `evidence`
//! holds exchanges and facts; `analysis` derives what no single reply says;
//! `assess` judges the controls of `control` over facts; `report` renders;
//! `bundle` archives and verifies.

pub mod analysis;
pub mod assess;
pub mod bundle;
pub mod cli;
pub mod collect;
pub mod control;
pub mod engagement;
pub mod evidence;
pub mod report;
