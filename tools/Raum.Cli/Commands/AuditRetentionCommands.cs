using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Cli.Commands;

/// <summary><c>audit retention</c>, <c>hold place</c>, <c>hold lift</c>, <c>purge</c>, <c>erase</c>, <c>requests</c>. Purge needs ConnectionStrings__raumdb_purge and __raumdb_projector.</summary>
internal static class AuditRetentionCommands
{
    public static Command Retention()
    {
        var retentionClass = new Option<AuditClass>("--class") { Description = "The class of entries.", Required = true };
        var days = new Option<int>("--days")
        {
            Description = "Days that they are kept, 1 to 3650; 90 where nothing was set.",
            Required = true,
        };
        var retention = new Command("retention", "Set how long a class of entries keeps its content.")
        {
            Cli.Organization,
            retentionClass,
            days,
        };
        retention.Run(
            async (parsed, services, cancellationToken) =>
            {
                var count = parsed.GetRequiredValue(days);
                var set = await services
                    .GetRequiredService<RetentionSettings>()
                    .SetDaysAsync(Organization(parsed), parsed.GetRequiredValue(retentionClass), count, null, Cli.Actor, cancellationToken);
                return set.Succeeded ? string.Create(CultureInfo.InvariantCulture, $"Kept for {count} days.") : set.Failure;
            }
        );
        return retention;
    }

    public static Command Hold()
    {
        var place = new Command("place", "From now on nothing is purged or erased. Prints the hold's id.") { Cli.Organization };
        place.Run(
            async (parsed, services, cancellationToken) =>
            {
                var placed = await services
                    .GetRequiredService<RetentionSettings>()
                    .PlaceHoldAsync(Organization(parsed), Cli.Actor, cancellationToken);
                return placed.Succeeded ? placed.Value.ToString() : placed.Failure;
            }
        );
        var id = new Option<Guid>("--id") { Description = "The hold's id.", Required = true };
        var lift = new Command("lift", "End a hold.") { Cli.Organization, id };
        lift.Run(
            async (parsed, services, cancellationToken) =>
            {
                var lifted = await services
                    .GetRequiredService<RetentionSettings>()
                    .LiftHoldAsync(Organization(parsed), parsed.GetRequiredValue(id), Cli.Actor, cancellationToken);
                return lifted.Succeeded ? "Lifted." : lifted.Failure;
            }
        );
        return new Command("hold", "Legal holds.") { place, lift };
    }

    public static Command Purge()
    {
        var purge = new Command("purge", "End now what the worker would end within hours: content whose retention is over.")
        {
            Cli.Organization,
        };
        purge.Run(
            async (parsed, services, cancellationToken) =>
                Said(await services.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Organization(parsed), cancellationToken))
        );
        return purge;
    }

    public static Command Erase()
    {
        var tickets = new Option<long[]>("--ticket")
        {
            Description = "Numbers of Zendesk tickets.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var request = new Option<string>("--request")
        {
            Description = "The number of the request for it; letters, digits, hyphens. It stands in the receipt.",
            Required = true,
        };
        var erase = new Command(
            "erase",
            "Ask for the erasure of everything about some tickets: the worker does it when no job about them runs and no hold stands. Proofs stay."
        )
        {
            Cli.Organization,
            tickets,
            request,
        };
        erase.Run(
            async (parsed, services, cancellationToken) =>
            {
                var reference = parsed.GetRequiredValue(request);
                var received = await services
                    .GetRequiredService<PrivacyRequests>()
                    .ReceiveAsync(Organization(parsed), reference, [], parsed.GetRequiredValue(tickets), Cli.Actor, cancellationToken);
                if (received is { Succeeded: false, Failure.Code: FailureCode.Conflict })
                {
                    await Console.Error.WriteLineAsync("A request with this number was taken before.");
                }

                return received.Succeeded
                    ? $"Request {reference} is taken, due {received.Value.DueAt:yyyy-MM-dd}. Where it stands: audit requests"
                    : received.Failure;
            }
        );
        return erase;
    }

    public static Command Requests()
    {
        var requests = new Command("requests", "List requests to erase a person or tickets, the newest first, and where they stand.")
        {
            Cli.Organization,
        };
        requests.Run(
            async (parsed, services, cancellationToken) =>
            {
                var listed = await services.GetRequiredService<PrivacyRequests>().ListAsync(Organization(parsed), cancellationToken);
                return listed.Succeeded ? string.Join(Environment.NewLine, listed.Value.Select(Line)) : listed.Failure;
            }
        );
        return requests;
    }

    private static string Line(PrivacyRequest request) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Reference}  received {request.ReceivedAt:yyyy-MM-dd}  due {request.DueAt:yyyy-MM-dd}  {Stands(request)}"
        );

    private static string Stands(PrivacyRequest request) =>
        request.State switch
        {
            PrivacyRequestState.Done => string.Create(
                CultureInfo.InvariantCulture,
                $"done {request.DoneAt:yyyy-MM-dd}, {request.Report!.Entries} entries lost their body"
            ),
            PrivacyRequestState.Held => $"waits for the legal hold {string.Join(", ", request.Holds)}",
            PrivacyRequestState.Erasing => "waits for jobs that still run",
            _ => "taken",
        };

    private static Outcome<string?> Said(Outcome<long> removed) =>
        removed.Succeeded ? string.Create(CultureInfo.InvariantCulture, $"{removed.Value} entries lost their body.") : removed.Failure;

    private static OrganizationId Organization(ParseResult parsed) => new(parsed.GetRequiredValue(Cli.Organization));
}
