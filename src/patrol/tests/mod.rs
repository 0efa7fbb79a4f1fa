//! Plans of small counties made by hand.
