using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Keys;
using Raum.Organizations.Keys;

namespace Raum.Cli.Commands;

/// <summary><c>key customer set</c>, <c>show</c>, <c>end</c>: a KMS key in the customer's own account.</summary>
internal static class CustomerKeyCommands
{
    public static Command Create() =>
        new(
            "customer",
            "A KMS key that the customer holds in its own AWS account. It takes it away there, and Raum stops for the organization."
        )
        {
            Set(),
            Show(),
            End(),
        };

    private static Command Set()
    {
        var key = new Option<string>("--key") { Description = "ARN of the KMS key (not of an alias).", Required = true };
        var role = new Option<string>("--role")
        {
            Description = "ARN of the role that may use it. Its trust policy asks for the organization's id as external id.",
            Required = true,
        };
        var region = new Option<bool>("--accept-region")
        {
            Description = "The organization accepts in writing that the key lies in another region; that is recorded.",
        };
        var set = new Command(
            "set",
            "Try the key out, put it in force, and move the organization's keys to it. Run it again if it stopped on the way."
        )
        {
            Cli.Organization,
            key,
            role,
            region,
        };
        set.Run(
            async (parsed, services, cancellationToken) =>
            {
                Cli.Connection("raumdb_rotation");
                var moved = await services
                    .GetRequiredService<CustomerKeyChanges>()
                    .SetAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        parsed.GetRequiredValue(key),
                        parsed.GetRequiredValue(role),
                        parsed.GetValue(region),
                        Cli.Actor,
                        cancellationToken
                    );
                if (Explain(moved) is { } explained)
                {
                    await Console.Error.WriteLineAsync(explained);
                }

                return moved.Succeeded ? $"In force. {moved.Value.Count} keys moved." : moved.Failure;
            }
        );
        return set;
    }

    private static string? Explain(Outcome<KeysMoved> moved) =>
        moved.Failure?.Code switch
        {
            FailureCode.Forbidden =>
                "The role can be assumed without the organization's id as external id. Its trust policy must ask for it: sts:ExternalId.",
            FailureCode.WrongRegion => "The key lies in another region than the organization. See --accept-region.",
            FailureCode.NotConfigured => "Keys__Customer__StsRegion is not set.",
            _ => null,
        };

    private static Command Show()
    {
        var show = new Command("show", "The key in force.") { Cli.Organization };
        show.Run(
            async (parsed, services, cancellationToken) =>
            {
                var held = await services
                    .GetRequiredService<CustomerKeyChanges>()
                    .FindAsync(new OrganizationId(parsed.GetRequiredValue(Cli.Organization)), cancellationToken);
                return !held.Succeeded ? held.Failure
                    : held.Value is { } key ? $"{key.KeyArn}  through  {key.RoleArn}"
                    : "None: the installation's keyring wraps.";
            }
        );
        return show;
    }

    private static Command End()
    {
        var end = new Command(
            "end",
            "Move the organization's keys back to the installation's keyring. The customer's key must still serve for that."
        )
        {
            Cli.Organization,
        };
        end.Run(
            async (parsed, services, cancellationToken) =>
            {
                Cli.Connection("raumdb_rotation");
                var moved = await services
                    .GetRequiredService<CustomerKeyChanges>()
                    .EndAsync(new OrganizationId(parsed.GetRequiredValue(Cli.Organization)), Cli.Actor, cancellationToken);
                return moved.Succeeded ? $"Ended. {moved.Value.Count} keys moved back." : moved.Failure;
            }
        );
        return end;
    }
}
