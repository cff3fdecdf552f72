using System.Globalization;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Export;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Retention;

/// <summary>Ends bodies of events: when their retention ends, or when somebody may ask for it. What is left proves that it was there and says why it is gone (AUD-4, KEY-7).</summary>
public sealed class AuditRetention
{
    /// <summary>Days that a class is kept when the organization has not decided otherwise (AUD-4).</summary>
    public const int DefaultDays = 90;

    private const string Remains =
        "Header, salt and hash stay for the proofs. Without its key a sealed body opens nowhere in Raum; backups that hold the wrapped key end within 30 days.";

    private readonly PlacedDatabase _purge;
    private readonly PlacedDatabase _projector;
    private readonly LogKeys _keys;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal AuditRetention(PlacedDatabase purge, PlacedDatabase projector, LogKeys keys, IAuditLog log, TimeProvider clock)
    {
        _purge = purge;
        _projector = projector;
        _keys = keys;
        _log = log;
        _clock = clock;
    }

    /// <summary>Ends every month of every class whose retention is over. Entries are kept for at least their days, and at most a month longer: a month ends as a whole.</summary>
    /// <returns>How many bodies ended; 0 while a legal hold stands. Failures of the stores.</returns>
    public async Task<Outcome<long>> PurgeExpiredAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var expired = await _purge.RunAsync(organization, ExpiredMonthsAsync, cancellationToken);
        if (!expired.Succeeded)
        {
            return expired.Failure;
        }

        long removed = 0;
        foreach (var (retentionClass, month, days, revisions) in expired.Value)
        {
            var reason = string.Create(CultureInfo.InvariantCulture, $"retention of {days} days");
            var removal = new Removal(EntryState.Expired, retentionClass, month, revisions, reason, AuditActor.System("retention"));
            var done = await RemoveAsync(organization, removal, cancellationToken);
            if (!done.Succeeded)
            {
                return done.Failure;
            }

            removed += done.Value;
        }

        return removed;
    }

    /// <summary>Ends the bodies of everything that Raum did for some tickets of Zendesk.</summary>
    /// <param name="tickets">Numbers of the tickets.</param>
    /// <param name="request">The number of the request for it, without personal data: letters, digits, hyphens.</param>
    /// <returns>How many bodies ended; <see cref="FailureCode.Conflict"/> while a legal hold stands; <see cref="FailureCode.InvalidRequest"/> for a request that is no number.</returns>
    public async Task<Outcome<long>> EraseTicketsAsync(
        OrganizationId organization,
        IReadOnlyList<long> tickets,
        string request,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (request.Length is 0 or > 64 || !request.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var revisions = await _purge.RunAsync<List<long>>(
            organization,
            async (scope, token) =>
                await RetentionRows.IsHeldAsync(scope, token)
                    ? new Failure(FailureCode.Conflict)
                    : await RetentionRows.OfTicketsAsync(scope, tickets, token),
            cancellationToken
        );
        if (!revisions.Succeeded)
        {
            return revisions.Failure;
        }

        return revisions.Value.Count == 0
            ? 0
            : await RemoveAsync(
                organization,
                new Removal(EntryState.Erased, null, null, revisions.Value, $"request {request}", actor),
                cancellationToken
            );
    }

    /// <summary>Organizations that <see cref="PurgeExpiredAsync"/> has to look at: all there are, and the installation's own log.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var organizations = new List<OrganizationId> { OrganizationId.Installation };
            await using var command = _projector.Shared.CreateLookup("select id from lookup.organization_ids() as id");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                organizations.Add(new OrganizationId(reader.GetGuid(0)));
            }

            return organizations;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<List<ExpiredMonth>>> ExpiredMonthsAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        var expired = new List<ExpiredMonth>();
        if (await RetentionRows.IsHeldAsync(scope, cancellationToken))
        {
            return expired;
        }

        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var days = await RetentionRows.DaysAsync(scope, cancellationToken);
        foreach (var (retentionClass, month) in await RetentionRows.MonthsAsync(scope, cancellationToken))
        {
            var kept = days.GetValueOrDefault(retentionClass, DefaultDays);
            if (month.AddMonths(1).AddDays(kept) <= today)
            {
                var revisions = await RetentionRows.OfMonthAsync(scope, retentionClass, month, cancellationToken);
                expired.Add(new ExpiredMonth(retentionClass, month, kept, revisions));
            }
        }

        return expired;
    }

    /// <summary>On record first, then in one transaction: the receipt, the marks, the bodies and their keys.</summary>
    internal async Task<Outcome<long>> RemoveAsync(OrganizationId organization, Removal removal, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var recorded = await _log.AppendAsync(
            organization,
            [
                new BodiesRemoved
                {
                    Id = id,
                    At = now,
                    Actor = removal.Actor,
                    Correlation = new CorrelationId(id),
                    Target = new AuditTarget("receipt", id.ToString("D")),
                    Reason = removal.State == EntryState.Erased ? RemovalReason.Erasure : RemovalReason.Retention,
                    RetentionClass = removal.Class,
                    Month = removal.Month?.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                    Entries = removal.Revisions.Count,
                },
                .. removal.End is { } end ? [end] : Array.Empty<AuditEvent>(),
            ],
            cancellationToken
        );
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        var note = await SignAsync(organization, id, removal, now, cancellationToken);
        return note.Succeeded
            ? await _purge.RunAsync<long>(
                organization,
                async (scope, token) =>
                {
                    var removed = await RetentionRows.RemoveAsync(scope, id, note.Value.ToString(), now, removal, token);
                    return removal.Finish is null || await removal.Finish(scope, id, token) ? removed : new Failure(FailureCode.Conflict);
                },
                cancellationToken
            )
            : note.Failure;
    }

    private async Task<Outcome<SignedNote>> SignAsync(
        OrganizationId organization,
        Guid id,
        Removal removal,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        string TextOf(string origin) =>
            new Receipt(
                id,
                origin,
                removal.State,
                removal.Class ?? "*",
                removal.Month?.ToString("yyyy-MM", CultureInfo.InvariantCulture) ?? "*",
                removal.Revisions.Count,
                IndexRanges.Of(removal.Revisions),
                now,
                removal.Reason,
                Remains
            ).Text;
        try
        {
            return await _projector.RunAsync<SignedNote>(
                organization,
                async (scope, token) => await _keys.SignAsync(scope, TextOf, token),
                cancellationToken
            );
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
    }
}

/// <param name="Revisions">In ascending order.</param>
internal sealed record ExpiredMonth(string Class, DateOnly Month, int Days, IReadOnlyList<long> Revisions);

/// <param name="Class">Null for an erasure.</param>
/// <param name="Revisions">In ascending order.</param>
internal sealed record Removal(
    EntryState State,
    string? Class,
    DateOnly? Month,
    IReadOnlyList<long> Revisions,
    string Reason,
    AuditActor Actor
)
{
    /// <summary>Recorded with the removal.</summary>
    public AuditEvent? End { get; init; }

    /// <summary>Part of the removal's transaction; is given the receipt, and undoes all when it says false.</summary>
    public Func<OrganizationScope, Guid, CancellationToken, Task<bool>>? Finish { get; init; }
}
