namespace Raum.Organizations.Settings;

/// <summary>What may stand in a settings document.</summary>
public static class SettingsRules
{
    private const int MaxEntries = 500;
    private const int MaxLength = 200;
    private const int MaxUrlLength = 500;

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
