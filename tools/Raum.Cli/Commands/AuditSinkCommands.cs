using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Alerts;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Sinks;
using Raum.Core;

namespace Raum.Cli.Commands;

/// <summary><c>audit sink add</c>, <c>list</c>, <c>change</c>; <c>audit alert</c>.</summary>
internal static class AuditSinkCommands
{
    public static Command Sink() => new("sink", "Where entries, checkpoints and alerts are pushed.") { Add(), List(), Change() };

    public static Command Alert()
    {
        var rule = new Option<string>("--rule")
        {
            Description = $"One of {string.Join(", ", AlertRule.All.Select(known => known.Name))}.",
            Required = true,
        };
        var threshold = new Option<int>("--threshold")
        {
            Description = "Alerts from this number within the rule's window on.",
            Required = true,
        };
        var muted = new Option<DateTimeOffset?>("--muted-until") { Description = "Silent until then; not silent if left out." };
        var alert = new Command("alert", "Set the threshold of an alert, or silence it for a while.")
        {
            Cli.Organization,
            rule,
            threshold,
            muted,
        };
        alert.Run(
            async (parsed, services, cancellationToken) =>
            {
                var set = await services
                    .GetRequiredService<AlertSettings>()
                    .SetAsync(
                        Organization(parsed),
                        parsed.GetRequiredValue(rule),
                        parsed.GetRequiredValue(threshold),
                        parsed.GetValue(muted),
                        null,
                        Cli.Actor,
                        cancellationToken
                    );
                return set.Succeeded ? "Set." : set.Failure;
            }
        );
        return alert;
    }

    private static Command Add()
    {
        var kind = new Option<SinkKind>("--kind") { Description = "What is pushed, and how.", Required = true };
        var format = new Option<EntryFormat>("--format") { Description = "csv, cef or ocsf, for syslog; csv if left out." };
        var address = new Option<string>("--address") { Description = "tls://host:6514, an https URL, a mail address; none for files." };
        var secret = new Option<FileInfo?>("--secret-file")
        {
            Description = "A file with the secret that signs requests, 32 characters or more.",
        };
        var authority = new Option<FileInfo?>("--ca-file")
        {
            Description = "PEM of the certificate authority, where the system does not know it.",
        };
        var region = new Option<string?>("--region")
        {
            Description = "us, eu or apac: where its receiver handles data, if not in the organization's.",
        };
        var add = new Command(
            "add",
            "Add a sink. Prints its id. It is off until it is approved (approval give), and gets headers until content is."
        )
        {
            Cli.Organization,
            kind,
            format,
            address,
            secret,
            authority,
            region,
        };
        add.Run(
            async (parsed, services, cancellationToken) =>
            {
                var added = await services
                    .GetRequiredService<AuditSinks>()
                    .AddAsync(
                        Organization(parsed),
                        parsed.GetRequiredValue(kind),
                        parsed.GetValue(format),
                        new PersonalText(parsed.GetValue(address) ?? ""),
                        parsed.GetValue(secret) is { } file
                            ? new PersonalText((await File.ReadAllTextAsync(file.FullName, cancellationToken)).Trim())
                            : null,
                        parsed.GetValue(authority) is { } pem ? await File.ReadAllTextAsync(pem.FullName, cancellationToken) : null,
                        parsed.GetValue(region),
                        Cli.Actor,
                        cancellationToken
                    );
                return added.Succeeded ? added.Value.ToString() : added.Failure;
            }
        );
        return add;
    }

    private static Command List()
    {
        var list = new Command("list", "Sinks, how far they are, and which were given up.") { Cli.Organization };
        list.Run(
            async (parsed, services, cancellationToken) =>
            {
                var sinks = await services.GetRequiredService<AuditSinks>().ListAsync(Organization(parsed), cancellationToken);
                return sinks.Succeeded
                    ? string.Join(
                        '\n',
                        sinks.Value.Select(sink =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{sink.Id:D}  {sink.Kind}  position {sink.Position}  {(sink.Content ? "with content" : "headers")}  {State(sink)}"
                            )
                        )
                    )
                    : sinks.Failure;
            }
        );
        return list;
    }

    private static Command Change()
    {
        var id = new Option<Guid>("--id") { Description = "The sink's id.", Required = true };
        var change = new Option<SinkChange>("--change")
        {
            Description = "Revived or Removed. Content is approved with approval give --use AuditContent.",
            Required = true,
        };
        var command = new Command("change", "Revive or remove a sink.") { Cli.Organization, id, change };
        command.Run(
            async (parsed, services, cancellationToken) =>
            {
                var changed = await services
                    .GetRequiredService<AuditSinks>()
                    .ChangeAsync(
                        Organization(parsed),
                        parsed.GetRequiredValue(id),
                        parsed.GetRequiredValue(change),
                        Cli.Actor,
                        cancellationToken
                    );
                return changed.Succeeded ? "Changed." : changed.Failure;
            }
        );
        return command;
    }

    private static string State(AuditSink sink) =>
        sink switch
        {
            { ApprovedAt: null } => "not approved",
            { DeadAt: { } at } => string.Create(CultureInfo.InvariantCulture, $"given up {at:u}"),
            { Failures: > 0 } => string.Create(CultureInfo.InvariantCulture, $"failed {sink.Failures} times"),
            _ => "good",
        };

    private static OrganizationId Organization(ParseResult parsed) => new(parsed.GetRequiredValue(Cli.Organization));
}
