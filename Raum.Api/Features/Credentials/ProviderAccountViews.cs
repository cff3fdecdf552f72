using FluentValidation;
using Raum.Core;
using Raum.Organizations.Credentials;
using Raum.Providers;

namespace Raum.Api.Features.Credentials;

/// <param name="Provider"><c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>compatible</c> or <c>offline</c>.</param>
/// <param name="Region">Where the provider processes the text: <c>us</c>, <c>eu</c> or <c>apac</c>.</param>
/// <param name="Key">Needed by all but <c>compatible</c> and <c>offline</c>; shown to nobody.</param>
/// <param name="BaseUrl">Of a compatible server.</param>
/// <param name="Priority">Lower ones are asked first; 100 when absent.</param>
/// <param name="RotateBy">When the key is to be replaced: lists and alerts remind of it.</param>
internal sealed record ProviderAccountRequest(
    string Provider,
    string Model,
    string Region,
    PersonalText? Key = null,
    string? BaseUrl = null,
    int? Priority = null,
    DateTimeOffset? RotateBy = null
)
{
    public NewProviderCredential ToCredential() =>
        new(
            Provider,
            Model,
            Region,
            Key,
            BaseUrl is null ? null : new Uri(BaseUrl),
            Priority ?? 100,
            TermsApproved: false,
            RotateBy?.ToUniversalTime()
        );

    public override string ToString() => $"Account at {Provider}";
}

internal sealed class ProviderAccountRequestRules : AbstractValidator<ProviderAccountRequest>
{
    private static readonly string[] Providers = [.. Enum.GetNames<ProviderName>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] WithoutKey = ["compatible", "offline"];

    public ProviderAccountRequestRules()
    {
        RuleFor(request => request.Provider)
            .Must(name => Providers.Contains(name, StringComparer.Ordinal))
            .WithMessage("must be openai, anthropic, gemini, compatible or offline");
        RuleFor(request => request.Model)
            .Must(model => model.Length is > 0 and <= 200 && !model.Any(char.IsControl))
            .WithMessage("must have 1 to 200 characters, none of them a control character");
        RuleFor(request => request.Region).Must(region => region is "us" or "eu" or "apac").WithMessage("must be us, eu or apac");
        RuleFor(request => request.Key)
            .Must((request, key) => key is null ? WithoutKey.Contains(request.Provider, StringComparer.Ordinal) : IsKey(key))
            .WithMessage("must have 1 to 1000 printable ASCII characters, and must be there for this provider");
        RuleFor(request => request.BaseUrl)
            .Must((request, url) => url is null ? request.Provider != "compatible" : request.Provider == "compatible" && IsWeb(url))
            .WithMessage("must be an http or https address without a password, for a compatible server and for no other");
        RuleFor(request => request.Priority).Must(priority => priority is null or (>= 0 and <= 1000)).WithMessage("must be from 0 to 1000");
    }

    /// <summary>Keys are sent in a header.</summary>
    public static bool IsKey(PersonalText key) => key.Length is > 0 and <= 1000 && IsPlain(key.Reveal());

    private static bool IsPlain(string text) => text.All(letter => letter is > ' ' and <= '~');

    private static bool IsWeb(string url) =>
        url.Length <= 500
        && IsPlain(url)
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Scheme: "https" or "http" };
}

/// <param name="OverlapHours">How long both keys are live; 0 ends the older one at once. Default 24, at most 720.</param>
/// <param name="RotateBy">When the next key is to be replaced in turn.</param>
internal sealed record RotateAccountRequest(PersonalText Key, int? OverlapHours = null, DateTimeOffset? RotateBy = null)
{
    public const int DefaultHours = 24;

    public override string ToString() => "The next key";
}

internal sealed class RotateAccountRequestRules : AbstractValidator<RotateAccountRequest>
{
    public RotateAccountRequestRules()
    {
        RuleFor(request => request.Key)
            .Must(ProviderAccountRequestRules.IsKey)
            .WithMessage("must have 1 to 1000 printable ASCII characters");
        RuleFor(request => request.OverlapHours).Must(hours => hours is null or (>= 0 and <= 720)).WithMessage("must be from 0 to 720");
    }
}

internal sealed record NewProviderAccountView(Guid Id);

internal sealed record ProviderAccountsView(IReadOnlyList<ProviderAccountView> Accounts);

/// <param name="Overdue">The key should have been replaced by now.</param>
/// <param name="Hint">The last four characters of a long key.</param>
/// <param name="ApprovedAt">Since when its terms are approved in writing; absent: it is not used.</param>
/// <param name="RetireAt">It is being replaced, and live until then.</param>
internal sealed record ProviderAccountView(
    Guid Id,
    string Provider,
    string Model,
    string Region,
    int Priority,
    DateTimeOffset CreatedAt,
    bool Overdue,
    string? BaseUrl = null,
    string? Hint = null,
    DateTimeOffset? ApprovedAt = null,
    DateTimeOffset? RotateBy = null,
    DateTimeOffset? RetireAt = null
)
{
    public static ProviderAccountView Of(ProviderCredentialSummary one, DateTimeOffset now) =>
        new(
            one.Id,
            one.Provider,
            one.Model,
            one.Region,
            one.Priority,
            one.CreatedAt,
            one.IsOverdue(now),
            one.BaseUrl?.OriginalString,
            one.Hint,
            one.TermsApprovedAt,
            one.RotateBy,
            one.RetireAt
        );
}
