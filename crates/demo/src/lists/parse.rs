//! Reads a filter: comparisons and text tests, joined by AND and OR, in parentheses.

use super::expression::{Case, Comparison, Filter, Literal, Operand, Path, Test, Value};
use super::fields::{FilterSchema, QueryInvalid, member, within};
use super::token::{Token, tokens};
use crate::values::amount::Amount;
use crate::values::dates::{Day, parse_instant};
use crate::values::ids::Guid;

/// Deeper nesting than this is no honest filter, and would cost stack.
const DEEPEST: usize = 50;

impl Filter {
    pub(crate) fn parse(text: &str, schema: FilterSchema) -> Result<Filter, QueryInvalid> {
        let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, schema };
        let filter = parser.any_of()?;
        match parser.peek() {
            None => Ok(filter),
            Some(_) => Err(QueryInvalid("Syntax error".to_owned())),
        }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    schema: FilterSchema,
}

impl Parser {
    fn any_of(&mut self) -> Result<Filter, QueryInvalid> {
        let mut left = self.all_of()?;
        while self.take_word("OR") || self.take_sign("||") {
            left = Filter::Or(Box::new(left), Box::new(self.all_of()?));
        }
        Ok(left)
    }

    fn all_of(&mut self) -> Result<Filter, QueryInvalid> {
        let mut left = self.single()?;
        while self.take_word("AND") || self.take_sign("&&") {
            left = Filter::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Filter, QueryInvalid> {
        if self.take_sign("(") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(QueryInvalid("Expression is nested too deeply".to_owned()));
            }
            let inner = self.any_of()?;
            self.depth -= 1;
            self.expect(")")?;
            return Ok(inner);
        }
        let (left, test) = self.operand()?;
        if let Some((test, part)) = test {
            // `Name.Contains("x")` may stand alone or be compared with true.
            if self.take_sign("==") && !self.take_word("true") {
                return Err(QueryInvalid("Expression expected".to_owned()));
            }
            return Ok(Filter::Holds(left, test, part));
        }
        let Some(comparison) = self.comparison() else {
            return match left {
                Operand::Field(_) => Ok(Filter::IsTrue(left)),
                Operand::Literal(_) => Err(QueryInvalid("Expression of type 'Boolean' expected".to_owned())),
            };
        };
        match self.operand()? {
            (right, None) => Ok(Filter::Compare(left, comparison, right)),
            _ => Err(QueryInvalid("Syntax error".to_owned())),
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let Some(Token::Sign(sign)) = self.peek() else { return None };
        let comparison = match *sign {
            "==" | "=" => Comparison::Equal,
            "!=" | "<>" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        self.at += 1;
        Some(comparison)
    }

    fn operand(&mut self) -> Result<(Operand, Option<(Test, String)>), QueryInvalid> {
        let literal = |value| Ok((Operand::Literal(Literal(value)), None));
        match self.next() {
            Some(Token::Text(text)) => literal(Value::Text(text)),
            Some(Token::Number(number)) => match Amount::parse(&number) {
                Some(amount) => literal(Value::Number(amount)),
                None => Err(QueryInvalid(format!("Invalid real literal '{number}'"))),
            },
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "null" => literal(Value::Null),
                "true" => literal(Value::Bool(true)),
                "false" => literal(Value::Bool(false)),
                "guid" => literal(Value::Guid(self.guid()?)),
                "datetime" => literal(Value::Moment(self.date_time()?)),
                _ => self.field(word),
            },
            _ => Err(QueryInvalid("Expression expected".to_owned())),
        }
    }

    fn field(&mut self, first: String) -> Result<(Operand, Option<(Test, String)>), QueryInvalid> {
        let unknown =
            |name: &str, owner: &str| QueryInvalid(format!("No property or field '{name}' exists in type '{owner}'"));
        if !self.schema.has(&first) {
            return Err(unknown(&first, self.schema.name));
        }
        let mut inside = self.schema.within(&first);
        let mut path = Path { segments: vec![first], case: None };
        while self.take_sign(".") {
            let Some(Token::Word(name)) = self.next() else {
                return Err(QueryInvalid("Identifier expected".to_owned()));
            };
            let test = match name.as_str() {
                "Contains" => Some(Test::Contains),
                "StartsWith" => Some(Test::StartsWith),
                "EndsWith" => Some(Test::EndsWith),
                _ => None,
            };
            if let Some(test) = test {
                let part = self.one_text()?;
                return Ok((Operand::Field(path), Some((test, part))));
            }
            match name.as_str() {
                "ToLower" | "ToUpper" => {
                    self.expect("(")?;
                    self.expect(")")?;
                    path.case = Some(if name == "ToLower" { Case::Lower } else { Case::Upper });
                }
                _ if inside.is_some_and(|schema| member(schema, &name).is_some()) => {
                    inside = inside.and_then(|schema| within(schema, &name));
                    path.segments.push(name);
                }
                _ => return Err(unknown(&name, path.segments.last().map_or("", String::as_str))),
            }
        }
        Ok((Operand::Field(path), None))
    }

    fn guid(&mut self) -> Result<Guid, QueryInvalid> {
        let text = self.one_text()?;
        Guid::parse(&text).ok_or_else(|| QueryInvalid(format!("'{text}' is not a Guid")))
    }

    /// `DateTime(2026, 1, 31)`, with or without a time, or `DateTime.Parse("2026-01-31")`.
    fn date_time(&mut self) -> Result<i64, QueryInvalid> {
        let wrong = || QueryInvalid("DateTime takes year, month, day and, if wanted, hour, minute, second".to_owned());
        if self.take_sign(".") {
            if !self.take_word("Parse") {
                return Err(wrong());
            }
            let text = self.one_text()?;
            let day = Day::parse(&text).map(Day::millis);
            return parse_instant(&text).or(day).ok_or_else(wrong);
        }
        self.expect("(")?;
        let mut parts = Vec::new();
        loop {
            match self.next() {
                Some(Token::Number(number)) => parts.push(number.parse::<i64>().map_err(|_| wrong())?),
                _ => return Err(wrong()),
            }
            if !self.take_sign(",") {
                break;
            }
        }
        self.expect(")")?;
        let part = |at: usize| parts.get(at).copied();
        let (Some(year), Some(month), Some(date)) = (part(0), part(1), part(2)) else {
            return Err(wrong());
        };
        let day = Day::new(year, month, date).ok_or_else(wrong)?;
        let time = [part(3).unwrap_or(0), part(4).unwrap_or(0), part(5).unwrap_or(0)];
        if parts.len() > 6 || !(0..24).contains(&time[0]) || time[1..].iter().any(|part| !(0..60).contains(part)) {
            return Err(wrong());
        }
        Ok(day.millis() + ((time[0] * 60 + time[1]) * 60 + time[2]) * 1_000)
    }

    fn one_text(&mut self) -> Result<String, QueryInvalid> {
        self.expect("(")?;
        let Some(Token::Text(text)) = self.next() else {
            return Err(QueryInvalid("A text in double quotes was expected".to_owned()));
        };
        self.expect(")")?;
        Ok(text)
    }

    fn expect(&mut self, sign: &str) -> Result<(), QueryInvalid> {
        if self.take_sign(sign) { Ok(()) } else { Err(QueryInvalid(format!("'{sign}' expected"))) }
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }
}

#[cfg(test)]
mod tests {
    use crate::lists::expression::Filter;
    use crate::lists::fields::QueryInvalid;
    use crate::lists::schemas::INVOICE;
    use crate::values::amount::Amount;
    use crate::values::dates::Day;
    use crate::values::ids::Guid;
    use crate::wire::node::Node;

