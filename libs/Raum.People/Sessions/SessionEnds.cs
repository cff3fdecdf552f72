using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.People.Sessions;

/// <summary>Sessions that end before their time: at once, for ever, and on record once, with the reason that ended them.</summary>
/// <remarks>What ends many in one transaction records that before it commits. What must end even without a log keeps the reason in the row until it is on record.</remarks>
public sealed class SessionEnds(RaumDatabase database, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Ends a session of this person, and those in which it acts as others. Where the log was away it has ended and is not on record: the same call again records it.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when the person has no such session here, or it has ended and that is on record.</returns>
    public async Task<Outcome<Done>> EndAsync(
        OrganizationId organization,
        UserId user,
        SessionId session,
        SessionEnd reason,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        // It ends even when the log is away: it may be in the wrong hands.
        var unrecorded = await database.RunAsync(
            organization,
            (scope, stop) => EndAsync(scope, user, session, new UnrecordedEnd(reason, actor), stop),
            cancellationToken
        );
        if (!unrecorded.Succeeded)
        {
            return unrecorded.Failure;
        }

        if (unrecorded.Value.Count == 0)
        {
            return new Failure(FailureCode.NotFound);
        }

        var recorded = await audit.AppendAllAsync(
            organization,
            unrecorded.Value.Select(one =>
                PeopleEvents.Ended(one.Session.User, one.Session.Session, one.End.Reason, one.End.Actor, one.At) with
                {
                    Id = PeopleEvents.IdOf("session-ended", one.Session.Session.ToString()),
                }
            ),
            cancellationToken
        );
        return recorded.Succeeded
            ? await ForgetAsync(organization, [.. unrecorded.Value.Select(one => one.Session.Session.Value)], cancellationToken)
            : recorded.Failure;
    }

    private async Task<Outcome<List<(EndedSession Session, DateTimeOffset At, UnrecordedEnd End)>>> EndAsync(
        OrganizationScope scope,
        UserId user,
        SessionId session,
        UnrecordedEnd end,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update people.session set ended_at = $4, unrecorded_end = $5
            where organization_id = $1 and ended_at is null and ((user_id = $2 and session_id = $3) or (impersonator_id = $2 and begun_by = $3))
            """,
            scope.Organization.Value,
            user.Value,
            session.Value,
            clock.GetUtcNow(),
            JsonSerializer.Serialize(end, UnrecordedEndJson.Default.UnrecordedEnd)
        );
        await update.ExecuteNonQueryAsync(cancellationToken);

        // Those of an earlier call too, whose reason stays what it was.
        await using var select = scope.CreateCommand(
            """
            select session_id, user_id, ended_at, unrecorded_end from people.session
            where organization_id = $1 and unrecorded_end is not null
              and ((user_id = $2 and session_id = $3) or (impersonator_id = $2 and begun_by = $3))
            """,
            scope.Organization.Value,
            user.Value,
            session.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var ended = new List<(EndedSession, DateTimeOffset, UnrecordedEnd)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var one = new EndedSession(new SessionId(reader.GetGuid(0)), new UserId(reader.GetGuid(1)));
            var how = JsonSerializer.Deserialize(reader.GetString(3), UnrecordedEndJson.Default.UnrecordedEnd)!;
            ended.Add((one, reader.GetFieldValue<DateTimeOffset>(2), how));
        }

        return ended;
    }

    private Task<Outcome<Done>> ForgetAsync(OrganizationId organization, Guid[] sessions, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    "update people.session set unrecorded_end = null where organization_id = $1 and session_id = any($2)",
                    organization.Value,
                    sessions
                );
                await update.ExecuteNonQueryAsync(stop);
                return default(Done);
            },
            cancellationToken
        );

    /// <summary>Ends every session that a member has here (ASVS 7.4.5).</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is none.</returns>
    public Task<Outcome<Done>> EndAllAsync(
        OrganizationId organization,
        UserId user,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var now = clock.GetUtcNow();
                var ended = await EndAllAsync(scope, user, now, stop);
                if (ended.Count == 0)
                {
                    return new Failure(FailureCode.NotFound);
                }

                return await audit.AppendAllAsync(
                    organization,
                    ended.Select(one => PeopleEvents.Ended(one.User, one.Session, SessionEnd.Revoked, actor, now)),
                    stop
                );
            },
            cancellationToken
        );

    /// <summary>Ends every session of a person in the scope's organization, those as others too, and says which.</summary>
    internal static async Task<List<EndedSession>> EndAllAsync(
        OrganizationScope scope,
        UserId user,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update people.session set ended_at = $3
            where organization_id = $1 and ended_at is null and (user_id = $2 or impersonator_id = $2) returning session_id, user_id
            """,
            scope.Organization.Value,
            user.Value,
            now
        );
        return await EndedAsync(update, cancellationToken);
    }

    internal static async Task<List<EndedSession>> EndedAsync(NpgsqlCommand update, CancellationToken cancellationToken)
    {
        await using var reader = await update.ExecuteReaderAsync(cancellationToken);
        var ended = new List<EndedSession>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ended.Add(new EndedSession(new SessionId(reader.GetGuid(0)), new UserId(reader.GetGuid(1))));
        }

        return ended;
    }
}

/// <param name="User">Whose session it was: for one in which somebody acted as another, the other's.</param>
internal sealed record EndedSession(SessionId Session, UserId User);

/// <summary>How a session ended that is not on record yet. Ids and names of codes, nothing personal.</summary>
internal sealed record UnrecordedEnd(SessionEnd Reason, AuditActor Actor);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(UnrecordedEnd))]
internal sealed partial class UnrecordedEndJson : JsonSerializerContext;
