using System.Text.Json;
using FluentValidation;
using Raum.Core;
using Raum.Organizations.Settings;

namespace Raum.Api.Features.Settings;

/// <param name="ApprovalLifted">Operations whose public replies go without a person, once that is approved in writing.</param>
/// <param name="VisibleTypes">Types that are not masked, by their words in placeholders.</param>
/// <param name="MinimumScore">Finds that are less sure stay visible; 0 to 1, usually 0.5.</param>
/// <param name="Patterns">The organization's own patterns: 20 at most.</param>
/// <param name="CallbackRegion">Where its receiver handles data: <c>us</c>, <c>eu</c> or <c>apac</c>; absent: in the organization's own region.</param>
internal sealed record SettingsBody(
    bool KillSwitch,
    IReadOnlyList<AiOperation> ApprovalLifted,
    AiOperation WebhookOperation,
    WebhookTarget WebhookTarget,
    LanguagePolicy UnsupportedLanguage,
    IReadOnlyList<string> AllowedLinkHosts,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlyList<string> AllowedWords,
    IReadOnlyList<string> VisibleTypes,
    double MinimumScore,
    IReadOnlyList<MaskingPattern> Patterns,
    string? CallbackUrl = null,
    string? CallbackRegion = null
)
{
    public static SettingsBody Of(OrganizationSettings settings) =>
        new(
            settings.KillSwitch,
            settings.ApprovalLifted,
            settings.WebhookOperation,
            settings.WebhookTarget,
            settings.UnsupportedLanguage,
            settings.AllowedLinkHosts,
            settings.AllowedOrigins,
            settings.AllowedWords,
            settings.VisibleTypes,
            settings.MinimumScore,
            settings.Patterns,
            settings.CallbackUrl?.OriginalString,
            settings.CallbackRegion
        );

    /// <summary>As they are stored, if the address is one.</summary>
    public OrganizationSettings ToSettings() =>
        new()
        {
            KillSwitch = KillSwitch,
            ApprovalLifted = ApprovalLifted,
            WebhookOperation = WebhookOperation,
            WebhookTarget = WebhookTarget,
            UnsupportedLanguage = UnsupportedLanguage,
            AllowedLinkHosts = AllowedLinkHosts,
            AllowedOrigins = AllowedOrigins,
            AllowedWords = AllowedWords,
            VisibleTypes = VisibleTypes,
            MinimumScore = MinimumScore,
            Patterns = Patterns,
            CallbackUrl = CallbackUrl is null ? null : new Uri(CallbackUrl, UriKind.RelativeOrAbsolute),
            CallbackRegion = CallbackRegion,
        };
}

internal sealed class SettingsBodyRules : AbstractValidator<SettingsBody>
{
    public SettingsBodyRules() =>
        RuleFor(body => body)
            .Custom(
                (body, context) =>
                {
                    if (body.CallbackUrl is { } url && !Uri.TryCreate(url, UriKind.Absolute, out _))
                    {
                        context.AddFailure("callbackUrl", "must be an https address without a password");
                        return;
                    }

                    foreach (var (name, rule) in SettingsRules.Broken(body.ToSettings()))
                    {
                        context.AddFailure(name, rule);
                    }
                }
            );
}

/// <param name="Version">Counts the changes; 0 are the defaults.</param>
internal sealed record SettingsView(long Version, SettingsBody Settings)
{
    public static SettingsView Of(VersionedSettings current) => new(current.Version, SettingsBody.Of(current.Settings));
}

internal sealed record SettingsVersionsView(IReadOnlyList<SettingsVersionView> Versions);

/// <param name="By">Who made it: the id of a member, or a component.</param>
/// <param name="Changes">What differs from the version before.</param>
internal sealed record SettingsVersionView(long Version, DateTimeOffset At, string By, IReadOnlyList<SettingsChangeView> Changes);

internal sealed record SettingsDiffView(long From, long To, IReadOnlyList<SettingsChangeView> Changes);

/// <param name="Before">Absent where the version did not know the setting, or it was not set.</param>
internal sealed record SettingsChangeView(string Setting, JsonElement After, JsonElement? Before = null)
{
    public static SettingsChangeView Of(SettingsChange change) =>
        new(change.Setting, Parse(change.After), change.Before is null or "null" ? null : Parse(change.Before));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

/// <param name="Version">The version whose settings are wanted again; 0: the defaults.</param>
internal sealed record SettingsRollBackRequest(long Version);

internal sealed class SettingsRollBackRequestRules : AbstractValidator<SettingsRollBackRequest>
{
    public SettingsRollBackRequestRules() =>
        RuleFor(request => request.Version).GreaterThanOrEqualTo(0).WithMessage("must not be negative");
}
