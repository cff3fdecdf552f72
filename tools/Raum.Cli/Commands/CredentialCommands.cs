using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations.Credentials;
using Raum.Providers;

namespace Raum.Cli.Commands;

/// <summary><c>credential add</c>, <c>list</c>, <c>approve-terms</c>, <c>remove</c>: the organization's own accounts at AI providers.</summary>
internal static class CredentialCommands
{
    public static Command Create()
    {
        var provider = new Option<ProviderName>("--provider")
        {
            Description = "openai, anthropic, gemini, compatible or offline.",
            Required = true,
        };
        var model = new Option<string>("--model") { Description = "The provider's name of the model.", Required = true };
        var region = new Option<string>("--region")
        {
            Description = "Where the provider processes the text: us, eu or apac.",
            Required = true,
        };
        var baseUrl = new Option<Uri?>("--base-url") { Description = "For compatible servers.", CustomParser = Cli.ReadUrl };
        var priority = new Option<int>("--priority") { Description = "Lower ones are asked first.", DefaultValueFactory = _ => 100 };
        var terms = new Option<bool>("--terms-approved")
        {
            Description = "You state that the provider does not train on what is sent. Without it the credential is stored and not used.",
        };
        var days = new Option<int?>("--rotate-by-days") { Description = "Days until the key is to be replaced." };
        var add = new Command("add", "Add a credential. The key is read from standard input (none for the offline provider).")
        {
            Cli.Organization,
            provider,
            model,
            region,
            baseUrl,
            priority,
            terms,
            days,
        };
        add.Run(
            async (parsed, services, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(provider);
                var key = name == ProviderName.Offline ? null : await Cli.ReadSecretAsync(cancellationToken);
                if (key is null && name is not (ProviderName.Offline or ProviderName.Compatible))
                {
                    await Console.Error.WriteLineAsync("The key is missing: give it on standard input.");
                    return new Failure(FailureCode.InvalidRequest);
                }

                var added = await services
                    .GetRequiredService<ProviderCredentials>()
                    .AddAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        new NewProviderCredential(
                            name.ToString().ToLowerInvariant(),
                            parsed.GetRequiredValue(model),
                            parsed.GetRequiredValue(region),
                            key,
                            parsed.GetValue(baseUrl),
                            parsed.GetValue(priority),
                            parsed.GetValue(terms),
                            parsed.GetValue(days) is { } count
                                ? services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(count)
                                : null
                        ),
                        Cli.Actor,
                        cancellationToken
                    );
                return added.Succeeded ? added.Value.ToString() : added.Failure;
            }
        );

        var id = new Option<Guid>("--id") { Description = "The credential's id.", Required = true };
        var remove = new Command("remove", "Take a credential out of use and erase its key.") { Cli.Organization, id };
        remove.Run(
            async (parsed, services, cancellationToken) =>
            {
                var removed = await services
                    .GetRequiredService<ProviderCredentials>()
                    .RemoveAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        parsed.GetRequiredValue(id),
                        Cli.Actor,
                        cancellationToken
                    );
                return removed.Succeeded ? "Removed." : removed.Failure;
            }
        );
        return new Command("credential", "Accounts at AI providers.") { add, List(), ApproveTerms(), Rotate(), remove };
    }

    private static Command List()
    {
        var list = new Command("list", "List the credentials in the order they are asked; never a key.") { Cli.Organization };
        list.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var found = await services.GetRequiredService<ProviderCredentials>().ListAsync(organization, cancellationToken);
                return found.Succeeded
                    ? string.Join(
                        Environment.NewLine,
                        found.Value.Select(one => Line(one, services.GetRequiredService<TimeProvider>().GetUtcNow()))
                    )
                    : found.Failure;
            }
        );
        return list;
    }

    private static string Line(ProviderCredentialSummary credential, DateTimeOffset now) =>
        string.Join(
            "  ",
            credential.Id,
            credential.Priority,
            credential.Provider,
            credential.Model,
            credential.Region,
            credential.Hint is null ? "no hint" : $"…{credential.Hint}",
            credential.TermsApprovedAt is { } approved ? $"terms approved {approved:u}" : "not used: terms not approved",
            credential.RetireAt is { } end ? $"being replaced, live until {end:u}"
                : credential.IsOverdue(now) ? $"REPLACE ITS KEY: due since {credential.RotateBy:u}"
                : credential.RotateBy is { } due ? $"replace its key by {due:u}"
                : "no date to replace its key"
        );

    private static Command Rotate()
    {
        var id = new Option<Guid>("--id") { Description = "The credential's id.", Required = true };
        var hours = new Option<int>("--overlap-hours")
        {
            Description = "How long the old key stays live, up to 720.",
            DefaultValueFactory = _ => 24,
        };
        var days = new Option<int?>("--rotate-by-days") { Description = "Days until the new key is to be replaced." };
        var rotate = new Command(
            "rotate",
            "Give an account another key, read from standard input. Both are live for a while; prints the new id."
        )
        {
            Cli.Organization,
            id,
            hours,
            days,
        };
        rotate.Run(
            async (parsed, services, cancellationToken) =>
            {
                if (await Cli.ReadSecretAsync(cancellationToken) is not { } key)
                {
                    await Console.Error.WriteLineAsync("The key is missing: give it on standard input.");
                    return new Failure(FailureCode.InvalidRequest);
                }

                var clock = services.GetRequiredService<TimeProvider>();
                var rotated = await services
                    .GetRequiredService<CredentialRotation>()
                    .RotateAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        parsed.GetRequiredValue(id),
                        key,
                        TimeSpan.FromHours(parsed.GetValue(hours)),
                        parsed.GetValue(days) is { } count ? clock.GetUtcNow().AddDays(count) : null,
                        Cli.Actor,
                        cancellationToken
                    );
                return rotated.Succeeded ? rotated.Value.ToString() : rotated.Failure;
            }
        );
        return rotate;
    }

    private static Command ApproveTerms()
    {
        var id = new Option<Guid>("--id") { Description = "The credential's id.", Required = true };
        var approve = new Command("approve-terms", "State that the provider does not train on what is sent; from then on it is used.")
        {
            Cli.Organization,
            id,
        };
        approve.Run(
            async (parsed, services, cancellationToken) =>
            {
                var approved = await services
                    .GetRequiredService<ProviderCredentials>()
                    .ApproveTermsAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        parsed.GetRequiredValue(id),
                        Cli.Actor,
                        cancellationToken
                    );
                return approved.Succeeded ? "Approved." : approved.Failure;
            }
        );
        return approve;
    }
}
