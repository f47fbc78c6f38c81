//! The order of stored items and runs of computed items.

/// Maps positions among all items to stored or computed items.
#[derive(Clone, Debug, Default)]
pub(super) struct Interleaving(Vec<Stretch>);

#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// The number of stored and of computed items before it.
    stored: usize,
    computed: usize,
    count: usize,
}

/// An item by its index among the items of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Stored(usize),
    Computed(usize),
}

impl Interleaving {
    /// Appends `count` computed items after `stored` stored ones.
    pub(super) fn add(&mut self, stored: usize, count: usize) {
        if count > 0 {
            self.0.push(Stretch { stored, computed: self.computed(), count });
        }
    }

    /// The number of computed items.
    pub(super) fn computed(&self) -> usize {
        self.0.last().map_or(0, |last| last.computed + last.count)
    }

    pub(super) fn at(&self, position: usize) -> Slot {
        let Some(stretch) = self.last(|stretch| stretch.stored + stretch.computed <= position) else {
            return Slot::Stored(position);
        };
        let within = position - stretch.stored - stretch.computed;
        if within < stretch.count {
            return Slot::Computed(stretch.computed + within);
        }
        Slot::Stored(position - stretch.computed - stretch.count)
    }

    pub(super) fn position(&self, slot: Slot) -> usize {
        match slot {
            Slot::Stored(at) => {
                at + self.last(|stretch| stretch.stored <= at).map_or(0, |last| last.computed + last.count)
            }
            Slot::Computed(at) => at + self.last(|stretch| stretch.computed <= at).map_or(0, |stretch| stretch.stored),
        }
    }

    fn last(&self, begins: impl Fn(&Stretch) -> bool) -> Option<&Stretch> {
        self.0.get(self.0.partition_point(begins).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Interleaving;
    use super::Slot::{Computed, Stored};

    #[test]
    fn every_number_decodes_to_its_slot_and_back() {
        let mut interleaving = Interleaving::default();
        for (stored, count) in [(1, 2), (2, 1), (2, 3), (4, 0), (5, 1)] {
            interleaving.add(stored, count);
        }
        let expected = [
            Stored(0),
            Computed(0),
            Computed(1),
            Stored(1),
            Computed(2),
            Computed(3),
            Computed(4),
            Computed(5),
            Stored(2),
            Stored(3),
            Stored(4),
            Computed(6),
            Stored(5),
        ];
        for (position, slot) in expected.into_iter().enumerate() {
            assert_eq!((interleaving.at(position), interleaving.position(slot)), (slot, position));
        }
        assert_eq!(interleaving.computed(), 7);
    }
}
