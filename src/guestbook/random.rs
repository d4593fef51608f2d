//! Randomness: from the system, or from a seed that a test knows.

use hpke::rand_core::{CryptoRng, Error, RngCore};

/// Where random bytes come from. Everything secret and every shuffle draws from here.
pub(crate) enum Dice {
    /// The system's generator.
    System,
    /// A test's own, so that a failure comes back.
    #[cfg(test)]
    Seeded(fastrand::Rng),
}

impl Dice {
    /// Fills with random bytes.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        match self {
            // Without randomness nothing can be sealed; a Linux that has booted has it.
            Self::System => getrandom::fill(bytes).expect("the system gives random bytes"),
            #[cfg(test)]
            Self::Seeded(seeded) => seeded.fill(bytes),
        }
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number below `end`, each as likely as any other.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        // The last, incomplete round of `end` numbers would favour the small ones.
        let whole = u64::MAX - u64::MAX % end.max(1);
        loop {
            let drawn = u64::from_le_bytes(self.bytes());
            if drawn < whole {
                return usize::try_from(drawn % end).unwrap_or_default();
            }
        }
    }

    /// Every order is as likely as any other (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

impl CryptoRng for Dice {}

impl RngCore for Dice {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.bytes())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_as_likely_as_any_other() {
        let mut dice = Dice::Seeded(fastrand::Rng::with_seed(4));
        let mut counts = [[0_u32; 4]; 4];
        for _ in 0..8_000 {
            let mut items = [0, 1, 2, 3];
            dice.shuffle(&mut items);
            for (place, item) in items.into_iter().enumerate() {
                counts[place][item] += 1;
            }
        }
        // 2,000 expected, standard deviation 39: six of them.
        assert!(counts.iter().flatten().all(|count| count.abs_diff(2_000) < 240), "{counts:?}");
    }
}
