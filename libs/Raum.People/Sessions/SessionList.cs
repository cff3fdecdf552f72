using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Keys;
using Raum.People.Accounts;

namespace Raum.People.Sessions;

/// <summary>What a person sees of their sessions: those that stand, and those in which an admin acted as them.</summary>
public sealed class SessionList
{
    private static readonly TimeSpan ImpersonationsShownFor = TimeSpan.FromDays(30);

    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly TimeProvider _clock;
    private readonly PeopleOptions _options;

    public SessionList(RaumDatabase database, FieldSealer sealer, TimeProvider clock, IOptions<PeopleOptions> options) =>
        (_database, _sealer, _clock, _options) = (database, sealer, clock, options.Value);

    /// <summary>Sessions of a person in this organization, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<SessionSummary>>> ReadAsync(
        OrganizationId organization,
        UserId user,
        CancellationToken cancellationToken
    )
    {
        var rows = await RowsAsync(organization, user, cancellationToken);
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var sessions = new List<SessionSummary>();
        foreach (var (session, by, reason, endedAt) in rows.Value)
        {
            if (by is not { } impersonator)
            {
                sessions.Add(session);
                continue;
            }

            var opened = await _sealer.OpenTextAsync(organization, Reason(session.Id), reason!, cancellationToken);
            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            sessions.Add(session with { Impersonation = new ImpersonationSummary(impersonator, opened.Value, endedAt) });
        }

        return sessions;
    }

    /// <summary>Where the reason of an impersonation stands.</summary>
    internal static FieldAddress Reason(SessionId session) => new("people_session", "reason_sealed", session.ToString());

    private Task<Outcome<List<(SessionSummary Session, UserId? By, byte[]? Reason, DateTimeOffset? EndedAt)>>> RowsAsync(
        OrganizationId organization,
        UserId user,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<List<(SessionSummary, UserId?, byte[]?, DateTimeOffset?)>>(
            organization,
            async (scope, stop) =>
            {
                var now = _clock.GetUtcNow();
                await using var select = scope.CreateCommand(
                    """
                    select session_id, methods, created_at, seen_at, expires_at, impersonator_id, reason_sealed,
                      coalesce(ended_at, case when expires_at <= $3 or seen_at <= $4 then least(expires_at, $3) end)
                    from people.session
                    where organization_id = $1 and user_id = $2
                      and ((ended_at is null and expires_at > $3 and seen_at > $4) or (impersonator_id is not null and created_at > $5))
                    order by created_at desc limit 200
                    """,
                    organization.Value,
                    user.Value,
                    now,
                    now - _options.SessionIdle,
                    now - ImpersonationsShownFor
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var rows = new List<(SessionSummary, UserId?, byte[]?, DateTimeOffset?)>();
                while (await reader.ReadAsync(stop))
                {
                    var session = new SessionSummary(
                        new SessionId(reader.GetGuid(0)),
                        reader.GetFieldValue<string[]>(1),
                        reader.GetFieldValue<DateTimeOffset>(2),
                        reader.GetFieldValue<DateTimeOffset>(3),
                        reader.GetFieldValue<DateTimeOffset>(4),
                        Impersonation: null
                    );
                    rows.Add(
                        (
                            session,
                            reader.IsDBNull(5) ? null : new UserId(reader.GetGuid(5)),
                            reader.GetNullable<byte[]>(6),
                            reader.GetNullable<DateTimeOffset?>(7)
                        )
                    );
                }

                return rows;
            },
            cancellationToken
        );
}
