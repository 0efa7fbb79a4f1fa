//! Demands → problem → solver → routes → explanation. The heart.

pub mod solve;
