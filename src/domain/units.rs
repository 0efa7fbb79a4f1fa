//! Units that must not be mixed: metres, seconds, milli-points.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// A length on the ground, in metres. Never NaN: [`Metres::new`] turns NaN into zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(f64);

impl Metres {
    /// No length.
    pub const ZERO: Self = Self(0.0);

    /// A length in metres; NaN becomes zero so that comparisons are total.
    #[must_use]
    pub const fn new(metres: f64) -> Self {
        if metres.is_nan() { Self(0.0) } else { Self(metres) }
    }

    /// The number of metres.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The number of kilometres.
    #[must_use]
    pub const fn km(self) -> f64 {
        self.0 / 1000.0
    }
}

impl Add for Metres {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Metres {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl AddAssign for Metres {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sum for Metres {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}
impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 1000.0 { write!(f, "{:.1} km", self.km()) } else { write!(f, "{:.0} m", self.0) }
    }
}

macro_rules! integer_unit {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// Wraps the number.
            #[must_use]
            pub const fn new(value: $inner) -> Self {
                Self(value)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }
        }
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                iter.fold(Self::ZERO, Add::add)
            }
        }
    };
}

integer_unit!(
    /// A duration, or a moment counted from local midnight of a shift's date, in whole elapsed seconds.
    Seconds,
    i32
);
integer_unit!(
    /// Reward: a thousandth of a point, one unit for every kind of demand.
    MilliPoints,
    i64
);

impl Seconds {
    /// `minutes` × 60.
    #[must_use]
    pub const fn from_minutes(minutes: i32) -> Self {
        Self(minutes.saturating_mul(60))
    }

    /// Minutes, rounded to the nearest whole one.
    #[must_use]
    pub const fn minutes(self) -> i32 {
        (self.0 + 30).div_euclid(60)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} min", self.minutes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_no_length() {
        assert_eq!(Metres::new(f64::NAN), Metres::ZERO);
    }

    #[test]
    fn sums_saturate_instead_of_wrapping() {
        assert_eq!(Seconds::new(i32::MAX) + Seconds::new(1), Seconds::new(i32::MAX));
    }
}
