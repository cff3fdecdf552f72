namespace Raum.Core.Audit;

/// <summary>A fact about an organization, as it is recorded for ever. Derived records live in <c>Raum.AuditStore/Events</c>.</summary>
/// <remarks>
/// The properties of this base are the clear header: opaque ids, type, class, time and outcome, no personal data.
/// Everything a derived record adds, and <see cref="Origin"/>, goes into the sealed body.
/// </remarks>
public abstract record AuditEvent
{
    /// <summary>Idempotency key: the same id with the same content is recorded once; with other content it is a conflict.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required AuditActor Actor { get; init; }

    public required CorrelationId Correlation { get; init; }

    /// <summary>What the event is about, by opaque id.</summary>
    public AuditTarget? Target { get; init; }

    public AuditResult Result { get; init; } = AuditResult.Success;

    /// <summary>Why it failed, when <see cref="Result"/> says so.</summary>
    public FailureCode? Failure { get; init; }

    /// <summary>W3C trace id, 32 hex digits, when there is a trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>Network origin of the request. Personal data: sealed with the body.</summary>
    public AuditOrigin? Origin { get; init; }
}

/// <summary>Who acted (AUD-3). <paramref name="Id"/> is opaque: a user id, an API key id, or the name of a system component.</summary>
/// <param name="Impersonator">The admin behind it, when an admin acts as someone else.</param>
public sealed record AuditActor(AuditActorKind Kind, string Id, bool Authenticated, string? Impersonator = null)
{
    public static AuditActor System(string component) => new(AuditActorKind.System, component, Authenticated: true);

    public static AuditActor ApiKey(ApiKeyId id) => new(AuditActorKind.ApiKey, id.ToString(), Authenticated: true);

    public static AuditActor User(UserId id) => new(AuditActorKind.User, id.ToString(), Authenticated: true);

    /// <summary>Somebody of the platform's staff, in an organization that let them in (ORG-11).</summary>
    public static AuditActor Staff(UserId id) => new(AuditActorKind.Staff, id.ToString(), Authenticated: true);

    public static AuditActor Webhook(string connection) => new(AuditActorKind.Webhook, connection, Authenticated: true);
}

public enum AuditActorKind
{
    System,
    User,
    ApiKey,
    Webhook,
    Staff,
}

/// <summary>What an event is about: a kind from a closed set and an opaque id.</summary>
public sealed record AuditTarget(string Kind, string Id)
{
    public static AuditTarget Job(JobId id) => new("job", id.ToString());

    public static AuditTarget User(UserId id) => new("user", id.ToString());
}

public enum AuditResult
{
    Success,
    Failure,
    Denied,
}

/// <summary>Peer address (or the forwarded one from a configured proxy) and user agent of a request.</summary>
public sealed record AuditOrigin(PersonalText? Ip, PersonalText? UserAgent);

/// <summary>What an event is about, for retention and filters (AUD-2).</summary>
public enum AuditClass
{
    AiOperation,
    Admin,
    Authentication,
    DataAccess,
    DataChange,
}
