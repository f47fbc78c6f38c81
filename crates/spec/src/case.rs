//! The case of names: snake case and camel case.

/// How names are written in arguments, bodies and results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameCase {
    /// `amount_due`.
    #[default]
    Snake,
    /// `amountDue`.
    Camel,
}

impl NameCase {
    /// A name in snake case as it is in this case.
    #[must_use]
    pub fn name(self, snake: &str) -> String {
        match self {
            Self::Snake => snake.to_owned(),
            Self::Camel => to_camel(snake),
        }
    }

    /// A name in this case as it is in snake case.
    #[must_use]
    pub fn to_snake(self, name: &str) -> String {
        match self {
            Self::Snake => name.to_owned(),
            Self::Camel => to_snake(name),
        }
    }
}

fn to_camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    let mut raise = false;
    for character in snake.chars() {
        if character == '_' && !camel.is_empty() {
            raise = true;
        } else if raise {
            camel.extend(character.to_uppercase());
            raise = false;
        } else {
            camel.push(character);
        }
    }
    camel
}

fn to_snake(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for character in camel.chars() {
        if character.is_uppercase() {
            snake.push('_');
            snake.extend(character.to_lowercase());
        } else {
            snake.push(character);
        }
    }
    snake
}
