using System.Text.RegularExpressions;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>Where an organization's Zendesk is: <c>https://{subdomain}.zendesk.com</c>, or a loopback URL in development.</summary>
/// <remarks>
/// A subdomain is one DNS label of lower-case letters, digits and hyphens, so that nothing a customer types can lead the request to another host.
/// </remarks>
public sealed partial record ZendeskAddress
{
    private ZendeskAddress(string text, Uri baseUri)
    {
        Text = text;
        BaseUri = baseUri;
    }

    /// <summary>The subdomain, or the development URL, as it is stored.</summary>
    public string Text { get; }

    /// <summary>Scheme and host, ending with a slash.</summary>
    public Uri BaseUri { get; }

    /// <summary>True for a loopback URL.</summary>
    public bool IsDevelopment => BaseUri.IsLoopback;

    /// <param name="text">A subdomain; in development also <c>http://127.0.0.1:port</c> or <c>http://localhost:port</c>.</param>
    /// <param name="development">Whether loopback URLs are accepted (<see cref="ZendeskOptions.Development"/>).</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for anything else.</returns>
    public static Outcome<ZendeskAddress> Parse(string? text, bool development)
    {
        if (text is null)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        if (Subdomain().IsMatch(text))
        {
            return new ZendeskAddress(text, new Uri($"https://{text}.zendesk.com/"));
        }

        // Only the literal names of loopback: a name that resolves to it today may resolve elsewhere tomorrow.
        return
            development
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri
                is { Scheme: "http", Host: "127.0.0.1" or "localhost" or "[::1]", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? new ZendeskAddress(uri.GetLeftPart(UriPartial.Authority), uri)
            : new Failure(FailureCode.InvalidRequest);
    }

    // \z, not $: a line break at the end would pass the latter.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();
}
