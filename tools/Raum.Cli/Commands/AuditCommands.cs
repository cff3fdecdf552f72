using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Cli.Commands;

/// <summary><c>audit keys</c>, <c>checkpoint</c>, <c>export</c>, <c>proof</c>, <c>rotate-key</c>, <c>rebuild</c>; <c>audit verify</c> is <see cref="AuditVerifyCommand"/>.</summary>
internal static class AuditCommands
{
    public static Command Create() =>
        new("audit", "The provable audit log: export it, check an export, its keys and checkpoints.")
        {
            AuditVerifyCommand.Create(),
            Export(),
            Proof(),
            Checkpoint(),
            Keys(),
            RotateKey(),
            Rebuild(),
            AuditRetentionCommands.Retention(),
            AuditRetentionCommands.Hold(),
            AuditRetentionCommands.Purge(),
            AuditRetentionCommands.Erase(),
            AuditRetentionCommands.Requests(),
            AuditSinkCommands.Sink(),
            AuditSinkCommands.Alert(),
        };

    private static Command Rebuild()
    {
        var rebuild = new Command("rebuild", "Build the read models again from the log, beside the ones that are read, and swap them.")
        {
            Cli.Organization,
        };
        rebuild.Run(
            async (parsed, services, cancellationToken) =>
            {
                try
                {
                    var built = await services.GetRequiredService<AuditProjector>().RebuildAsync(Organization(parsed), cancellationToken);
                    return built.Succeeded ? $"The read models are made of {built.Value} entries." : built.Failure;
                }
                catch (AuditReadException e)
                {
                    return new Failure(e.Code);
                }
            }
        );
        return rebuild;
    }

    private static Command Export()
    {
        var output = new Option<FileInfo>("--output") { Description = "The file to write, which is not there yet.", Required = true };
        var first = new Option<long>("--first") { Description = "Index of the first entry; 0 if left out." };
        var format = new Option<EntryFormat?>("--format")
        {
            Description = "csv, cef or ocsf, for other programs; with its proof, for audit verify, if left out.",
        };
        var export = new Command("export", "Write the log to a file that can be checked without Raum. No content, no addresses.")
        {
            Cli.Organization,
            output,
            first,
            format,
        };
        export.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = Organization(parsed);
                var exporter = services.GetRequiredService<AuditExporter>();
                await using var file = OutputFile.Create(parsed.GetRequiredValue(output));
                if (parsed.GetValue(format) is { } form)
                {
                    var entries = await exporter.OpenEntriesAsync(organization, form, parsed.GetValue(first), cancellationToken);
                    return entries.Succeeded
                        ? await WriteAsync(
                            services,
                            organization,
                            file,
                            entries.Value.WriteAsync,
                            entries.Value.First,
                            entries.Value.Size,
                            cancellationToken
                        )
                        : entries.Failure;
                }

                var opened = await exporter.OpenAsync(organization, parsed.GetValue(first), cancellationToken);
                return opened.Succeeded
                    ? await WriteAsync(
                        services,
                        organization,
                        file,
                        opened.Value.WriteAsync,
                        opened.Value.First,
                        opened.Value.Size,
                        cancellationToken
                    )
                    : opened.Failure;
            }
        );
        return export;
    }

    private static async Task<Outcome<string?>> WriteAsync(
        IServiceProvider services,
        OrganizationId organization,
        OutputFile file,
        Func<Stream, CancellationToken, Task> write,
        long first,
        long size,
        CancellationToken cancellationToken
    )
    {
        var recorded = await RecordExportAsync(services, organization, cancellationToken);
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        try
        {
            await file.WriteAsync(write, "Export again, to where there is room.", cancellationToken);
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }

        return $"Entries {first} to {size - 1}. The next export can begin with --first {size}.";
    }

    /// <summary>As the access to <c>/v1/audit/export</c> that it is, before a byte is written: the alert about many exports and the report of an erasure count both.</summary>
    private static Task<Outcome<long>> RecordExportAsync(
        IServiceProvider services,
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return services
            .GetRequiredService<IAuditLog>()
            .AppendAsync(
                organization,
                [
                    new RequestServed
                    {
                        Id = id,
                        At = now,
                        Actor = Cli.Actor,
                        Correlation = new CorrelationId(id),
                        Method = "CLI",
                        Route = "/v1/audit/export",
                        Status = 200,
                    },
                ],
                cancellationToken
            );
    }

    private static Command Proof()
    {
        var revision = new Option<long>("--entry") { Description = "Index of the entry.", Required = true };
        var proof = new Command("proof", "Print the proof of one entry (a .tlog-proof file).") { Cli.Organization, revision };
        proof.Run(
            async (parsed, services, cancellationToken) =>
            {
                var entry = await services
                    .GetRequiredService<AuditProofs>()
                    .EntryAsync(Organization(parsed), parsed.GetValue(revision), cancellationToken);
                return entry.Succeeded ? entry.Value.Proof.ToString().TrimEnd('\n') : entry.Failure;
            }
        );
        return proof;
    }

    private static Command Checkpoint()
    {
        var checkpoint = new Command("checkpoint", "Print the newest signed checkpoint. Keep it somewhere that Raum cannot reach.")
        {
            Cli.Organization,
        };
        checkpoint.Run(
            async (parsed, services, cancellationToken) =>
            {
                var latest = await services
                    .GetRequiredService<AuditProofs>()
                    .LatestCheckpointAsync(Organization(parsed), cancellationToken);
                return latest.Succeeded ? latest.Value.ToString().TrimEnd('\n') : latest.Failure;
            }
        );
        return checkpoint;
    }

    private static Command Keys()
    {
        var keys = new Command("keys", "Print the log's public keys, the newest first, one a line.") { Cli.Organization };
        keys.Run(
            async (parsed, services, cancellationToken) =>
            {
                var known = await services.GetRequiredService<AuditProofs>().KeysAsync(Organization(parsed), cancellationToken);
                return known.Succeeded ? string.Join(Environment.NewLine, known.Value.Select(key => key.Key)) : known.Failure;
            }
        );
        return keys;
    }

    private static Command RotateKey()
    {
        var rotate = new Command(
            "rotate-key",
            "Make a new signing key; the old one goes on signing for the overlap. Prints the new public key."
        )
        {
            Cli.Organization,
        };
        rotate.Run(
            async (parsed, services, cancellationToken) =>
            {
                var rotated = await services
                    .GetRequiredService<LogKeyRotation>()
                    .RotateAsync(Organization(parsed), Cli.Actor, cancellationToken);
                return rotated.Succeeded ? rotated.Value.ToString() : rotated.Failure;
            }
        );
        return rotate;
    }

    private static OrganizationId Organization(ParseResult parsed) => new(parsed.GetRequiredValue(Cli.Organization));
}
