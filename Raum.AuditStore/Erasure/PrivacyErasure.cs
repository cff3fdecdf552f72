using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Export;

namespace Raum.AuditStore.Erasure;

/// <summary>Does what privacy requests ask for: ends the bodies of everything about a person, removes drafts and what queue and results hold, and reports (KEY-7, DATA-2).</summary>
public sealed class PrivacyErasure
{
    private static readonly AuditActor Worker = AuditActor.System("privacy");

    private readonly PlacedDatabase _purge;
    private readonly AuditRetention _retention;
    private readonly AuditProjector _projector;
    private readonly IJobTraces _traces;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal PrivacyErasure(
        PlacedDatabase purge,
        AuditRetention retention,
        AuditProjector projector,
        IJobTraces traces,
        IAuditLog log,
        TimeProvider clock
    )
    {
        _purge = purge;
        _retention = retention;
        _projector = projector;
        _traces = traces;
        _log = log;
        _clock = clock;
    }

    /// <summary>Organizations with a request that is not done.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var organizations = new List<OrganizationId>();
            await using var command = _purge.Shared.CreateLookup("select id from lookup.privacy_requests() as id");
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

    /// <summary>Goes on with every open request of an organization. One that a hold or a running job keeps waiting is looked at again by the next call.</summary>
    /// <returns>How many are done now that were not before; failures of the stores, and then nothing is lost.</returns>
    public async Task<Outcome<int>> RunAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var open = await _purge.RunAsync(organization, PrivacyRows.OpenAsync, cancellationToken);
        if (!open.Succeeded)
        {
            return open.Failure;
        }

        if (open.Value.Requests.Count > 0 && open.Value.Holds.Count == 0)
        {
            try
            {
                // What is on record and not in the read models yet would not be found.
                await _projector.CatchUpAsync(organization, cancellationToken);
            }
            catch (AuditReadException e)
            {
                return new Failure(e.Code);
            }
        }

        var done = 0;
        foreach (var request in open.Value.Requests)
        {
            var ended =
                open.Value.Holds.Count > 0
                    ? await HoldAsync(organization, request.Request, open.Value.Holds, cancellationToken)
                    : await EraseAsync(organization, request, cancellationToken);
            if (!ended.Succeeded)
            {
                return ended.Failure;
            }

            done += ended.Value ? 1 : 0;
        }

        return done;
    }

    private async Task<Outcome<bool>> HoldAsync(
        OrganizationId organization,
        PrivacyRequest request,
        IReadOnlyList<Guid> holds,
        CancellationToken cancellationToken
    )
    {
        var all = request.Holds.Union(holds).Order().ToArray();
        if (request.State == PrivacyRequestState.Held && all.Length == request.Holds.Count)
        {
            return false;
        }

        var held = request with { State = PrivacyRequestState.Held, Holds = all };
        var recorded = await _log.AppendAsync(
            organization,
            [PrivacyRequests.Changed(held, PrivacyRequestChange.Held, Worker, _clock.GetUtcNow(), 0)],
            cancellationToken
        );
        return recorded.Succeeded
            ? await _purge.RunAsync<bool>(
                organization,
                async (scope, token) =>
                {
                    await PrivacyRows.MoveAsync(scope, request.Id, "held", all, token);
                    return false;
                },
                cancellationToken
            )
            : recorded.Failure;
    }

    private async Task<Outcome<bool>> EraseAsync(OrganizationId organization, OpenRequest request, CancellationToken cancellationToken)
    {
        var found = await _purge.RunAsync<(FoundEntries Entries, ErasureReport Report)>(
            organization,
            async (scope, token) =>
            {
                var entries = await ErasureSearch.FindAsync(scope, request, token);
                return (entries, await ErasureSearch.ReportAsync(scope, entries, token));
            },
            cancellationToken
        );
        if (!found.Succeeded)
        {
            return found.Failure;
        }

        var (entries, report) = found.Value;
        var busy = await _traces.CountUnsettledAsync(organization, entries.Jobs, cancellationToken);
        if (!busy.Succeeded)
        {
            return busy.Failure;
        }

        if (busy.Value > 0)
        {
            // They may still record something about the person.
            return await _purge.RunAsync<bool>(
                organization,
                async (scope, token) =>
                {
                    await PrivacyRows.MoveAsync(scope, request.Request.Id, "erasing", request.Request.Holds, token);
                    return false;
                },
                cancellationToken
            );
        }

        var traces = await _traces.EraseAsync(organization, entries.Jobs, cancellationToken);
        return traces.Succeeded ? await EndAsync(organization, request.Request, entries, report, cancellationToken) : traces.Failure;
    }

    /// <summary>Bodies, drafts, receipt and the end of the request are one transaction.</summary>
    private async Task<Outcome<bool>> EndAsync(
        OrganizationId organization,
        PrivacyRequest request,
        FoundEntries entries,
        ErasureReport report,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var end = PrivacyRequests.Changed(request, PrivacyRequestChange.Done, Worker, now, entries.Revisions.Count);
        if (entries.Revisions.Count == 0)
        {
            var recorded = await _log.AppendAsync(organization, [end], cancellationToken);
            return recorded.Succeeded
                ? await _purge.RunAsync<bool>(
                    organization,
                    async (scope, token) => await PrivacyRows.EndAsync(scope, request.Id, Text(report), now, token),
                    cancellationToken
                )
                : recorded.Failure;
        }

        var removed = await _retention.RemoveAsync(
            organization,
            new Removal(EntryState.Erased, null, null, entries.Revisions, $"request {request.Reference}", Worker)
            {
                End = end,
                Finish = (scope, receipt, token) =>
                    PrivacyRows.EndAsync(scope, request.Id, Text(report with { Receipts = [receipt] }), now, token),
            },
            cancellationToken
        );
        return removed.Succeeded ? true : removed.Failure;
    }

    private static string Text(ErasureReport report) => JsonSerializer.Serialize(report, ErasureJson.Default.ErasureReport);
}
