//! Controls: what is judged, by which rule, mapped to which framework, owned by whom.

pub mod condition;


pub mod model;





