using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
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
        var connect = new Command(
            "connect",
            $"Connect Zendesk with a confidential OAuth client. Scopes asked for: {ZendeskScopes.ReadAndWrite}. Reads two lines: the client's secret, the webhook's signing secret."
        )
        {
            Cli.Organization,
            address,
            clientId,
            account,
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
                            parsed.GetValue(account)
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
                    .ConnectClientAsync(organization, ZendeskScopes.ReadAndWrite, cancellationToken);
                return connected.Succeeded ? $"Connected as user {connected.Value.OwnUserId}." : connected.Failure;
            }
        );
        return new Command("zendesk", "The organization's Zendesk account.") { connect };
    }
}
