//! Which limits are enforced, and their values.

use crate::error::DemoError;
use crate::fields::Fields;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) enabled: bool,
    pub(crate) window: Window,
    /// None means no limit.
    pub(crate) concurrent: Option<u64>,
    pub(crate) per_minute: Option<u64>,
    pub(crate) per_day: Option<u64>,
    pub(crate) app_per_minute: Option<u64>,
}

/// The minute that a call counts for. Xero's documentation allows both readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// The sixty seconds before now.
    Sliding,
    /// The current minute of the clock.
    Fixed,
    Both,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            enabled: true,
            window: Window::Sliding,
            concurrent: Some(5),
            per_minute: Some(60),
            per_day: Some(5_000),
            app_per_minute: Some(10_000),
        }
    }
}

impl Settings {
    /// A copy with the given values; null removes a limit.
    pub(crate) fn changed(&self, fields: &Fields) -> Result<Settings, DemoError> {
        fields.allow(&["do", "enabled", "window", "concurrent", "per_minute", "per_day", "app_per_minute"])?;
        let limit = |name: &str, old: Option<u64>| {
            if fields.has(name) { fields.count(name) } else { Ok(old) }
        };
        Ok(Settings {
            enabled: fields.bool("enabled")?.unwrap_or(self.enabled),
            window: fields.text("window")?.map(|name| Window::parse(&name)).transpose()?.unwrap_or(self.window),
            concurrent: limit("concurrent", self.concurrent)?,
            per_minute: limit("per_minute", self.per_minute)?,
            per_day: limit("per_day", self.per_day)?,
            app_per_minute: limit("app_per_minute", self.app_per_minute)?,
        })
    }
}

impl Window {
    const ALL: [Window; 3] = [Window::Sliding, Window::Fixed, Window::Both];

    fn parse(name: &str) -> Result<Window, DemoError> {
        let found = Window::ALL.into_iter().find(|window| window.name() == name);
        found.ok_or_else(|| DemoError::unknown("window", name, &Window::ALL.map(Window::name)))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Window::Sliding => "sliding",
            Window::Fixed => "fixed",
            Window::Both => "both",
        }
    }

    pub(crate) fn slides(self) -> bool {
        self != Window::Fixed
    }

    pub(crate) fn is_fixed(self) -> bool {
        self != Window::Sliding
    }
}
