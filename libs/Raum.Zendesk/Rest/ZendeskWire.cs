using System.Text.Json;
using System.Text.Json.Serialization;

namespace Raum.Zendesk;

// Zendesk's JSON, the fields that are read and written. Whatever else an answer holds is skipped.

internal sealed record TicketAnswer(TicketWire? Ticket, IReadOnlyList<UserWire>? Users);

internal sealed record TicketWire(
    long Id,
    string? Subject,
    string? Status,
    string? UpdatedAt,
    long? RequesterId,
    long? SubmitterId,
    long? AssigneeId,
    long? BrandId,
    long? GroupId,
    long? TicketFormId,
    long? OrganizationId,
    IReadOnlyList<long>? CollaboratorIds,
    IReadOnlyList<long>? EmailCcIds,
    IReadOnlyList<long>? FollowerIds,
    IReadOnlyList<string>? Tags,
    ViaWire? Via
);

internal sealed record ViaWire(ViaSourceWire? Source);

internal sealed record ViaSourceWire(ViaPartyWire? From);

internal sealed record ViaPartyWire(string? Name, string? Address, string? Phone);

internal sealed record CommentsAnswer(IReadOnlyList<CommentWire>? Comments, IReadOnlyList<UserWire>? Users, PageWire? Meta);

internal sealed record CommentWire(
    long Id,
    long? AuthorId,
    string? Body,
    string? PlainBody,
    bool? Public,
    IReadOnlyList<AttachmentWire>? Attachments,
    DateTimeOffset? CreatedAt
);

internal sealed record AttachmentWire(long Id, string? ContentUrl, string? ContentType);

internal sealed record PageWire(bool? HasMore, string? AfterCursor);

internal sealed record AuditsAnswer(IReadOnlyList<AuditWire>? Audits, PageWire? Meta);

internal sealed record AuditWire(long Id, long? AuthorId, AuditMetadataWire? Metadata);

/// <param name="Custom">What the writer of the update put there; any JSON object of any client.</param>
internal sealed record AuditMetadataWire(JsonElement? Custom);

internal sealed record UserAnswer(UserWire? User);

internal sealed record UsersAnswer(IReadOnlyList<UserWire>? Users);

internal sealed record UserWire(
    long Id,
    string? Name,
    string? Email,
    string? Phone,
    string? Role,
    bool? Active = null,
    bool? Suspended = null,
    string? TicketRestriction = null,
    long? CustomRoleId = null
);

internal sealed record GroupAnswer(GroupWire? Group);

internal sealed record GroupWire(long Id, bool? IsPublic);

internal sealed record GroupMembershipsAnswer(IReadOnlyList<GroupMembershipWire>? GroupMemberships, PageWire? Meta);

internal sealed record GroupMembershipWire(long? GroupId);

internal sealed record OrganizationMembershipsAnswer(IReadOnlyList<OrganizationMembershipWire>? OrganizationMemberships, PageWire? Meta);

internal sealed record OrganizationMembershipWire(long? OrganizationId);

internal sealed record CustomRoleAnswer(CustomRoleWire? CustomRole);

internal sealed record CustomRoleWire(long Id, CustomRoleConfigurationWire? Configuration);

internal sealed record CustomRoleConfigurationWire(string? TicketAccess);

internal sealed record UpdateAnswer(AuditWire? Audit);

internal sealed record UpdateRequest(UpdateTicketWire Ticket);

internal sealed record UpdateTicketWire(
    UpdateCommentWire Comment,
    string? Status,
    bool? SafeUpdate,
    string? UpdatedStamp,
    UpdateMetadataWire Metadata,
    IReadOnlyList<string>? Tags
);

/// <param name="Public">Always written: Zendesk's default is a reply to the customer.</param>
internal sealed record UpdateCommentWire(string HtmlBody, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool Public);

internal sealed record UpdateMetadataWire(string RaumMark);

internal sealed record TokenRequest(
    string GrantType,
    string ClientId,
    string ClientSecret,
    string? Code = null,
    string? RedirectUri = null,
    string? CodeVerifier = null,
    string? RefreshToken = null,
    string? Scope = null
);

internal sealed record TokenAnswer(
    string? AccessToken,
    string? RefreshToken,
    string? TokenType,
    string? Scope,
    int? ExpiresIn,
    int? RefreshTokenExpiresIn
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 32
)]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(CommentsAnswer))]
[JsonSerializable(typeof(AuditsAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(GroupAnswer))]
[JsonSerializable(typeof(GroupMembershipsAnswer))]
[JsonSerializable(typeof(OrganizationMembershipsAnswer))]
[JsonSerializable(typeof(CustomRoleAnswer))]
[JsonSerializable(typeof(UpdateAnswer))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class ZendeskJson : JsonSerializerContext;
