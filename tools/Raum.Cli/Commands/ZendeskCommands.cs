using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.People.Zendesk;
using Raum.Zendesk;

namespace Raum.Cli.Commands;

/// <summary><c>zendesk connect</c>: an OAuth client of the customer's own, acting as the user it is tied to.</summary>
internal static class ZendeskCommands
{
    public static Command Create()
    {
        var address = new Option<string>("--address") { Description = "The subdomain, as in SUBDOMAIN.zendesk.com.", Required = true };
        var clientId = new Option<string>("--client-id") { Description = "The OAuth client's unique identifier.", Required = true };
        var account = new Option<long?>("--account-id")
        {
            Description = "Zendesk's number of the account; webhooks of another are refused.",
        };
        var agents = new Option<bool>("--agents")
        {
            Description = $"Agents work in the sidebar: Raum must read groups and roles, and asks for: {ZendeskScopes.WithAgents}.",
        };
        var connect = new Command(
            "connect",
            $"Connect Zendesk with a confidential OAuth client. Scopes asked for: {ZendeskScopes.ReadAndWrite}. Reads two lines: the client's secret, the webhook's signing secret."
        )
        {
            Cli.Organization,
            address,
            clientId,
            account,
            agents,
        };
        connect.Run(
            async (parsed, services, cancellationToken) =>
            {
                var clientSecret = await Cli.ReadSecretAsync(cancellationToken);
                var webhookSecret = await Cli.ReadSecretAsync(cancellationToken);
                if (clientSecret is null || webhookSecret is null)
                {
                    await Console.Error.WriteLineAsync(
                        "Two lines are needed on standard input: the client's secret and the webhook's signing secret."
                    );
                    return new Failure(FailureCode.InvalidRequest);
                }

                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var scopes = parsed.GetValue(agents) ? ZendeskScopes.WithAgents : ZendeskScopes.ReadAndWrite;
                var saved = await services
                    .GetRequiredService<ZendeskConnections>()
                    .SaveAsync(
                        organization,
                        new ZendeskConnectRequest(
                            parsed.GetRequiredValue(address),
                            parsed.GetRequiredValue(clientId),
                            clientSecret,
                            webhookSecret,
                            ZendeskGrant.ClientCredentials,
                            parsed.GetValue(account),
                            Scopes: scopes
                        ),
                        Cli.Actor,
                        cancellationToken
                    );
                if (!saved.Succeeded)
                {
                    return saved.Failure;
                }

                var connected = await services
                    .GetRequiredService<ZendeskOAuth>()
                    .ConnectClientAsync(organization, scopes, cancellationToken);
                return connected.Succeeded ? $"Connected as user {connected.Value.OwnUserId}." : connected.Failure;
            }
        );
        return new Command("zendesk", "The organization's Zendesk account.") { connect, Sidebar(address), SharedKey(address) };
    }

    private static Command Sidebar(Option<string> address)
    {
        var installation = new Option<long>("--installation")
        {
            Description = "Id of the app's installation at the account.",
            Required = true,
        };
        var agents = new Option<bool>("--agents") { Description = "Agents who are linked to no member may come too, as agents." };
        var sidebar = new Command(
            "sidebar",
            "Take the tokens of the server-side app: its public key (PEM, /api/v2/apps/APP/public_key.pem) is read from standard input."
        )
        {
            Cli.Organization,
            address,
            installation,
            agents,
        };
        sidebar.Run(
            async (parsed, services, cancellationToken) =>
            {
                var key = await Console.In.ReadToEndAsync(cancellationToken);
                return Said(
                    await services
                        .GetRequiredService<ZendeskApps>()
                        .SetAppAsync(
                            new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                            parsed.GetRequiredValue(address),
                            parsed.GetRequiredValue(installation),
                            key,
                            parsed.GetValue(agents),
                            Cli.Actor,
                            cancellationToken
                        )
                );
            }
        );
        return sidebar;
    }

    private static Command SharedKey(Option<string> address)
    {
        var off = new Option<bool>("--off") { Description = "Take none any more." };
        var shared = new Command(
            "shared-key",
            "Take tokens by a key that the app's settings hold: it proves the account only, and its users may draft and nothing else. The key is read from standard input."
        )
        {
            Cli.Organization,
            address,
            off,
        };
        shared.Run(
            async (parsed, services, cancellationToken) =>
            {
                var key = parsed.GetValue(off) ? null : await Cli.ReadSecretAsync(cancellationToken);
                return key is null && !parsed.GetValue(off)
                    ? new Failure(FailureCode.InvalidRequest)
                    : Said(
                        await services
                            .GetRequiredService<ZendeskApps>()
                            .SetSharedKeyAsync(
                                new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                                parsed.GetRequiredValue(address),
                                key,
                                Cli.Actor,
                                cancellationToken
                            )
                    );
            }
        );
        return shared;
    }

    private static Outcome<string?> Said(Outcome<Done> outcome) => outcome.Succeeded ? "done" : outcome.Failure;
}
