//! How much harm each published place will see in the month to come: three models, and the plain counts that they
//! must beat. Each reads the months up to `t` of a [`History`] and nothing after it.

mod counts;
mod exciting;
mod seasonal;

#[cfg(test)]
mod tests;

pub(super) use exciting::Neighbours;

use super::history::History;
use serde::Serialize;

/// A way to forecast, or a baseline to hold forecasts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Counts weighted by recency, with the half-life that told past months best.
    Recency,
    /// Counts by category, with the seasons of the county and a level for each place.
    Seasonal,
    /// A self-exciting point process on the network, in months.
    SelfExciting,
    /// Baseline: the mean of the last twelve months.
    TwelveMonths,
    /// Baseline: the last month.
    LastMonth,
    /// Baseline: the last twelve months spread with a kernel of 200 m.
    PlainKde,
    /// Baseline: streets drawn by lot; its expectation is exact.
    Random,
}

impl Method {
    /// The forecasts among which a place's own past chooses.
    pub const FORECASTS: [Self; 3] = [Self::Recency, Self::Seasonal, Self::SelfExciting];
    /// What they must beat.
    pub const BASELINES: [Self; 4] = [Self::TwelveMonths, Self::LastMonth, Self::PlainKde, Self::Random];
    /// All, in the order of tables.
    pub const ALL: [Self; 7] = [
        Self::Recency,
        Self::Seasonal,
        Self::SelfExciting,
        Self::TwelveMonths,
        Self::LastMonth,
        Self::PlainKde,
        Self::Random,
    ];

    /// The plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Recency => "recency-weighted counts",
            Self::Seasonal => "seasonal counts by category",
            Self::SelfExciting => "self-exciting process",
            Self::TwelveMonths => "counts of the last 12 months",
            Self::LastMonth => "counts of the last month",
            Self::PlainKde => "plain KDE of 12 months, 200 m",
            Self::Random => "random streets",
        }
    }

    /// Expected harm at each place in month `t + 1`, from the months up to `t`.
    pub(super) fn forecast(self, history: &History, near: &Neighbours, t: usize) -> Vec<f64> {
        match self {
            Self::Recency => counts::recency(history, t),
            Self::Seasonal => seasonal::seasonal(history, t),
            Self::SelfExciting => exciting::exciting(history, near, t),
            Self::TwelveMonths | Self::PlainKde => history.mean_harm(t, 12),
            Self::LastMonth => history.mean_harm(t, 1),
            Self::Random => vec![0.0; history.places()],
        }
    }
}
