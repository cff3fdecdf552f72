using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Erasure;

/// <summary>Does what privacy requests ask for: ends the bodies of everything about a person, removes drafts and what queue and results hold, and reports (KEY-7, DATA-2).</summary>
public sealed class PrivacyErasure
{
    private static readonly AuditActor Worker = AuditActor.System("privacy");

    /// <summary>What is found anew again and again in one call is left to the next.</summary>
    private const int MaxRounds = 8;

    private readonly PlacedDatabase _purge;
    private readonly BodyRemoval _removal;
    private readonly AuditProjector _projector;
    private readonly IJobTraces _traces;
    private readonly ICompanyTexts _texts;
    private readonly SubjectPrints _prints;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal PrivacyErasure(
        PlacedDatabase purge,
        BodyRemoval removal,
        AuditProjector projector,
        IJobTraces traces,
        ICompanyTexts texts,
        SubjectPrints prints,
        IAuditLog log,
        TimeProvider clock
    )
    {
        _purge = purge;
        _removal = removal;
        _projector = projector;
        _traces = traces;
        _texts = texts;
        _prints = prints;
        _log = log;
        _clock = clock;
    }

    /// <summary>Organizations with a request that is not done.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _purge.LookUpAsync(
                "select id from lookup.privacy_requests() as id",
                [],
                reader => new OrganizationId(reader.GetGuid(0)),
                cancellationToken
            );
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

    private Task<Outcome<bool>> HoldAsync(
        OrganizationId organization,
        PrivacyRequest request,
        IReadOnlyList<Guid> holds,
        CancellationToken cancellationToken
    )
    {
        Guid[] all = [.. request.Holds.Union(holds).Order()];
        return _purge.RunAsync<bool>(
            organization,
            async (scope, token) =>
            {
                if (!await PrivacyRows.HoldAsync(scope, request.Id, all, token))
                {
                    return false;
                }

                // The row is locked: of two workers one records it.
                var held = request with
                {
                    State = PrivacyRequestState.Held,
                    Holds = all,
                };
                var now = _clock.GetUtcNow();
                var entry = PrivacyRequests.Changed(held, PrivacyRequestChange.Held, Guid.CreateVersion7(now), Worker, now, 0);
                var recorded = await _log.AppendAsync(organization, [entry], token);
                return recorded.Succeeded ? false : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>
    /// First the jobs come to rest, then the read models take in what these recorded, then everything that is found goes; until nothing is found any more.
    /// In another order something that is recorded in between would stay.
    /// </summary>
    private async Task<Outcome<bool>> EraseAsync(OrganizationId organization, OpenRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<TextMention>? texts = null;
        for (var round = 0; round < MaxRounds; round++)
        {
            var jobs = await RestingAsync(organization, request, cancellationToken);
            if (!jobs.Succeeded)
            {
                return jobs.Failure;
            }

            if (jobs.Value is null)
            {
                return false;
            }

            if (texts is null)
            {
                var found = await _texts.FindAsync(
                    organization,
                    new PersonSearch(_prints, organization, request.Prints),
                    cancellationToken
                );
                if (!found.Succeeded)
                {
                    return found.Failure;
                }

                texts = found.Value;
            }

            try
            {
                await _projector.CatchUpAsync(organization, cancellationToken);
            }
            catch (AuditReadException e)
            {
                return new Failure(e.Code);
            }

            var planned = await _purge.RunAsync(
                organization,
                (scope, token) => PlanAsync(scope, request, jobs.Value, texts, token),
                cancellationToken
            );
            if (!planned.Succeeded)
            {
                return planned.Failure;
            }

            switch (planned.Value)
            {
                case { IsLate: true }:
                    continue;
                case { IsStopped: true }:
                    return false;
            }

            // It is decided: what the queue and the results hold goes too.
            var traces = await _traces.EraseAsync(organization, jobs.Value, cancellationToken);
            if (!traces.Succeeded)
            {
                return traces.Failure;
            }

            if (planned.Value.Ending is { } ending)
            {
                return await EndAsync(organization, ending, cancellationToken);
            }

            var removed = await _removal.RunAsync(organization, planned.Value.Removal!, cancellationToken);
            if (!removed.Succeeded)
            {
                // A hold that was placed meanwhile is named by the next call.
                return removed.Failure.Code == FailureCode.Conflict ? false : removed.Failure;
            }
        }

        return false;
    }

    /// <summary>The jobs about the person, when none of them may still record something; null, and the request says that it waits, when one may.</summary>
    private async Task<Outcome<List<JobId>?>> RestingAsync(
        OrganizationId organization,
        OpenRequest request,
        CancellationToken cancellationToken
    )
    {
        var found = await _purge.RunAsync<(List<JobId> Jobs, long Open)>(
            organization,
            async (scope, token) =>
            {
                var jobs = await ErasureSearch.JobsAsync(scope, request, token);
                return (jobs, await ErasureSearch.CountOpenAsync(scope, jobs, token));
            },
            cancellationToken
        );
        if (!found.Succeeded)
        {
            return found.Failure;
        }

        var busy = await _traces.CountUnsettledAsync(organization, found.Value.Jobs, cancellationToken);
        if (!busy.Succeeded)
        {
            return busy.Failure;
        }

        if (busy.Value + found.Value.Open == 0)
        {
            return found.Value.Jobs;
        }

        return await _purge.RunAsync<List<JobId>?>(
            organization,
            async (scope, token) =>
            {
                await PrivacyRows.BeginAsync(scope, request.Request.Id, token);
                return (List<JobId>?)null;
            },
            cancellationToken
        );
    }

    /// <summary>Writes down what is to go, and what the report will say of it: afterwards nobody can find it. In turn with holds and other removals.</summary>
    private async Task<Outcome<ErasureStep>> PlanAsync(
        OrganizationScope scope,
        OpenRequest request,
        List<JobId> resting,
        IReadOnlyList<TextMention> texts,
        CancellationToken cancellationToken
    )
    {
        var id = request.Request.Id;
        if (!await Removals.TakeTurnAsync(scope, cancellationToken) || !await PrivacyRows.TakeAsync(scope, id, cancellationToken))
        {
            return new ErasureStep { IsStopped = true };
        }

        var cause = $"request {id:D}";
        if (await Removals.OfAsync(scope, cause, cancellationToken) is { } left)
        {
            return new ErasureStep { Removal = left };
        }

        var jobs = await ErasureSearch.JobsAsync(scope, request, cancellationToken);
        if (jobs.Except(resting).Any())
        {
            return new ErasureStep { IsLate = true };
        }

        var found = await ErasureSearch.EntriesAsync(scope, jobs, cancellationToken);
        var report = (await ErasureSearch.ReportAsync(scope, found, cancellationToken)) with { Texts = texts };
        var at = _clock.GetUtcNow();
        var receipt = Guid.CreateVersion7(at);
        if (found.Revisions.Count > 0)
        {
            report = report with { Receipts = [receipt] };
        }

        var all = await PrivacyRows.ReportAsync(scope, id, cancellationToken) is { } before ? before.With(report) : report;
        await PrivacyRows.KeepAsync(scope, id, jobs, all, cancellationToken);
        if (found.Revisions.Count == 0)
        {
            var (entry, endedAt) = await PrivacyRows.BeginEndAsync(scope, id, at, cancellationToken);
            return new ErasureStep
            {
                Ending = PrivacyRequests.Changed(request.Request, PrivacyRequestChange.Done, entry, Worker, endedAt, all.Entries),
            };
        }

        await Removals.AddAsync(
            scope,
            new Removal(receipt, cause, null, null, $"request {request.Request.Reference}", found.Revisions, at),
            cancellationToken
        );
        return new ErasureStep { Removal = await Removals.OfAsync(scope, cause, cancellationToken) };
    }

    private async Task<Outcome<bool>> EndAsync(
        OrganizationId organization,
        PrivacyRequestChanged ending,
        CancellationToken cancellationToken
    )
    {
        var recorded = await _log.AppendAsync(organization, [ending], cancellationToken);
        // A conflict, or a body that is gone: it is on record.
        return recorded.Succeeded || recorded.Failure.Code is FailureCode.AuditConflict or FailureCode.Gone
            ? await _purge.RunAsync<bool>(
                organization,
                async (scope, token) => await PrivacyRows.EndAsync(scope, Guid.Parse(ending.Target!.Id), token),
                cancellationToken
            )
            : recorded.Failure;
    }
}
