//! What goes over the wire: a document is a tree of nodes, written as JSON or as XML.

pub(crate) mod body;
pub(crate) mod gzip;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod pagination;
pub(crate) mod paths;
pub(crate) mod pdf;
pub(crate) mod posted;
pub(crate) mod query;
pub(crate) mod response;
pub(crate) mod xml;

#[cfg(test)]
pub(crate) mod tests {
    use super::json::to_json;
    use super::node::{Items, Node};
    use super::xml::to_xml;

    #[derive(Debug)]
    struct Counted(i64);

    impl Items for Counted {
        fn each(&self, write: &mut dyn FnMut(&Node<'_>)) {
            (1..=self.0).for_each(|number| write(&Node::Integer(number)));
        }
    }

    #[test]
    fn a_stream_is_written_as_the_list_of_the_same_items() {
        for count in [0, 1, 3] {
            let list = Node::List("Number", (1..=count).map(Node::Integer).collect());
            let (listed, counted) = (Node::Record(vec![("Numbers", list)]), Counted(count));
            let streamed = Node::Record(vec![("Numbers", Node::Stream("Number", &counted))]);
            assert_eq!(to_json(&streamed), to_json(&listed), "{count}");
            assert_eq!(to_xml("Response", &streamed), to_xml("Response", &listed), "{count}");
        }
    }
}
