//! Chance that is the same in every run: `SplitMix64`.

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Streams of one seed have nothing to do with one another.
    pub(crate) fn new(seed: u64, stream: u64) -> Chance {
        Chance(spread(spread(seed.wrapping_add(GAMMA)).wrapping_add(stream)))
    }

    /// True in so many of its calls: 0 is never, 1 is always.
    pub(crate) fn hits(&mut self, probability: f64) -> bool {
        self.0 = self.0.wrapping_add(GAMMA);
        #[expect(clippy::cast_precision_loss, reason = "the 53 bits that are left fit")]
        let fraction = (spread(self.0) >> 11) as f64 / (1_u64 << 53) as f64;
        fraction < probability
    }
}

/// A well spread number that depends on nothing but its argument.
pub(crate) fn spread(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The number that [`spread`] made this one of.
pub(crate) fn gathered(mut value: u64) -> u64 {
    value = (value ^ (value >> 31) ^ (value >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    value = (value ^ (value >> 27) ^ (value >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    value ^ (value >> 30) ^ (value >> 60)
}

#[cfg(test)]
mod tests {
    use super::{Chance, gathered, spread};

    fn hits(seed: u64, stream: u64, probability: f64) -> Vec<bool> {
        let mut chance = Chance::new(seed, stream);
        (0..10_000).map(|_| chance.hits(probability)).collect()
    }

    #[test]
    fn one_in_five_is_about_one_in_five_and_the_ends_are_never_and_always() {
        let count = |probability| hits(7, 0, probability).iter().filter(|hit| **hit).count();
        assert!((1_850..2_150).contains(&count(0.2)), "{}", count(0.2));
        assert_eq!((count(0.0), count(1.0)), (0, 10_000));
    }

    #[test]
    fn what_was_spread_is_gathered_again() {
        for value in [0, 1, 2, 1_000_000, 1 << 33, u64::MAX] {
            assert_eq!(gathered(spread(value)), value);
        }
    }

    #[test]
    fn a_seed_and_a_stream_tell_every_hit() {
        assert_eq!(hits(7, 1, 0.5), hits(7, 1, 0.5));
        for other in [hits(8, 1, 0.5), hits(7, 2, 0.5), hits(1, 7, 0.5)] {
            let same = hits(7, 1, 0.5).iter().zip(&other).filter(|(left, right)| left == right).count();
            assert!((4_700..5_300).contains(&same), "{same}");
        }
    }
}
