using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Cli.Commands;

/// <summary><c>audit retention</c>, <c>hold place</c>, <c>hold lift</c>, <c>purge</c>, <c>erase</c>. Purge and erase need ConnectionStrings__raumdb_purge and __raumdb_projector.</summary>
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
                    .SetDaysAsync(Organization(parsed), parsed.GetRequiredValue(retentionClass), count, Cli.Actor, cancellationToken);
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
        var erase = new Command("erase", "Make unreadable what the log holds about some tickets. Proofs stay.")
        {
            Cli.Organization,
            tickets,
            request,
        };
        erase.Run(
            async (parsed, services, cancellationToken) =>
            {
                var erased = await services
                    .GetRequiredService<AuditRetention>()
                    .EraseTicketsAsync(
                        Organization(parsed),
                        parsed.GetRequiredValue(tickets),
                        parsed.GetRequiredValue(request),
                        Cli.Actor,
                        cancellationToken
                    );
                if (erased is { Succeeded: false, Failure.Code: FailureCode.Conflict })
                {
                    await Console.Error.WriteLineAsync("A legal hold stands: nothing is erased before it is lifted.");
                }

                return Said(erased);
            }
        );
        return erase;
    }

    private static Outcome<string?> Said(Outcome<long> removed) =>
        removed.Succeeded ? string.Create(CultureInfo.InvariantCulture, $"{removed.Value} entries lost their body.") : removed.Failure;

    private static OrganizationId Organization(ParseResult parsed) => new(parsed.GetRequiredValue(Cli.Organization));
}
