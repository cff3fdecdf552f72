namespace Raum.Organizations.Settings;

/// <summary>What may stand in a settings document.</summary>
internal static class SettingsRules
{
    private const int MaxEntries = 500;
    private const int MaxLength = 200;

    public static bool Allow(OrganizationSettings settings) =>
        settings.ApprovalLifted.All(Enum.IsDefined)
        && Enum.IsDefined(settings.WebhookOperation)
        && Enum.IsDefined(settings.WebhookTarget)
        && Enum.IsDefined(settings.UnsupportedLanguage)
        && IsListOf(settings.AllowedLinkHosts, IsHost)
        && IsListOf(settings.AllowedOrigins, IsOrigin)
        && IsListOf(settings.AllowedWords, word => !string.IsNullOrWhiteSpace(word))
        && (settings.CallbackUrl is null || IsSecure(settings.CallbackUrl));

    private static bool IsListOf(IReadOnlyList<string> values, Func<string, bool> rule) =>
        values.Count <= MaxEntries && values.All(value => value.Length <= MaxLength && rule(value));

    /// <summary>A DNS name, or all names below one: <c>*.example.com</c>.</summary>
    private static bool IsHost(string host) =>
        Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Dns;

    /// <summary>Scheme, host and port, as browsers send them (RFC 6454, 6.2); <c>https://*.example.com</c> for all hosts below one.</summary>
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin.Replace("://*.", "://any.", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && IsSecure(uri)
        && uri.GetLeftPart(UriPartial.Authority)
            .Equals(origin.Replace("://*.", "://any.", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>HTTPS, or a program on this machine; no name or password in it.</summary>
    private static bool IsSecure(Uri uri) =>
        uri.IsAbsoluteUri
        && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
