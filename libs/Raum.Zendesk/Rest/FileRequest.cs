using System.Net.Http.Headers;

namespace Raum.Zendesk;

/// <summary>A file to download: which hosts may be asked for it, and which of them sees the token.</summary>
internal sealed record FileRequest(AccessToken Token, Uri Address, int MaxBytes)
{
    /// <summary>Where Zendesk keeps files: its links there are signed and need no token.</summary>
    private const string FileHost = ".zdusercontent.com";

    private Uri Account => Token.Connection.Address.BaseUri;

    /// <summary>True for an address that may be asked at all.</summary>
    public bool May(Uri address) =>
        address.UserInfo.Length == 0
        && (
            IsAccount(address)
            || (address is { Scheme: "https", IsDefaultPort: true } && address.IdnHost.EndsWith(FileHost, StringComparison.Ordinal))
        );

    /// <param name="followed">True for an address that another one led to.</param>
    public HttpRequestMessage Message(Uri address, bool followed)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (!followed && IsAccount(address))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token.Secret);
        }

        return request;
    }

    private bool IsAccount(Uri address) =>
        address.Scheme == Account.Scheme
        && address.Port == Account.Port
        && string.Equals(address.IdnHost, Account.IdnHost, StringComparison.Ordinal);
}
