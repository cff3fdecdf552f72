using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.People.SingleSignOn;

namespace Raum.Cli.Commands;

/// <summary><c>domain add</c> and <c>remove</c>: the operator vouches that a domain is an organization's, so that its identity provider may bring people of it.</summary>
internal static class DomainCommands
{
    public static Command Create()
    {
        var domain = new Argument<string>("domain") { Description = "Such as example.com; its subdomains are others." };
        var add = new Command("add", "Vouch that a domain is this organization's.") { Cli.Organization, domain };
        add.Run(
            async (parsed, services, cancellationToken) =>
                Said(
                    await services
                        .GetRequiredService<VerifiedDomains>()
                        .AddAsync(
                            new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                            parsed.GetRequiredValue(domain),
                            Cli.Actor,
                            cancellationToken
                        )
                )
        );
        var remove = new Command("remove", "The domain is this organization's no more.") { Cli.Organization, domain };
        remove.Run(
            async (parsed, services, cancellationToken) =>
                Said(
                    await services
                        .GetRequiredService<VerifiedDomains>()
                        .RemoveAsync(
                            new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                            parsed.GetRequiredValue(domain),
                            Cli.Actor,
                            cancellationToken
                        )
                )
        );
        return new Command("domain", "Domains whose people an organization's identity provider may bring.") { add, remove };
    }

    private static Outcome<string?> Said(Outcome<Done> outcome) => outcome.Succeeded ? "done" : outcome.Failure;
}
