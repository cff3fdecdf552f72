using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations.Settings;

namespace Raum.Cli.Commands;

/// <summary><c>settings …</c>: one command a decision, each a new version with its record.</summary>
internal static class SettingsCommands
{
    public static Command Create() =>
        new("settings", "Decisions of an organization. Each change is a new version, on record.")
        {
            Switch(
                "kill-switch",
                "Stop all calls and deliveries (on), or allow them again (off).",
                (settings, on) => settings with { KillSwitch = on }
            ),
            Lift(),
            Values(
                "link-hosts",
                "Hosts that links in answers may lead to.",
                (settings, values) => settings with { AllowedLinkHosts = values }
            ),
            Values(
                "origins",
                "Web origins whose browser calls are answered.",
                (settings, values) => settings with { AllowedOrigins = values }
            ),
            Values("words", "Words that look personal and are not.", (settings, values) => settings with { AllowedWords = values }),
            Values(
                "visible-types",
                "Types that are not masked, such as IP or URL. The ticket's own people are masked all the same.",
                (settings, values) => settings with { VisibleTypes = values }
            ),
            MinimumScore(),
            Pattern(),
            Language(),
            Webhook(),
            Callback(),
            History(),
            RollBack(),
        };

    private static Command History()
    {
        var history = new Command("history", "Versions, newest first: when, by whom, what changed.") { Cli.Organization };
        history.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var versions = await services.GetRequiredService<SettingsStore>().HistoryAsync(organization, 100, cancellationToken);
                return versions.Succeeded
                    ? string.Join(
                        Environment.NewLine,
                        versions.Value.SelectMany(version =>
                            version.Changes.Select(change =>
                                $"{version.Version}  {version.At:u}  {version.By}  {change.Setting}: {change.Before ?? "nothing"} -> {change.After}"
                            )
                        )
                    )
                    : versions.Failure;
            }
        );
        return history;
    }

    private static Command RollBack()
    {
        var to = new Option<long>("--to")
        {
            Description = "The version whose settings are wanted again; 0: the defaults.",
            Required = true,
        };
        var rollBack = new Command("rollback", "Make a next version that says what an earlier one said.") { Cli.Organization, to };
        rollBack.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var changed = await services
                    .GetRequiredService<SettingsStore>()
                    .RollBackAsync(organization, parsed.GetRequiredValue(to), null, Cli.Actor, cancellationToken);
                return changed.Succeeded ? $"Version {changed.Value.Version} is in force." : changed.Failure;
            }
        );
        return rollBack;
    }

    private static Command Switch(string name, string description, Func<OrganizationSettings, bool, OrganizationSettings> change)
    {
        var state = new Argument<string>("state") { Description = "on or off" };
        state.AcceptOnlyFromAmong("on", "off");
        var command = new Command(name, description) { Cli.Organization, state };
        Apply(command, (parsed, settings) => change(settings, parsed.GetRequiredValue(state) == "on"));
        return command;
    }

    private static Command Lift()
    {
        var operations = new Argument<AiOperation[]>("operations")
        {
            Description = "Operations whose public replies need no approval; none: all need it.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("lift-approval", "Let public replies of these operations go without a person's approval.")
        {
            Cli.Organization,
            operations,
        };
        Apply(command, (parsed, settings) => settings with { ApprovalLifted = parsed.GetValue(operations) ?? [] });
        return command;
    }

    private static Command Values(string name, string description, Func<OrganizationSettings, string[], OrganizationSettings> change)
    {
        var values = new Argument<string[]>("values") { Description = "The new list; none: empty.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, description) { Cli.Organization, values };
        Apply(command, (parsed, settings) => change(settings, parsed.GetValue(values) ?? []));
        return command;
    }

    private static Command MinimumScore()
    {
        var score = new Argument<double>("score") { Description = "0 masks every suspicion, 1 only what is certain; usually 0.5." };
        var command = new Command("minimum-score", "Finds that are less sure stay visible.") { Cli.Organization, score };
        Apply(command, (parsed, settings) => settings with { MinimumScore = parsed.GetRequiredValue(score) });
        return command;
    }

    private static Command Pattern()
    {
        var name = new Argument<string>("name") { Description = "What its finds are called." };
        var type = new Argument<string>("type") { Description = "The word in the placeholder: ID, NAME, USERNAME…" };
        var pattern = new Argument<string>("pattern") { Description = "A .NET expression without look-around and back references." };
        var add = new Command("add", "Add a pattern, or replace the one with this name.") { Cli.Organization, name, type, pattern };
        Apply(
            add,
            (parsed, settings) =>
                settings with
                {
                    Patterns =
                    [
                        .. Without(settings, parsed.GetRequiredValue(name)),
                        new MaskingPattern(parsed.GetRequiredValue(name), parsed.GetRequiredValue(type), parsed.GetRequiredValue(pattern)),
                    ],
                }
        );
        var remove = new Command("remove", "Take a pattern away.") { Cli.Organization, name };
        Apply(remove, (parsed, settings) => settings with { Patterns = [.. Without(settings, parsed.GetRequiredValue(name))] });
        return new Command("pattern", "The organization's own patterns.") { add, remove };
    }

    private static IEnumerable<MaskingPattern> Without(OrganizationSettings settings, string name) =>
        settings.Patterns.Where(pattern => !pattern.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Command Language()
    {
        var policy = new Argument<LanguagePolicy>("policy") { Description = "refuse, knownonly or proceed" };
        var command = new Command("unsupported-language", "What happens to a ticket in a language without measured quality.")
        {
            Cli.Organization,
            policy,
        };
        Apply(command, (parsed, settings) => settings with { UnsupportedLanguage = parsed.GetRequiredValue(policy) });
        return command;
    }

    private static Command Webhook()
    {
        var operation = new Option<AiOperation>("--operation") { DefaultValueFactory = _ => AiOperation.Generate };
        var target = new Option<WebhookTarget>("--target") { DefaultValueFactory = _ => WebhookTarget.PublicReply };
        var command = new Command("webhook", "What a Zendesk webhook asks for, and where the answer goes.")
        {
            Cli.Organization,
            operation,
            target,
        };
        Apply(
            command,
            (parsed, settings) => settings with { WebhookOperation = parsed.GetValue(operation), WebhookTarget = parsed.GetValue(target) }
        );
        return command;
    }

    private static Command Callback()
    {
        var url = new Argument<Uri?>("url") { Description = "https://…", CustomParser = Cli.ReadUrl };
        var command = new Command("callback", "Where signed callbacks go; prints the new signing secret, the only time.")
        {
            Cli.Organization,
            url,
        };
        command.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var changed = await services
                    .GetRequiredService<SettingsStore>()
                    .ChangeAsync(
                        organization,
                        settings => settings with { CallbackUrl = parsed.GetRequiredValue(url) },
                        Cli.Actor,
                        cancellationToken
                    );
                if (!changed.Succeeded)
                {
                    return changed.Failure;
                }

                var secret = await services.GetRequiredService<CallbackSecrets>().RotateAsync(organization, Cli.Actor, cancellationToken);
                return secret.Succeeded ? secret.Value.Reveal() : secret.Failure;
            }
        );
        return command;
    }

    private static void Apply(Command command, Func<ParseResult, OrganizationSettings, OrganizationSettings> change) =>
        command.Run(
            async (parsed, services, cancellationToken) =>
            {
                var changed = await services
                    .GetRequiredService<SettingsStore>()
                    .ChangeAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        settings => change(parsed, settings),
                        Cli.Actor,
                        cancellationToken
                    );
                return changed.Succeeded ? $"Version {changed.Value.Version} is in force." : changed.Failure;
            }
        );
}
