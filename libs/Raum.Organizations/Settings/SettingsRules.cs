namespace Raum.Organizations.Settings;

/// <summary>What may stand in a settings document.</summary>
public static class SettingsRules
{
    private const int MaxEntries = 500;
    private const int MaxLength = 200;
    private const int MaxUrlLength = 500;
    private const int MaxPatterns = 20;
    private const int MaxPatternLength = 200;
    private const int MaxNameLength = 60;

    /// <summary>What is wrong with a document.</summary>
    /// <returns>By the names of the document's members, what each must be; empty when nothing is wrong.</returns>
    public static IReadOnlyDictionary<string, string> Broken(OrganizationSettings settings)
    {
        var broken = new Dictionary<string, string>(StringComparer.Ordinal);
        Check(settings.ApprovalLifted.All(Enum.IsDefined), "approvalLifted", "must be operations");
        Check(Enum.IsDefined(settings.WebhookOperation), "webhookOperation", "must be an operation");
        Check(Enum.IsDefined(settings.WebhookTarget), "webhookTarget", "must be publicReply or internalNote");
        Check(Enum.IsDefined(settings.UnsupportedLanguage), "unsupportedLanguage", "must be refuse, knownOnly or proceed");
        Check(
            IsListOf(settings.AllowedLinkHosts, IsHost),
            "allowedLinkHosts",
            "must be 500 DNS names at most; *.example.com for all below one"
        );
        Check(
            IsListOf(settings.AllowedOrigins, IsOrigin),
            "allowedOrigins",
            "must be 500 origins at most, such as https://shop.example.com or https://*.example.com"
        );
        Check(
            IsListOf(settings.AllowedWords, word => !string.IsNullOrWhiteSpace(word)),
            "allowedWords",
            "must be 500 words at most, of 1 to 200 characters, none of them a control character"
        );
        Check(
            settings.VisibleTypes.Count <= MaxEntries
                && settings.VisibleTypes.All(type => type is not null && MaskingChoices.TypeOf(type) is not null),
            "visibleTypes",
            "must be types of placeholders: NAME, EMAIL, PHONE, CC, IBAN, ID, ADDRESS, IP, DOB, URL, USERNAME or SECRET"
        );
        Check(settings.MinimumScore is >= 0 and <= 1, "minimumScore", "must be a number from 0 to 1");
        Check(
            ArePatterns(settings.Patterns),
            "patterns",
            "must be 20 at most, each with a name of its own, a type of placeholders and a .NET expression of 1 to 200 characters without look-around, back references and large counts within what repeats that never matches nothing"
        );
        Check(
            settings.CallbackUrl is null || IsCallback(settings.CallbackUrl),
            "callbackUrl",
            "must be an https address without a password"
        );
        Check(settings.CallbackRegion is null or "us" or "eu" or "apac", "callbackRegion", "must be us, eu or apac");
        return broken;

        void Check(bool isGood, string name, string rule)
        {
            if (!isGood)
            {
                broken[name] = rule;
            }
        }
    }

    internal static bool Allow(OrganizationSettings settings) => Broken(settings).Count == 0;

    private static bool IsListOf(IReadOnlyList<string> values, Func<string, bool> rule) =>
        values.Count <= MaxEntries && values.All(value => value is { Length: <= MaxLength } && !value.Any(char.IsControl) && rule(value));

    private static bool ArePatterns(IReadOnlyList<MaskingPattern> patterns) =>
        patterns.Count <= MaxPatterns
        && patterns.All(pattern =>
            pattern is { Name: { Length: > 0 and <= MaxNameLength } name, Type: not null, Pattern: { Length: > 0 and <= MaxPatternLength } }
            && !name.Any(char.IsControl)
            && MaskingChoices.PatternOf(pattern) is not null
        )
        && patterns.Select(pattern => pattern.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == patterns.Count;

    /// <summary>A DNS name, or all names below one: <c>*.example.com</c>.</summary>
    private static bool IsHost(string host) =>
        Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Dns;

    /// <summary>Scheme, host and port, as browsers send them (RFC 6454, 6.2); <c>https://*.example.com</c> for all hosts below one.</summary>
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin.Replace("://*.", "://any.", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && IsSecure(uri)
        && uri.GetLeftPart(UriPartial.Authority)
            .Equals(origin.Replace("://*.", "://any.", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static bool IsCallback(Uri uri) => IsSecure(uri) && uri.AbsoluteUri.Length <= MaxUrlLength;

    /// <summary>HTTPS, or a program on this machine; no name or password in it.</summary>
    private static bool IsSecure(Uri uri) =>
        uri.IsAbsoluteUri
        && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
