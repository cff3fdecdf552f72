using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations.ApiKeys;

namespace Raum.Cli.Commands;

/// <summary><c>api-key create</c>, <c>api-key list</c>, <c>api-key revoke</c>.</summary>
internal static class ApiKeyCommands
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "What it is for.", Required = true };
        var scopes = new Option<string[]>("--scope")
        {
            Description = $"What it may do: {string.Join(", ", ApiKeyScopes.All)}. All if left out.",
            DefaultValueFactory = _ => [.. ApiKeyScopes.All],
            AllowMultipleArgumentsPerToken = true,
        };
        var days = new Option<int?>("--expires-in-days") { Description = "Days until it ends; never if left out." };
        var networks = new Option<string[]>("--allow-network")
        {
            Description = "Address or network (CIDR) it may come from; several are allowed. From every place if left out.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var create = new Command("create", "Create an API key; prints it, the only time.")
        {
            Cli.Organization,
            name,
            scopes,
            days,
            networks,
        };
        create.Run(
            async (parsed, services, cancellationToken) =>
            {
                var clock = services.GetRequiredService<TimeProvider>();
                DateTimeOffset? expires = parsed.GetValue(days) is { } count ? clock.GetUtcNow().AddDays(count) : null;
                var created = await services
                    .GetRequiredService<ApiKeys>()
                    .CreateAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        parsed.GetRequiredValue(name),
                        parsed.GetRequiredValue(scopes),
                        expires,
                        parsed.GetRequiredValue(networks),
                        Cli.Actor,
                        cancellationToken
                    );
                return created.Succeeded ? created.Value.Token : created.Failure;
            }
        );

        var id = new Option<Guid>("--id") { Description = "The key's id.", Required = true };
        var revoke = new Command("revoke", "End an API key at once.") { Cli.Organization, id };
        revoke.Run(
            async (parsed, services, cancellationToken) =>
            {
                var revoked = await services
                    .GetRequiredService<ApiKeys>()
                    .RevokeAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        new ApiKeyId(parsed.GetRequiredValue(id)),
                        Cli.Actor,
                        cancellationToken
                    );
                return revoked.Succeeded ? "Revoked." : revoked.Failure;
            }
        );
        return new Command("api-key", "API keys of an organization.") { create, List(), Roll(), revoke };
    }

    private static Command Roll()
    {
        var id = new Option<Guid>("--id") { Description = "The key's id.", Required = true };
        var hours = new Option<int>("--overlap-hours")
        {
            Description = "How long both keys work, from 0 (the older one ends at once) to 720.",
            DefaultValueFactory = _ => 24,
        };
        var roll = new Command("roll", "Replace an API key while it is in use; prints the next one, the only time.")
        {
            Cli.Organization,
            id,
            hours,
        };
        roll.Run(
            async (parsed, services, cancellationToken) =>
            {
                var rolled = await services
                    .GetRequiredService<ApiKeyRollover>()
                    .RollAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        new ApiKeyId(parsed.GetRequiredValue(id)),
                        TimeSpan.FromHours(parsed.GetValue(hours)),
                        Cli.Actor,
                        cancellationToken
                    );
                return rolled.Succeeded ? rolled.Value.Token : rolled.Failure;
            }
        );
        return roll;
    }

    private static Command List()
    {
        var list = new Command("list", "List the keys, newest first: id, state, last use, uses, scopes, networks, maker, name.")
        {
            Cli.Organization,
        };
        list.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var keys = await services.GetRequiredService<ApiKeys>().ListAsync(organization, cancellationToken);
                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                return keys.Succeeded ? string.Join(Environment.NewLine, keys.Value.Select(key => Line(key, now))) : keys.Failure;
            }
        );
        return list;
    }

    private static string Line(ApiKeySummary key, DateTimeOffset now) =>
        string.Join(
            "  ",
            key.Id,
            key.RevokedAt is not null ? "revoked"
                : key.ExpiresAt <= now ? "expired"
                : "live",
            key.LastUsedAt is { } used ? $"{used:u}" : "never used",
            $"{key.Uses} uses",
            string.Join(',', key.Scopes),
            key.AllowedNetworks.Count == 0 ? "from every place" : $"from {string.Join(',', key.AllowedNetworks)}",
            $"by {key.CreatedBy ?? "unknown"}",
            key.Name
        );
}