    fn accepts(filter: &str) -> Result<bool, QueryInvalid> {
        let record = Node::Record(vec![
            ("Type", Node::text("ACCREC")),
            ("InvoiceNumber", Node::text("INV-0001")),
            ("Total", Node::money(Amount::from_cents(25_000))),
            ("Date", Node::Day(Day::parse("2026-03-31").expect("a date"))),
            ("SentToContact", Node::Bool(true)),
            (
                "Contact",
                Node::Record(vec![
                    ("ContactID", Node::Guid(Guid::named("c"))),
                    ("Name", Node::text("Port \"&\" Freight")),
                    ("AccountNumber", Node::text("C\\")),
                ]),
            ),
        ]);
        Filter::parse(filter, INVOICE)?.accepts(&record)
    }

    #[test]
    fn comparisons_work_on_every_kind_of_value() {
        let id = Guid::named("c");
        for filter in [
            r#"Type=="ACCREC""#,
            r#"type == "ACCREC" AND Total >= 250"#,
            "Total>249.99 && Total<250.01",
            r#"Total<0 OR InvoiceNumber!="INV-0002""#,
            "Date>=DateTime(2026, 03, 31) AND Date<DateTime(2026,04,01)",
            r#"Date == DateTime.Parse("2026-03-31T00:00:00")"#,
            "DueDate==null AND Date!=null",
            "SentToContact==true",
            "SentToContact",
            r#"Contact.Name=="Port ""&"" Freight""#,
            r#"Contact.AccountNumber=="C\""#,
            "Contact.EmailAddress==null",
            r#"Contact.Name.ToLower().Contains("freight")"#,
            r#"InvoiceNumber.StartsWith("INV") AND InvoiceNumber.EndsWith("1") == true"#,
            &format!(r#"(Contact.ContactID==Guid("{id}"))"#),
            r#"(Type=="ACCPAY" OR (Total>1 AND Total<=250))"#,
        ] {
            assert_eq!(accepts(filter), Ok(true), "{filter}");
        }
        assert_eq!(accepts(r#"Type=="ACCPAY" AND Total>1 OR Total==1"#), Ok(false));
    }

    #[test]
    fn anything_else_is_error_sixteen() {
        let deep = "(".repeat(10_000);
        for filter in [
            "",
            "()",
            "Colour==1",
            "Type==",
            "Type==\"ACCREC",
            "Type==\"ACCREC\" AND ()",
            "Type=='ACCREC'",
            r#"Contact.Name=="Port \"&""#,
            "Total==\"250\"",
            "Contact.ContactID==\"x\"",
            "Contact.Colour==1",
            "Contact.Name.Name==1",
            "Type.Name==1",
            "Date>DateTime(2026,02,30)",
            "Date>DateTime(2026)",
            "Guid(\"x\")==Guid(\"y\")",
            "Total",
            "Total + 1 == 2",
            "Type==\"ACCREC\" Total==1",
            deep.as_str(),
        ] {
            assert!(accepts(filter).is_err(), "{filter}");
        }
    }
}
