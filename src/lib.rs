//! Shared-responsibility compliance reports for Amazon EKS.
//!
//! One way of the data: `collect` reads AWS and writes exchanges; `evidence`
//! holds exchanges and facts; `normalise` makes facts of exchanges; `analysis`
//! derives what no single reply says;
//! `assess` judges the controls of `control` over facts; `report` renders,
//! `export` writes tables; `bundle` archives and verifies. `scratch` holds what is
//! not finished yet. `run` puts all of it in order: begin there to attest from a
//! program of your own. `cli` is the command line over it.

pub mod analysis;
pub mod assess;
pub mod bundle;
pub mod cli;
pub mod collect;
pub mod control;
pub mod engagement;
pub mod evidence;
pub mod export;
pub mod file;
pub mod normalise;
pub mod report;
pub mod run;
pub mod scratch;
