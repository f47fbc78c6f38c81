//! What a line is tracked by: an option of a category.

use crate::values::ids::Guid;
use crate::wire::node::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tracking {
    pub(crate) category: Guid,
    pub(crate) name: String,
    pub(crate) option: Guid,
    pub(crate) option_name: String,
}

impl Tracking {
    pub(crate) fn nodes<'a>(all: &'a [Tracking], item: &'static str) -> Node<'a> {
        let node = |one: &'a Tracking| {
            Node::Record(vec![
                ("Name", Node::text(&one.name)),
                ("Option", Node::text(&one.option_name)),
                ("TrackingCategoryID", Node::Guid(one.category)),
                ("TrackingOptionID", Node::Guid(one.option)),
            ])
        };
        Node::List(item, all.iter().map(node).collect())
    }
}
