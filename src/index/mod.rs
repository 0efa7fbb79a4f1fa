//! The R-trees over what is not a street: wards, hotspots, assets, uncovered areas.
