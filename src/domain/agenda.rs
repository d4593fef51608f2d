//! What is on now, next and later today, and what a touch on "Ik ben er" presets.
