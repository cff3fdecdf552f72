using System.Buffers;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.Api.Features.Jobs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Organizations.Regions;
using Raum.Organizations.Settings;
using Raum.Zendesk;

namespace Raum.Api.Features.Tickets;

/// <summary>Steps 1 and 2 of a job: accept a signed Zendesk webhook and queue its ids (FLOW-2).</summary>
/// <remarks>
/// What a status makes Zendesk do: 429 and 503 with a Retry-After below 60 are sent again; any other 4xx and 5xx is lost for ever.
/// So 4xx is for what would never be right, and everything that may pass is 503.
/// </remarks>
internal static class ReceiveZendeskWebhook
{
    /// <summary>Zendesk's comments have at most 64 KiB; their JSON is a few times that.</summary>
    private const int MaxBodyBytes = 1_048_576;

    private const string Connection = "zendesk";

    public static RouteHandlerBuilder MapReceiveZendeskWebhook(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/webhooks/zendesk/{organization}", HandleAsync)
            .WithName("ReceiveZendeskWebhook")
            .WithTags("Webhooks")
            .WithSummary("Receive a signed Zendesk webhook")
            .WithDescription(
                "Takes event subscriptions and triggers. The signature is checked over the raw bytes before anything is parsed, and only ids are queued. "
                    + "202: queued. 200: known already, or nothing to do (an agent's comment, a change without text, Raum's own write)."
            )
            .OpenToEverybody("the signature is the authentication")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes), new AnswerCrashWithRetry(), new SignedRequest())
            .Accepts<ZendeskWebhookBody>("application/json")
            .ProducesProblemBody(400, 401, 404, 413, 415, 421, 429, 503);

    internal static async Task<Results<Accepted<WebhookReceipt>, Ok<WebhookReceipt>, ProblemResult>> HandleAsync(
        string organization,
        HttpContext context,
        ZendeskWebhooks webhooks,
        SettingsStore settings,
        ServingRegion region,
        JobIntake intake,
        RateLimits limits,
        TimeProvider clock
    )
    {
        // :: Step 1
        if (!OrganizationId.TryParse(organization, out var id))
        {
            return new Failure(FailureCode.NotFound).ToProblem("The URL must end with the organization's id.");
        }

        if (!context.Request.HasJsonContentType())
        {
            return new Failure(FailureCode.UnsupportedMediaType).ToProblem("Send application/json.");
        }

        if (limits.Sender(id, context.Connection.RemoteIpAddress ?? IPAddress.None) is { } flood)
        {
            return flood.ToProblem();
        }

        var body = await ReadAsync(context.Request, context.RequestAborted);
        using var patience = Patience.For(context.RequestAborted);
        var received = await Patience.OrTimeoutAsync(webhooks.ReceiveAsync(id, Delivery(context.Request, body), patience.Token), context);
        if (!received.Succeeded)
        {
            return received.Failure.ToProblem(Advice(received.Failure.Code));
        }

        if (await limits.WebhookAsync(id, context.RequestAborted) is { } limited)
        {
            return limited.ToProblem();
        }

        if (await region.RefuseAsync(id, context.RequestAborted) is { } elsewhere)
        {
            return elsewhere;
        }

        context.CameFrom(new VerifiedSender(id, AuditActor.Webhook(Connection)));
        if (received.Value.Decision != WebhookDecision.Queue)
        {
            return TypedResults.Ok(new WebhookReceipt(WebhookState.Ignored));
        }

        var wanted = await Patience.OrTimeoutAsync(settings.CurrentAsync(id, patience.Token).AsTask(), context);
        if (!wanted.Succeeded)
        {
            return wanted.Failure.ToProblem();
        }

        // :: Step 2
        var job = Job(id, received.Value.Event, wanted.Value, context.Correlation(), clock.GetUtcNow());
        var taken = await Patience.OrTimeoutAsync(intake.AcceptAsync(job, received.Value.DeduplicationKeys, patience.Token), context);
        if (!taken.Succeeded)
        {
            return taken.Failure.ToProblem();
        }

        context.Response.Show(taken.Value.Allowances);
        if (taken.Value.Job is not { } queued)
        {
            return taken.Value.ToProblem();
        }

        context.Concerns(AuditTarget.Job(queued.Id));
        return queued.IsNew
            ? TypedResults.Accepted((string?)null, new WebhookReceipt(WebhookState.Queued, job.Id.Value))
            : TypedResults.Ok(new WebhookReceipt(WebhookState.Known, queued.Id.Value));
    }

    /// <summary>The job of a webhook: ids and closed vocabularies. A summary is for agents, whatever the webhook's target is.</summary>
    private static QueuedJob Job(
        OrganizationId organization,
        WebhookEvent received,
        OrganizationSettings settings,
        CorrelationId correlation,
        DateTimeOffset now
    )
    {
        var operation = received.Operation ?? settings.WebhookOperation;
        return new QueuedJob
        {
            Id = new JobId(Guid.CreateVersion7(now)),
            Organization = organization,
            Operation = operation,
            Target =
                settings.WebhookTarget == WebhookTarget.InternalNote || operation == AiOperation.Summarize
                    ? DeliveryTarget.InternalNote
                    : DeliveryTarget.PublicReply,
            Lane = JobLane.Background,
            Actor = AuditActor.Webhook(Connection),
            Correlation = correlation,
            AcceptedAt = now,
            TicketId = received.TicketId,
            TraceParent = Activity.Current?.Id,
        };
    }

    private static WebhookDelivery Delivery(HttpRequest request, ReadOnlyMemory<byte> body) =>
        new(
            One(request, "x-zendesk-account-id"),
            One(request, "x-zendesk-webhook-invocation-id"),
            One(request, "x-zendesk-webhook-signature-timestamp"),
            One(request, "x-zendesk-webhook-signature"),
            body
        );

    /// <summary>A header that came twice is no header: which of the two counts would be an attacker's choice.</summary>
    private static string? One(HttpRequest request, string name) =>
        request.Headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    private static string? Advice(FailureCode code) =>
        code switch
        {
            FailureCode.Unauthorized =>
                "The organization, the account, the signature or its timestamp (at most 5 minutes away) is not right.",
            FailureCode.InvalidRequest => "The body must be a JSON object in UTF-8, not nested too deep, that names a ticket.",
            _ => null,
        };

    /// <summary>The raw bytes: what was signed. A body beyond the limit ends in 413.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // No more than a usual body at first: a sender that only announces a large one costs no memory.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 4_096, 256, 16_384));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
            {
                body.Write(part.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return body.WrittenMemory;
            }
        }
    }
}

/// <param name="JobId">The queued job, or the first one for a known webhook; absent when there is nothing to do.</param>
internal sealed record WebhookReceipt(WebhookState State, Guid? JobId = null);

internal enum WebhookState
{
    Queued,
    Known,
    Ignored,
}

/// <summary>The parts of Zendesk's bodies that Raum reads. For the description of the API only: the bytes are read once, by <see cref="ZendeskWebhooks"/>.</summary>
/// <param name="Type">Event subscriptions: <c>zen:event-type:ticket.comment_added</c> and the like; absent in a trigger's body.</param>
/// <param name="Detail">Event subscriptions: the ticket.</param>
/// <param name="TicketId">Triggers: put <c>{{ticket.id}}</c> here.</param>
/// <param name="Operation">Triggers: asks for an operation other than the organization's.</param>
internal sealed record ZendeskWebhookBody(
    string? Type = null,
    long? AccountId = null,
    string? Id = null,
    ZendeskWebhookTicket? Detail = null,
    string? TicketId = null,
    string? Operation = null
);

internal sealed record ZendeskWebhookTicket(string Id);
