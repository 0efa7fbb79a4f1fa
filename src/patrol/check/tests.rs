//! Each rule catches a plan broken by hand, and a good plan passes.
