using Raum.Core;
using Raum.Data;
using Raum.People.Access;

namespace Raum.People.Sessions;

/// <summary>What is known of a session whose membership, account and organization stand; for one as somebody else, those of both people, and the own session.</summary>
internal sealed record SessionRow(
    OrganizationId Organization,
    UserId User,
    byte[] SecretHash,
    Role? Role,
    DateTimeOffset SeenAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset Epoch,
    string[] Methods,
    bool SecondFactor,
    SessionId? BegunBy,
    UserId? Impersonator,
    Guid? Access,
    Sidebar? Sidebar
)
{
    public static async Task<SessionRow?> FindAsync(RaumDatabase database, Guid id, CancellationToken cancellationToken)
    {
        await using var lookup = database
            .CreateLookup(
                """
                select organization_id, user_id, secret_hash, role, seen_at, confirmed_at, expires_at, epoch, methods, second_factor, begun_by, impersonator_id, access_id,
                  zendesk_user_id, zendesk_kind
                from lookup.session($1)
                """
            )
            .With(id);
        await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SessionRow(
                new OrganizationId(reader.GetGuid(0)),
                new UserId(reader.GetGuid(1)),
                reader.GetFieldValue<byte[]>(2),
                reader.IsDBNull(12) ? Roles.Named(reader.GetString(3)) : Raum.People.Access.Role.Auditor,
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetFieldValue<string[]>(8),
                reader.GetBoolean(9),
                reader.IsDBNull(10) ? null : new SessionId(reader.GetGuid(10)),
                reader.IsDBNull(11) ? null : new UserId(reader.GetGuid(11)),
                reader.IsDBNull(12) ? null : reader.GetGuid(12),
                reader.IsDBNull(13)
                    ? null
                    : new Sidebar(reader.GetInt64(13), Sessions.Sidebar.Named(reader.GetString(14)) ?? SidebarKind.Claimed)
            )
            : null;
    }
}
