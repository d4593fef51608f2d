//! What a visitor sees, checked without a display: the pictures of every screen on every reference
//! display, the measures of every control, the words in both languages, and what a touch or a key does.

#![allow(clippy::unwrap_used, missing_docs)]

mod display;
mod icons;
mod measures;
mod pictures;
mod scenes;
mod touches;
mod words;
