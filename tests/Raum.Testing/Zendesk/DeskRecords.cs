namespace Raum.Testing.Zendesk;

/// <summary>A person of the pretend account.</summary>
public sealed record DeskUser(long Id, string Name, string? Email, string? Phone, string Role)
{
    public bool IsStaff => Role is "agent" or "admin";

    public bool Active { get; init; } = true;

    public bool Suspended { get; init; }

    /// <summary><c>groups</c>, <c>assigned</c>, <c>organization</c>, <c>requested</c>; null: none.</summary>
    public string? TicketRestriction { get; init; }

    public long? CustomRoleId { get; init; }

    public IReadOnlyList<long> GroupIds { get; init; } = [];

    public IReadOnlyList<long> OrganizationIds { get; init; } = [];
}

/// <summary>A ticket as it stands. Changed only by <see cref="ZendeskDesk"/>, which replaces it whole.</summary>
public sealed record DeskTicket
{
    public required long Id { get; init; }

    public required string Subject { get; init; }

    public required long RequesterId { get; init; }

    public string Status { get; init; } = "new";

    public long? AssigneeId { get; init; }

    public IReadOnlyList<long> CcIds { get; init; } = [];

    public long? BrandId { get; init; }

    public long? GroupId { get; init; }

    public long? FormId { get; init; }

    public long? OrganizationId { get; init; }

    public string? Language { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyList<DeskComment> Comments { get; init; } = [];

    public IReadOnlyList<DeskAudit> Audits { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A role of the account's own making, and what its agents may see: <c>all</c>, <c>within-groups</c>, <c>assigned-only</c>, …</summary>
public sealed record DeskRole(long Id, string TicketAccess);

/// <param name="Body">Plain text.</param>
/// <param name="HtmlBody">As it was sent, or made from the plain text.</param>
public sealed record DeskComment(long Id, long AuthorId, string Body, string HtmlBody, bool Public, DateTimeOffset CreatedAt, long AuditId)
{
    public IReadOnlyList<DeskFile> Files { get; init; } = [];
}

/// <summary>A file of a comment.</summary>
/// <param name="Address">Where the comment says it is; null: at this desk.</param>
public sealed record DeskFile(long Id, string Name, string ContentType, byte[] Bytes, string? Address = null);

/// <summary>One update of a ticket, with the custom metadata that came with it.</summary>
public sealed record DeskAudit(
    long Id,
    long TicketId,
    long AuthorId,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, string> Custom,
    long? CommentId,
    string? NewStatus
);

/// <summary>A mail that the desk would have sent.</summary>
public sealed record OutgoingMail(long TicketId, long CommentId, string To, string Subject, string Text, DateTimeOffset SentAt);

/// <summary>A request as the fake received it.</summary>
/// <param name="Body">As text; empty when there was none.</param>
public sealed record ReceivedRequest(
    string Method,
    string Path,
    string Query,
    string? Authorization,
    string? ContentType,
    string Body,
    int Status,
    DateTimeOffset At
);

/// <summary>One attempt to deliver a webhook.</summary>
/// <param name="Status">The answer; 0 for none (timeout, refused connection).</param>
/// <param name="Answer">The answer's body, its first 4,096 characters.</param>
public sealed record WebhookAttempt(
    string InvocationId,
    long TicketId,
    int Attempt,
    int Status,
    string Answer,
    string Body,
    string Signature,
    string Timestamp,
    DateTimeOffset At
);

/// <summary>A ticket to open.</summary>
public sealed record NewTicket(
    string Subject,
    string Text,
    string RequesterName,
    string RequesterEmail,
    string? RequesterPhone = null,
    IReadOnlyList<NewPerson>? Ccs = null,
    string? Language = null
)
{
    public long? BrandId { get; init; }

    public long? GroupId { get; init; }

    public long? FormId { get; init; }

    public long? OrganizationId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

public sealed record NewPerson(string Name, string Email, string? Phone = null);
