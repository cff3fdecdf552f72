namespace Raum.Core;

/// <summary>Every way Raum can fail. The name says where and by whom; the numbers are stored and never change their meaning.</summary>
public enum FailureCode
{
    /// <summary>An outcome that nobody decided: a bug.</summary>
    None = 0,

    // 1xx: the request
    InvalidRequest = 100,
    Unauthorized = 101,
    Forbidden = 102,
    NotFound = 103,
    Conflict = 104,
    TooLarge = 105,
    RateLimited = 106,
    Gone = 107,
    UnsupportedMediaType = 108,

    /// <summary>The person is signed in, but the last proof of who they are is too old for this: they confirm it and repeat.</summary>
    ConfirmationRequired = 109,

    /// <summary>Another deployment serves this organization's region (ORG-9).</summary>
    WrongRegion = 110,

    /// <summary>The idempotency key stands for another request.</summary>
    IdempotencyKeyReused = 111,

    /// <summary>What the organization or the key may use up in a day or a month is used up (ORG-8).</summary>
    QuotaExhausted = 112,

    /// <summary>It is not the version that the caller has seen any more (RFC 9110, 13.1.1).</summary>
    PreconditionFailed = 113,

    /// <summary>The caller has to say which version it has seen (RFC 6585, 3).</summary>
    PreconditionRequired = 114,

    /// <summary>The organization is closed: nothing is done for it any more.</summary>
    OrganizationClosed = 115,

    /// <summary>A version comes into force only after a recorded simulation with these very words (FLOW-9).</summary>
    SimulationRequired = 116,

    // 2xx: Raum itself and its stores
    QueueUnavailable = 200,
    DatabaseUnavailable = 201,
    AuditUnavailable = 202,
    AuditConflict = 203,
    KeyUnavailable = 204,
    SealBroken = 205,
    UnreadableJob = 206,
    TextGone = 207,
    Timeout = 208,
    Crashed = 209,
    KillSwitch = 210,
    MaskingFailed = 211,

    /// <summary>A value that had been masked was still in the outgoing request. The call was not made.</summary>
    LeakStopped = 212,
    LanguageNotSupported = 213,
    Objection = 214,
    NotConfigured = 215,

    /// <summary>The key service refuses the key: its owner disabled it, denied it, or has it deleted. Nothing is sealed or opened until the owner changes that.</summary>
    KeyRefused = 216,

    /// <summary>The integration or use of data is off: no admin approved it in writing, or the approval was withdrawn (ORG-10).</summary>
    NotApproved = 217,

    // 3xx: AI providers
    ProviderNotConfigured = 300,
    ProviderKeyRejected = 301,
    ProviderForbidden = 302,
    ProviderQuotaExhausted = 303,
    ProviderRateLimited = 304,
    ProviderOverloaded = 305,
    ProviderUnavailable = 306,
    ProviderTimeout = 307,
    ProviderRequestRejected = 308,
    ProviderRefused = 309,
    ProviderAnswerUnreadable = 310,
    ProviderModelNotFound = 311,
    ProviderCircuitOpen = 312,

    // 4xx: Zendesk
    ZendeskNotConnected = 400,
    ZendeskUnauthorized = 401,
    ZendeskForbidden = 402,
    ZendeskTicketNotFound = 403,
    ZendeskTicketChanged = 404,
    ZendeskTicketClosed = 405,
    ZendeskRateLimited = 406,
    ZendeskUnavailable = 407,
    ZendeskRejected = 408,
    ZendeskAnswerUnreadable = 409,

    // 5xx: delivery
    DeliveryUncertain = 500,
    DeliveryRejected = 501,
    CallbackUnavailable = 502,
    CallbackForbidden = 503,
    DraftOutdated = 504,
    AlreadyDecided = 505,
}

/// <summary>The retry table: which failures the queue tries again.</summary>
public static class FailureCodes
{
    /// <summary>True when the same call may succeed later, so that the queue retries it.</summary>
    public static bool IsTransient(this FailureCode code) =>
        code
            is FailureCode.RateLimited
                or FailureCode.QueueUnavailable
                or FailureCode.DatabaseUnavailable
                or FailureCode.AuditUnavailable
                or FailureCode.KeyUnavailable
                or FailureCode.KeyRefused
                or FailureCode.Timeout
                or FailureCode.ProviderRateLimited
                or FailureCode.ProviderOverloaded
                or FailureCode.ProviderUnavailable
                or FailureCode.ProviderTimeout
                or FailureCode.ProviderCircuitOpen
                or FailureCode.ZendeskTicketChanged
                or FailureCode.ZendeskRateLimited
                or FailureCode.ZendeskUnavailable
                or FailureCode.CallbackUnavailable;
}
