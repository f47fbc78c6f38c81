//! Kept things and stretches of computed ones between them, in the order in which they came.

/// Tells which is which by the place among all.
#[derive(Clone, Debug, Default)]
pub(super) struct Weave(Vec<Stretch>);

#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// So many kept ones come before it, and so many computed ones.
    kept: usize,
    computed: usize,
    count: usize,
}

/// A thing by its place among those of its own sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thread {
    Kept(usize),
    Computed(usize),
}

impl Weave {
    /// Adds computed ones after all that there are, of which so many are kept.
    pub(super) fn add(&mut self, kept: usize, count: usize) {
        if count > 0 {
            self.0.push(Stretch { kept, computed: self.computed(), count });
        }
    }

    /// How many computed ones there are.
    pub(super) fn computed(&self) -> usize {
        self.0.last().map_or(0, |last| last.computed + last.count)
    }

    pub(super) fn at(&self, place: usize) -> Thread {
        let Some(stretch) = self.last(|stretch| stretch.kept + stretch.computed <= place) else {
            return Thread::Kept(place);
        };
        let within = place - stretch.kept - stretch.computed;
        if within < stretch.count {
            return Thread::Computed(stretch.computed + within);
        }
        Thread::Kept(place - stretch.computed - stretch.count)
    }

    pub(super) fn place(&self, thread: Thread) -> usize {
        match thread {
            Thread::Kept(at) => {
                at + self.last(|stretch| stretch.kept <= at).map_or(0, |last| last.computed + last.count)
            }
            Thread::Computed(at) => at + self.last(|stretch| stretch.computed <= at).map_or(0, |stretch| stretch.kept),
        }
    }

    fn last(&self, begins: impl Fn(&Stretch) -> bool) -> Option<&Stretch> {
        self.0.get(self.0.partition_point(begins).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Thread::{Computed, Kept};
    use super::Weave;

    #[test]
    fn every_place_is_found_and_found_again() {
        let mut weave = Weave::default();
        for (kept, count) in [(1, 2), (2, 1), (2, 3), (4, 0), (5, 1)] {
            weave.add(kept, count);
        }
        let expected = [
            Kept(0),
            Computed(0),
            Computed(1),
            Kept(1),
            Computed(2),
            Computed(3),
            Computed(4),
            Computed(5),
            Kept(2),
            Kept(3),
            Kept(4),
            Computed(6),
            Kept(5),
        ];
        for (place, thread) in expected.into_iter().enumerate() {
            assert_eq!((weave.at(place), weave.place(thread)), (thread, place));
        }
        assert_eq!(weave.computed(), 7);
    }
}
