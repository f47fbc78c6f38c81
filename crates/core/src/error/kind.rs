//! What went wrong, by meaning.

/// Declares every kind once, with its code as data.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)*) => {
        /// What went wrong, by meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ErrorKind { $($(#[$doc])* $kind,)* }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The stable name of the kind as data, such as `rate_limit`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }
        }

    };
}

kinds! {
    /// An error of this library itself.
    Xero = "xero",
    /// The client cannot be made from what it was given.
    Config = "config",
    /// A bad argument, found before anything was sent.
    Argument = "argument",
    /// The token endpoint, or the API, did not accept who we are.
    Auth = "auth",
    /// Wrong client id or secret.
    InvalidClient = "invalid_client",
    /// A scope that the connection was not given.
    InvalidScope = "invalid_scope",
    /// The connection was edited and not approved again, or was revoked.
    CustomConnectionInactive = "custom_connection_inactive",
    /// A refusal by the API that has no class of its own.
    Api = "api",
    /// The API refused records; every message is in `issues`.
    Validation = "validation",
    /// The token lacks a scope that the operation needs.
    MissingScope = "missing_scope",
    /// The API forbids the call.
    PermissionDenied = "permission_denied",
    /// There is no such record or address.
    NotFound = "not_found",
    /// The record is in a state that does not allow the call.
    Conflict = "conflict",
    /// A precondition of the request was not met.
    PreconditionFailed = "precondition_failed",
    /// The request body is larger than Xero takes.
    PayloadTooLarge = "payload_too_large",
    /// A limit of calls in flight, a minute or the app's minute.
    RateLimit = "rate_limit",
    /// The limit of calls a day.
    DailyLimit = "daily_limit",
    /// Xero failed.
    Server = "server",
    /// Xero, or the organisation, is off line for now.
    Unavailable = "unavailable",
    /// The exchange broke.
    Transport = "transport",
    /// No connection could be made; nothing was sent.
    Connect = "connect",
    /// The TLS handshake failed; nothing was sent.
    Tls = "tls",
    /// An attempt took longer than its time-out.
    Timeout = "timeout",
    /// The response is larger than the limit, or grows too much when inflated.
    ResponseTooLarge = "response_too_large",
    /// The call's deadline passed, or could not be kept.
    Deadline = "deadline",
    /// The response, or the delivery of a webhook, is not what Xero promises.
    Decode = "decode",
    /// The call was cancelled.
    Cancelled = "cancelled",
    /// The client is closed.
    Closed = "closed",
    /// The signature of a webhook's delivery is missing or wrong.
    WebhookSignature = "webhook_signature",
}
