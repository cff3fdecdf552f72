using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Sinks;

/// <summary>Where entries, checkpoints and alerts are pushed (AUD-6, AUD-7). Where a sink is, and its secret, come in and are never shown.</summary>
internal static class SinkRoutes
{
    public static void MapSinks(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/audit/sinks", ListAsync)
            .WithName("ListSinks")
            .WithTags("Audit")
            .WithSummary("List the sinks of the audit log and of alerts")
            .WithDescription("How far each is, and whether it was approved or given up. Where it is stands nowhere.")
            .RequirePermission(Permission.ReadSettings);
        routes
            .MapPost("/audit/sinks", AddAsync)
            .WithName("AddSink")
            .WithTags("Audit")
            .WithSummary("Add a sink")
            .WithDescription(
                "It is off until it is approved (POST /v1/approvals with auditSink), and gets headers until content is approved for it (auditContent). A destination of alerts is a sink, too."
            )
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation()
            .ProducesProblemBody(415)
            .Validated(new SinkRequestRules());
        routes
            .MapPost("/audit/sinks/{sink}/revive", ReviveAsync)
            .WithName("ReviveSink")
            .WithTags("Audit")
            .WithSummary("Give a sink that was given up another chance")
            .WithDescription(
                "It goes on where it was. What was cut off the log meanwhile it never gets; the log says which entries those are."
            )
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation()
            .ProducesProblemBody(404);
        routes
            .MapDelete("/audit/sinks/{sink}", RemoveAsync)
            .WithName("RemoveSink")
            .WithTags("Audit")
            .WithSummary("Remove a sink")
            .RequirePermission(Permission.ManageAudit)
            .RequireConfirmation()
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Ok<SinksView>, ProblemResult>> ListAsync(Person person, AuditSinks sinks, HttpContext context)
    {
        var listed = await sinks.ListAsync(person.Organization, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(
                new SinksView([
                    .. listed.Value.Select(sink => new SinkView(
                        sink.Id,
                        sink.Kind,
                        sink.Position,
                        sink.Content,
                        sink.Failures,
                        sink.Region,
                        sink.ApprovedAt,
                        sink.DeadAt
                    )),
                ])
            )
            : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Created<NewSinkView>, ProblemResult>> AddAsync(
        SinkRequest request,
        Person person,
        AuditSinks sinks,
        HttpContext context
    )
    {
        var added = await sinks.AddAsync(
            person.Organization,
            request.Kind,
            request.Format ?? EntryFormat.Csv,
            request.Address ?? new PersonalText(""),
            request.Secret,
            request.Authority,
            request.Region,
            person.Actor,
            context.RequestAborted
        );
        if (!added.Succeeded)
        {
            return added.Failure.ToProblem(
                added.Failure.Code == FailureCode.InvalidRequest
                    ? "The address must fit the kind: tls://host:port for syslog, https for webhooks, a mail address; and webhooks need a secret of 32 characters or more."
                    : null
            );
        }

        context.Concerns(TargetOf(added.Value));
        return TypedResults.Created($"/v1/audit/sinks/{added.Value:D}", new NewSinkView(added.Value));
    }

    internal static Task<Results<Ok<DoneView>, ProblemResult>> ReviveAsync(
        Guid sink,
        Person person,
        AuditSinks sinks,
        HttpContext context
    ) => ChangeAsync(sink, SinkChange.Revived, person, sinks, context);

    internal static Task<Results<Ok<DoneView>, ProblemResult>> RemoveAsync(
        Guid sink,
        Person person,
        AuditSinks sinks,
        HttpContext context
    ) => ChangeAsync(sink, SinkChange.Removed, person, sinks, context);

    private static async Task<Results<Ok<DoneView>, ProblemResult>> ChangeAsync(
        Guid sink,
        SinkChange change,
        Person person,
        AuditSinks sinks,
        HttpContext context
    )
    {
        context.Concerns(TargetOf(sink));
        var changed = await sinks.ChangeAsync(person.Organization, sink, change, person.Actor, context.RequestAborted);
        return changed.Succeeded ? TypedResults.Ok(DoneView.Yes) : changed.Failure.ToProblem();
    }

    private static AuditTarget TargetOf(Guid sink) => new("sink", sink.ToString("D"));
}

/// <param name="Address"><c>tls://host:6514</c>, an https address, a mail address; absent for files.</param>
/// <param name="Secret">Signs requests; 32 characters or more. Never shown again.</param>
/// <param name="Authority">PEM of the certificate authority, where the system does not know it.</param>
/// <param name="Region">Where the receiver handles data: <c>us</c>, <c>eu</c> or <c>apac</c>.</param>
/// <param name="Format">Of the entries in syslog; absent: <c>csv</c>.</param>
internal sealed record SinkRequest(
    SinkKind Kind,
    string Region,
    PersonalText? Address = null,
    PersonalText? Secret = null,
    string? Authority = null,
    EntryFormat? Format = null
)
{
    public override string ToString() => $"Sink {Kind}";
}

internal sealed class SinkRequestRules : AbstractValidator<SinkRequest>
{
    public SinkRequestRules()
    {
        RuleFor(request => request.Region).Must(region => region is "us" or "eu" or "apac").WithMessage("must be us, eu or apac");
        RuleFor(request => request.Address)
            .Must(address => address is null || address.Length <= 500)
            .WithMessage("must have 500 characters at most");
        RuleFor(request => request.Secret)
            .Must(secret => secret is null or { Length: >= 32 and <= 500 })
            .WithMessage("must have 32 to 500 characters");
        RuleFor(request => request.Authority)
            .Must(pem => pem is null or { Length: > 0 and <= 20_000 })
            .WithMessage("must have 20,000 characters at most");
    }
}

internal sealed record NewSinkView(Guid Id);

internal sealed record SinksView(IReadOnlyList<SinkView> Sinks);

/// <param name="Position">The next entry to push, or the size of the newest checkpoint that was taken.</param>
/// <param name="Content">Contents and network addresses go there, too.</param>
/// <param name="Failures">Tries in a row that failed.</param>
/// <param name="ApprovedAt">Absent: nothing is pushed before it is approved.</param>
/// <param name="DeadAt">When it was given up.</param>
internal sealed record SinkView(
    Guid Id,
    SinkKind Kind,
    long Position,
    bool Content,
    int Failures,
    string? Region = null,
    DateTimeOffset? ApprovedAt = null,
    DateTimeOffset? DeadAt = null
);
