//! What coverage says of money, minutes and need: overlaps, balance, equity, the feedback loop.

use crate::domain::code::AreaKey;
use crate::domain::id::{SchemeId, SegmentId};
use serde::Serialize;

/// Streets that several schemes pay for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PaidTwice {
    /// Their ward, if in one.
    pub ward: Option<AreaKey>,
    /// Its name.
    pub name: String,
    /// Who pays.
    pub schemes: Vec<SchemeId>,
    /// Kilometres of frontage.
    pub km: f64,
    /// Residents.
    pub residents: u32,
    /// The streets.
    #[serde(skip)]
    pub segments: Vec<SegmentId>,
}

/// Minutes that a scheme paid for outside its areas.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outside {
    /// The scheme.
    pub scheme: SchemeId,
    /// Minutes in the period.
    pub minutes: f64,
    /// Share of all its recorded minutes.
    pub share: f64,
    /// Wards by name, with minutes, most first.
    pub wards: Vec<(String, f64)>,
}

/// Where money and minutes miss each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Overlap {
    /// Streets paid for twice, most residents first.
    pub paid_twice: Vec<PaidTwice>,
    /// Minutes outside the areas that pay for them.
    pub outside: Vec<Outside>,
    /// Wards with minutes paid for and none recorded, where records are held.
    pub unvisited: Vec<AreaKey>,
}

/// One ward's shares, 0 to 1; `None` where the whole is not known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WardBalance {
    /// Code and vintage.
    #[serde(flatten)]
    pub key: AreaKey,
    /// Name.
    pub name: String,
    /// Of residents.
    pub residents_share: Option<f64>,
    /// Of located harm.
    pub harm_share: Option<f64>,
    /// Of people who raised a concern in the last year.
    pub concern_share: Option<f64>,
    /// Need: the mean of those that are known.
    pub need_share: f64,
    /// Of recorded minutes (of paid ones where none is recorded).
    pub minutes_share: Option<f64>,
    /// Share of minutes less share of need.
    pub surplus: Option<f64>,
}

/// Need against supply.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Balance {
    /// Gini coefficient of minutes over need, 0 (as needed) to 1.
    pub gini: Option<f64>,
    /// The same over residents alone.
    pub gini_residents: Option<f64>,
    /// Over harm alone.
    pub gini_harm: Option<f64>,
    /// Over concerns alone.
    pub gini_concerns: Option<f64>,
    /// Points of the Lorenz curve: share of need, share of minutes, from (0, 0) to (1, 1).
    pub lorenz: Vec<[f64; 2]>,
    /// Whether minutes are recorded ones; else they are those paid for.
    pub by_record: bool,
    /// Wards, those with least for their need first.
    pub wards: Vec<WardBalance>,
    /// All that in words.
    pub words: String,
}

/// Shares of one tenth of deprivation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TenthShare {
    /// 1 is the most deprived.
    pub tenth: u8,
    /// Of residents, 0 to 1.
    pub residents: f64,
    /// Of harm on streets.
    pub harm: f64,
    /// Of recorded minutes.
    pub minutes: f64,
    /// Share of minutes over share of residents.
    pub minutes_by_residents: Option<f64>,
    /// Share of minutes over share of harm.
    pub minutes_by_harm: Option<f64>,
}

/// Minutes, harm and residents by tenth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Equity {
    /// From 1 to 10.
    pub tenths: Vec<TenthShare>,
    /// Share of residents on streets whose area has no tenth.
    pub unmatched: f64,
    /// Recorded minutes.
    pub minutes: f64,
}

/// Where minutes of one simulated month lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FeedbackMonth {
    /// 0 is the start.
    pub month: u32,
    /// Gini coefficient of minutes over places.
    pub gini: f64,
    /// Share of minutes in the tenth of places that has most.
    pub top_tenth: f64,
    /// Share of minutes that lies elsewhere than the true incidents.
    pub misplaced: f64,
    /// Places with less than a tenth of an even share.
    pub unseen: u32,
}

/// Two years under one rule of what counts as risk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedbackRun {
    /// The rule in words.
    pub rule: String,
    /// Months 0 to 24.
    pub months: Vec<FeedbackMonth>,
}
