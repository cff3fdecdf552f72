using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Raum.Core.Http;

/// <summary>The one HTTP client for addresses that a customer typed: callbacks, compatible providers, SIEM sinks.</summary>
/// <remarks>
/// It resolves the name itself, refuses every address that is not public unless the operator allowed its network, and connects to the
/// checked address, so that a name cannot change between check and use. Redirects are not followed: a 3xx is the answer. No proxy, no
/// cookies, no ambient credentials, no trace headers; TLS 1.2 or newer. One instance serves the process.
/// </remarks>
public sealed class GuardedHttp : IDisposable
{
    private readonly IReadOnlyList<IPNetwork> _allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly RequestCheck _handler;

    /// <param name="resolve">Looks a host name up; null: the system's resolver.</param>
    /// <exception cref="FormatException">An allowed network is not in CIDR form.</exception>
    public GuardedHttp(GuardedHttpOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(options);

        _allowed = [.. options.AllowedNetworks.Select(network => IPNetwork.Parse(network))];
        _resolve = resolve ?? ((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
        _handler = new RequestCheck(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                Credentials = null,
                PreAuthenticate = false,
                ActivityHeadersPropagator = null,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxResponseHeadersLength = 64,
                SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
                ConnectCallback = ConnectAsync,
            }
        );
    }

    /// <summary>A client over the shared connections. Cheap: make one for each use and dispose it.</summary>
    /// <param name="outer">Handlers in front of the guard, outermost first; they are not disposed with the client.</param>
    public HttpClient NewClient(params IReadOnlyList<DelegatingHandler> outer)
    {
        ArgumentNullException.ThrowIfNull(outer);

        HttpMessageHandler handler = _handler;
        foreach (var next in outer.Reverse())
        {
            next.InnerHandler = handler;
            handler = next;
        }

        return new HttpClient(handler, disposeHandler: false);
    }

    /// <summary>Checks the form of an address when it is typed: absolute, http or https, no user name, no literal private address.</summary>
    /// <returns><see cref="FailureCode.InvalidRequest"/> otherwise. A name is resolved and checked only when it is used.</returns>
    public Outcome<Uri> Check(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !HasGoodForm(uri))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var isLiteral = IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal);
        var good = isLiteral ? MayConnect(literal!, IsPlain(uri)) : !IsPlain(uri) || _allowed.Count > 0;
        return good ? uri : new Failure(FailureCode.InvalidRequest);
    }

    /// <summary>A connection for a protocol of its own, such as syslog, which must speak TLS over it.</summary>
    /// <exception cref="IOException">The address may not be reached (<see cref="IsRefusal"/>).</exception>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    public Task<NetworkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken) =>
        ConnectAsync(host, port, plain: false, cancellationToken);

    /// <summary>True when a request failed because its target may not be reached; such a request is not worth a retry.</summary>
    public static bool IsRefusal(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is AddressRefusedException)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _handler.Dispose();

    private static bool HasGoodForm(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0 && uri.Host.Length > 0;

    private static bool IsPlain(Uri uri) => uri.Scheme == Uri.UriSchemeHttp;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var plain = context.InitialRequestMessage.RequestUri is not { } uri || IsPlain(uri);
        return await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, plain, cancellationToken);
    }

    private async Task<NetworkStream> ConnectAsync(string host, int port, bool plain, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);

        // One bad address refuses the name: a resolver that mixes them is an attack or a mistake.
        if (addresses.Length == 0 || !addresses.All(address => MayConnect(address, plain)))
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool MayConnect(IPAddress address, bool plain)
    {
        var effective = PublicAddress.Effective(address);
        return _allowed.Any(network => network.Contains(effective)) || (!plain && PublicAddress.Is(effective));
    }

    /// <summary>Checks each request's address again: a client can be handed any.</summary>
    private sealed class RequestCheck(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri is { } uri && HasGoodForm(uri)
                ? base.SendAsync(request, cancellationToken)
                : throw new AddressRefusedException();
    }

    private sealed class AddressRefusedException()
        : IOException("The address is not public, and the operator has not allowed its network.");
}
