//! One file for each noun of the interface.
