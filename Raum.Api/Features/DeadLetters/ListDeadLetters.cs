using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.People.Access;

namespace Raum.Api.Features.DeadLetters;

/// <summary>Jobs that were given up (FLOW-6): ids and a code, no text.</summary>
internal static class ListDeadLetters
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static RouteHandlerBuilder MapListDeadLetters(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/dead-letters", HandleAsync)
            .WithName("ListDeadLetters")
            .WithTags("Dead letters")
            .WithSummary("List jobs that were given up")
            .WithDescription("The newest first. A letter is kept for a limited time; its ticket has gone back to people already.")
            .RequirePermission(Permission.HandleDeadLetters)
            .ProducesProblemBody(400);

    internal static async Task<Results<Ok<DeadLettersView>, ProblemResult>> HandleAsync(
        [FromQuery(Name = "limit"), Description("Letters, 1 to 200; 50 when absent.")] string? limit,
        Caller caller,
        IDeadLetters letters,
        HttpContext context
    )
    {
        var max = DefaultLimit;
        if (
            limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out max) || max is < 1 or > MaxLimit)
        )
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["limit"] = ["must be a number from 1 to 200"] });
        }

        using var patience = Patience.For(context.RequestAborted);
        var listed = await Patience.OrTimeoutAsync(letters.ListAsync(caller.Organization, max, patience.Token), context);
        return listed.Succeeded
            ? TypedResults.Ok(new DeadLettersView([.. listed.Value.Select(DeadLetterView.Of)]))
            : listed.Failure.ToProblem();
    }
}

internal sealed record DeadLettersView(IReadOnlyList<DeadLetterView> Letters);

/// <param name="Id">The letter's own id: what a replay names.</param>
/// <param name="Failure">Why the job was given up: the last part of a problem type.</param>
/// <param name="JobId">Absent when the entry could not be read.</param>
internal sealed record DeadLetterView(
    string Id,
    string Failure,
    int Attempts,
    DateTimeOffset BuriedAt,
    Guid? JobId = null,
    AiOperation? Operation = null,
    long? TicketId = null
)
{
    public static DeadLetterView Of(DeadLetter letter) =>
        new(
            letter.Id,
            ProblemTable.Name(letter.Code),
            letter.Attempts,
            letter.BuriedAt,
            letter.Job?.Value,
            letter.Operation,
            letter.TicketId
        );
}
