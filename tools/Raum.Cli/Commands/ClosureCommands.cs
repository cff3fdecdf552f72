using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations;
using Raum.Organizations.Placement;

namespace Raum.Cli.Commands;

/// <summary><c>organization close</c>, <c>reopen</c>, <c>destroy</c>, <c>closure</c>. Closing needs ConnectionStrings__raumdb_projector, for the last checkpoint.</summary>
internal static class ClosureCommands
{
    private const string NotDue =
        "Nothing was destroyed: it is open, its days are not over, its last export was not written, or it is in a database of its own. See organization closure.";

    public static Command Close()
    {
        var output = new Option<FileInfo>("--output")
        {
            Description = "The file for the last export of the log, which is the customer's; it is not there yet.",
            Required = true,
        };
        var days = new Option<int>("--days")
        {
            Description = "How long it can be opened again, 0 to 30 days; then everything but what proves the log is destroyed.",
            DefaultValueFactory = _ => OrganizationClosure.MostDays,
        };
        var close = new Command("close", "Close an organization: nothing is served and no job runs any more. Writes the last export first.")
        {
            Cli.Organization,
            output,
            days,
        };
        close.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var closures = services.GetRequiredService<OrganizationClosure>();
                // Before anything else: what cannot be exported is not closed.
                await using var file = OutputFile.Create(parsed.GetRequiredValue(output));
                var closed = await closures.CloseAsync(organization, parsed.GetValue(days), Cli.Actor, cancellationToken);
                if (!closed.Succeeded)
                {
                    return closed.Failure;
                }

                if (closed.Value is { EndingAt: not null } or { ClosedAt: null })
                {
                    return Refuse(closed.Value);
                }

                var keys = await ExportAsync(services, organization, file, cancellationToken);
                if (!keys.Succeeded)
                {
                    return keys.Failure;
                }

                var exported = await closures.ExportedAsync(organization, closed.Value.ClosedAt.Value, cancellationToken);
                return exported.Succeeded
                    ? string.Join(
                        Environment.NewLine,
                        [
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"Closed. It is destroyed after {exported.Value.DestroyAfter:yyyy-MM-dd HH:mm} UTC; until then: organization reopen."
                            ),
                            "Give the customer the export and these public keys:",
                            .. keys.Value,
                        ]
                    )
                    : exported.Failure;
            }
        );
        return close;
    }

    public static Command Reopen()
    {
        var reopen = new Command("reopen", "Open an organization again that was closed and not destroyed yet.") { Cli.Organization };
        reopen.Run(
            async (parsed, services, cancellationToken) =>
            {
                var opened = await services
                    .GetRequiredService<OrganizationClosure>()
                    .ReopenAsync(new OrganizationId(parsed.GetRequiredValue(Cli.Organization)), Cli.Actor, cancellationToken);
                return opened switch
                {
                    { Succeeded: true } => "Open.",
                    { Failure.Code: FailureCode.Gone } => throw new RefusedException(
                        "It is gone: its data was destroyed or is being destroyed. See organization closure."
                    ),
                    _ => opened.Failure,
                };
            }
        );
        return reopen;
    }

    public static Command Destroy()
    {
        var destroy = new Command(
            "destroy",
            "Destroy a closed organization whose days are over, now; the worker does it within an hour. Needs ConnectionStrings__raumdb_purge."
        )
        {
            Cli.Organization,
        };
        destroy.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var end = services.GetRequiredService<OrganizationEnd>();
                var due = await end.DueAsync(cancellationToken);
                if (!due.Succeeded)
                {
                    return due.Failure;
                }

                if (!due.Value.Contains(organization))
                {
                    return NotDue;
                }

                var ended = await end.RunAsync(organization, cancellationToken);
                return ended switch
                {
                    { Succeeded: true } => "Destroyed. What proves its log stays.",
                    { Failure.Code: FailureCode.Conflict } => "A legal hold stands: nothing is destroyed until it is lifted.",
                    { Failure.Code: FailureCode.PreconditionFailed } => NotDue,
                    _ => ended.Failure,
                };
            }
        );
        return destroy;
    }

    public static Command Closure()
    {
        var closure = new Command("closure", "How the closure of an organization stands, and the signed receipts of what was removed.")
        {
            Cli.Organization,
        };
        closure.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var found = await services.GetRequiredService<OrganizationClosure>().FindAsync(organization, cancellationToken);
                if (!found.Succeeded)
                {
                    return found.Failure;
                }

                var place = await services.GetRequiredService<OrganizationMoves>().StateAsync(organization, cancellationToken);
                if (!place.Succeeded)
                {
                    return place.Failure;
                }

                string[] words =
                    found.Value.ClosedAt is not null && place.Value != PlacementState.Here
                        ? [Words(found.Value), "It is in a database of its own: nothing is destroyed before organization return."]
                        : [Words(found.Value)];
                var receipts = await services.GetRequiredService<AuditProofs>().ReceiptsAsync(organization, cancellationToken);
                return receipts.Succeeded
                    ? string.Join(Environment.NewLine, [.. words, .. receipts.Value.Select(note => Environment.NewLine + note)])
                    : receipts.Failure;
            }
        );
        return closure;
    }

    private static string Words(Closure closure) =>
        closure switch
        {
            { DestroyedAt: { } at } => string.Create(CultureInfo.InvariantCulture, $"Destroyed at {at:yyyy-MM-dd HH:mm} UTC."),
            { EndingAt: { } at } => string.Create(
                CultureInfo.InvariantCulture,
                $"Closed. Its end began at {at:yyyy-MM-dd HH:mm} UTC, and there is no way back; a legal hold keeps what is left."
            ),
            { ClosedAt: not null, ExportedAt: null } => "Closed. The last export was not written: run organization close again.",
            { DestroyAfter: { } after } => string.Create(
                CultureInfo.InvariantCulture,
                $"Closed. It is destroyed after {after:yyyy-MM-dd HH:mm} UTC."
            ),
            _ => "Open.",
        };

    private static Failure Refuse(Closure closure) =>
        closure.EndingAt is null
            ? new Failure(FailureCode.Conflict) // opened again at this moment
            : throw new RefusedException(
                "There is no export any more: its data was destroyed or is being destroyed. See organization closure."
            );

    /// <returns>The log's public keys.</returns>
    private static async Task<Outcome<IReadOnlyList<string>>> ExportAsync(
        IServiceProvider services,
        OrganizationId organization,
        OutputFile file,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await services.GetRequiredService<AuditProjector>().CatchUpAsync(organization, cancellationToken);
            var opened = await services.GetRequiredService<AuditExporter>().OpenAsync(organization, 0, cancellationToken);
            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            await file.WriteAsync(
                opened.Value.WriteAsync,
                "The organization is closed, and nothing of it is destroyed before an export was written: run organization close again, to where there is room.",
                cancellationToken
            );
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }

        var keys = await services.GetRequiredService<AuditProofs>().KeysAsync(organization, cancellationToken);
        return keys.Succeeded ? keys.Value.Select(key => key.Key.ToString()).ToList() : keys.Failure;
    }
}
