//! What no single API reply says: compute types, reach, policies, capacity. Pure.
