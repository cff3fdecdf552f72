using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Api.Features.Sessions;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Knowledge;

namespace Raum.Api.Features.Knowledge;

/// <summary>What the routes of one kind do.</summary>
/// <param name="path">Of the list, with its version.</param>
internal sealed class KnowledgeHandlers(KnowledgeKind kind, string path)
{
    private const int DefaultLimit = 50;
    private const int MaxHistory = 1_000;
    private const string NotSimulated =
        "An admin or owner tries these very words first: POST /v1/simulations with them as text under trial.procedures, with the id as entry if there is one, and a ticket they apply to. "
        + "Repeat this a moment after the simulation is done.";

    public async Task<Results<Ok<KnowledgePageView>, ProblemResult>> ListAsync(
        Caller caller,
        KnowledgeReader reader,
        HttpContext context,
        [FromQuery(Name = "cursor"), Description("next of the page before.")] string? cursor = null,
        [FromQuery(Name = "limit"), Description("Entries of a page, 1 to 100; 50 when absent.")] string? limit = null
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var size = limit is null ? DefaultLimit : Number(limit);
        if (size is < 1 or > KnowledgeReader.MaxPage)
        {
            errors["limit"] = ["must be a number from 1 to 100"];
        }

        Guid? before = null;
        if (cursor is not null)
        {
            before = Guid.TryParseExact(cursor, "D", out var id) ? id : null;
            if (before is null)
            {
                errors["cursor"] = ["must be the next of a page before"];
            }
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var page = await InTimeAsync(token => reader.ListAsync(caller.Organization, kind, before, (int)size, token), context);
        return page.Succeeded
            ? TypedResults.Ok(
                new KnowledgePageView(
                    [.. page.Value.Entries.Select(entry => KnowledgeView.Of(entry) with { Body = null })],
                    page.Value.Next?.ToString("D")
                )
            )
            : page.Failure.ToProblem();
    }

    public async Task<Results<Created<KnowledgeView>, ProblemResult>> CreateAsync<TRequest>(
        TRequest request,
        Caller caller,
        KnowledgeWriter writer,
        SimulatedTexts simulated,
        HttpContext context
    )
        where TRequest : IKnowledgeRequest
    {
        var tried = await WasSimulatedAsync(null, request.Document, caller, simulated, context);
        if (!tried.Succeeded)
        {
            return tried.Failure.ToProblem(Advice(tried.Failure));
        }

        var created = await writer.CreateAsync(caller.Organization, kind, request.Document, caller.Actor, context.RequestAborted);
        if (!created.Succeeded)
        {
            return created.Failure.ToProblem(
                created.Failure.Code == FailureCode.Conflict ? "There are as many as there may be: delete one first." : null
            );
        }

        context.Concerns(new AuditTarget(kind.Name(), created.Value.Id.ToString("D")));
        SeenVersion.Show(context, created.Value.Version);
        return TypedResults.Created($"{path}/{created.Value.Id:D}", KnowledgeView.Of(created.Value));
    }

    public async Task<Results<Ok<KnowledgeView>, StatusCodeHttpResult, ProblemResult>> FindAsync(
        string entry,
        Caller caller,
        KnowledgeReader reader,
        HttpContext context
    )
    {
        if (Named(entry, context) is not { } id)
        {
            return NotFound();
        }

        var found = await InTimeAsync(token => reader.FindAsync(caller.Organization, kind, id, token), context);
        return !found.Succeeded ? found.Failure.ToProblem()
            : SeenVersion.ShowIsKnown(context, found.Value.Version) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(KnowledgeView.Of(found.Value));
    }

    public Task<Results<Ok<KnowledgeView>, ProblemResult>> ReplaceAsync<TRequest>(
        string entry,
        TRequest request,
        Caller caller,
        KnowledgeWriter writer,
        SimulatedTexts simulated,
        HttpContext context
    )
        where TRequest : IKnowledgeRequest =>
        ChangeAsync(
            entry,
            context,
            (id, seen) =>
                writer.ReplaceAsync(
                    caller.Organization,
                    kind,
                    id,
                    seen,
                    request.Document,
                    caller.Actor,
                    context.RequestAborted,
                    () => WasSimulatedAsync(id, request.Document, caller, simulated, context)
                )
        );

    public Task<Results<Ok<KnowledgeView>, ProblemResult>> RollBackAsync(
        string entry,
        RollBackRequest request,
        Caller caller,
        KnowledgeWriter writer,
        HttpContext context
    ) =>
        ChangeAsync(
            entry,
            context,
            (id, seen) => writer.RollBackAsync(caller.Organization, kind, id, request.Version, seen, caller.Actor, context.RequestAborted)
        );

    public async Task<Results<Ok<DoneView>, ProblemResult>> DeleteAsync(
        string entry,
        Caller caller,
        KnowledgeWriter writer,
        HttpContext context
    )
    {
        if (Named(entry, context) is not { } id)
        {
            return NotFound();
        }

        var seen = SeenVersion.SeenNumber(context);
        var deleted = seen.Succeeded
            ? await writer.DeleteAsync(caller.Organization, kind, id, seen.Value, caller.Actor, context.RequestAborted)
            : seen.Failure;
        return deleted.Succeeded ? TypedResults.Ok(DoneView.Yes) : deleted.Failure.ToProblem(SeenVersion.Advice(deleted.Failure));
    }

    public async Task<Results<Ok<KnowledgeVersionsView>, ProblemResult>> HistoryAsync(
        string entry,
        Caller caller,
        KnowledgeReader reader,
        HttpContext context
    )
    {
        if (Named(entry, context) is not { } id)
        {
            return NotFound();
        }

        var history = await InTimeAsync(token => reader.HistoryAsync(caller.Organization, kind, id, MaxHistory, token), context);
        return history.Succeeded
            ? TypedResults.Ok(new KnowledgeVersionsView([.. history.Value.Select(KnowledgeVersionSummary.Of)]))
            : history.Failure.ToProblem();
    }

    public async Task<Results<Ok<KnowledgeVersionView>, ProblemResult>> FindVersionAsync(
        string entry,
        [Description("From 1.")] string version,
        Caller caller,
        KnowledgeReader reader,
        HttpContext context
    )
    {
        if (Named(entry, context) is not { } id || Number(version) is not (> 0 and var number))
        {
            return NotFound();
        }

        var found = await InTimeAsync(token => reader.FindVersionAsync(caller.Organization, kind, id, number, token), context);
        return found.Succeeded ? TypedResults.Ok(KnowledgeVersionView.Of(kind, found.Value)) : found.Failure.ToProblem();
    }

    public async Task<Results<Ok<DoneView>, ProblemResult>> DeleteVersionAsync(
        string entry,
        [Description("From 1.")] string version,
        Caller caller,
        KnowledgeWriter writer,
        HttpContext context
    )
    {
        if (Named(entry, context) is not { } id || Number(version) is not (> 0 and var number))
        {
            return NotFound();
        }

        var seen = SeenVersion.SeenNumber(context);
        var deleted = seen.Succeeded
            ? await writer.DeleteVersionAsync(caller.Organization, kind, id, number, seen.Value, caller.Actor, context.RequestAborted)
            : seen.Failure;
        return deleted.Succeeded
            ? TypedResults.Ok(DoneView.Yes)
            : deleted.Failure.ToProblem(
                deleted.Failure.Code == FailureCode.Conflict
                    ? "This version is in force: write the next one first."
                    : SeenVersion.Advice(deleted.Failure)
            );
    }

    private async Task<Results<Ok<KnowledgeView>, ProblemResult>> ChangeAsync(
        string entry,
        HttpContext context,
        Func<Guid, long, Task<Outcome<KnowledgeEntry>>> change
    )
    {
        if (Named(entry, context) is not { } id)
        {
            return NotFound();
        }

        var seen = SeenVersion.SeenNumber(context);
        var changed = seen.Succeeded ? await change(id, seen.Value) : seen.Failure;
        if (!changed.Succeeded)
        {
            return changed.Failure.ToProblem(Advice(changed.Failure));
        }

        SeenVersion.Show(context, changed.Value.Version);
        return TypedResults.Ok(KnowledgeView.Of(changed.Value));
    }

    /// <summary>FLOW-9: an instruction comes into force only after somebody has seen what a model makes of it.</summary>
    private Task<Outcome<Done>> WasSimulatedAsync(
        Guid? entry,
        KnowledgeDocument document,
        Caller caller,
        SimulatedTexts simulated,
        HttpContext context
    ) =>
        kind == KnowledgeKind.Procedure
            ? InTimeAsync(token => simulated.RequireAsync(caller.Organization, document.InPlace(kind, entry), token), context)
            : Task.FromResult<Outcome<Done>>(default(Done));

    private static string? Advice(Failure failure) =>
        failure.Code == FailureCode.SimulationRequired ? NotSimulated : SeenVersion.Advice(failure);

    /// <summary>The entry that the path names; null when it is no id.</summary>
    private Guid? Named(string entry, HttpContext context)
    {
        if (!Guid.TryParseExact(entry, "D", out var id))
        {
            return null;
        }

        context.Concerns(new AuditTarget(kind.Name(), id.ToString("D")));
        return id;
    }

    private static async Task<Outcome<T>> InTimeAsync<T>(Func<CancellationToken, Task<Outcome<T>>> work, HttpContext context)
    {
        using var patience = Patience.For(context.RequestAborted);
        return await Patience.OrTimeoutAsync(work(patience.Token), context);
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static ProblemResult NotFound() => new Failure(FailureCode.NotFound).ToProblem();
}
