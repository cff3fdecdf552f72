using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Core.Http;

namespace Raum.Zendesk;

/// <summary>One request to Zendesk: bounded in time and size, no redirects, and every way it can end as a code.</summary>
/// <remarks>The guard below connects to public addresses only, whatever the operator allows for callbacks; in development to loopback too.</remarks>
internal sealed class ZendeskHttp(TimeProvider clock, IOptions<ZendeskOptions> options) : IDisposable
{
    private const int MostHops = 2;

    private readonly ZendeskOptions _options = options.Value;
    private readonly GuardedHttp _guard = new(NewGuard(options.Value.Development));

    /// <summary>Sends a request and reads its JSON.</summary>
    /// <param name="request">Disposed here.</param>
    /// <returns>
    /// The answer, or a failure of the 4xx block. A write that reached Zendesk and whose answer was lost or was a server error is <see cref="FailureCode.DeliveryUncertain"/>.
    /// </returns>
    public async Task<Outcome<T>> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var owned = request;
        var isWrite = request.Method != HttpMethod.Get;
        using var timeout = new CancellationTokenSource(_options.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var client = _guard.NewClient();
            client.Timeout = Timeout.InfiniteTimeSpan; // the clock above counts
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                return FailureOf(response, isWrite);
            }

            var answer = await ReadAsync(response, type, both.Token);
            return answer is not null ? answer : new Failure(isWrite ? FailureCode.DeliveryUncertain : FailureCode.ZendeskAnswerUnreadable);
        }
        catch (Exception e) when (GuardedHttp.IsRefusal(e))
        {
            return new Failure(FailureCode.ZendeskRejected);
        }
        catch (HttpRequestException e)
        {
            return NeverArrived(e.HttpRequestError) ? new Failure(FailureCode.ZendeskUnavailable) : Lost(isWrite);
        }
        catch (Exception e)
            when (e is IOException
                || (e is OperationCanceledException && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            )
        {
            return Lost(isWrite);
        }
    }

    /// <summary>Downloads a file, over at most <see cref="MostHops"/> redirects among the hosts that the request allows.</summary>
    /// <returns><see cref="FailureCode.TooLarge"/>, <see cref="FailureCode.ZendeskRejected"/> for an address elsewhere, and failures of the 4xx block.</returns>
    public async Task<Outcome<ReadOnlyMemory<byte>>> DownloadAsync(FileRequest file, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var client = _guard.NewClient();
            client.Timeout = Timeout.InfiniteTimeSpan; // the clock above counts
            var address = file.Address;
            for (var hop = 0; hop <= MostHops && file.May(address); hop++)
            {
                using var request = file.Message(address, followed: hop > 0);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return await BytesAsync(response, file.MaxBytes, both.Token) is { } bytes
                        ? (ReadOnlyMemory<byte>)bytes
                        : new Failure(FailureCode.TooLarge);
                }

                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                {
                    return FailureOf(response, isWrite: false);
                }

                address = new Uri(address, location);
            }

            return new Failure(FailureCode.ZendeskRejected);
        }
        catch (Exception e) when (GuardedHttp.IsRefusal(e))
        {
            return new Failure(FailureCode.ZendeskRejected);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            )
        {
            return new Failure(FailureCode.ZendeskUnavailable);
        }
    }

    /// <summary>A body of known length: not every proxy takes a chunked one.</summary>
    public static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Reads at most <see cref="ZendeskOptions.MaxAnswerBytes"/>.</summary>
    /// <returns>Null when it is longer, not JSON, or of another shape.</returns>
    private async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (
            response.Content.Headers.ContentType?.MediaType != "application/json"
            || await BytesAsync(response, _options.MaxAnswerBytes, cancellationToken) is not { } bytes
        )
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            // The parser's exception quotes the answer.
            return null;
        }
    }

    /// <returns>Null when the body is longer.</returns>
    private static async Task<byte[]?> BytesAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > most)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private Failure FailureOf(HttpResponseMessage response, bool isWrite)
    {
        var code = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => FailureCode.ZendeskUnauthorized,
            HttpStatusCode.Forbidden => FailureCode.ZendeskForbidden,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => FailureCode.ZendeskTicketNotFound,
            HttpStatusCode.Conflict => FailureCode.ZendeskTicketChanged,
            HttpStatusCode.TooManyRequests => FailureCode.ZendeskRateLimited,
            HttpStatusCode.RequestTimeout => isWrite ? FailureCode.DeliveryUncertain : FailureCode.ZendeskUnavailable,
            >= HttpStatusCode.InternalServerError => isWrite ? FailureCode.DeliveryUncertain : FailureCode.ZendeskUnavailable,
            // A success without a body of its own, or a redirect: somebody else answers in Zendesk's place.
            < HttpStatusCode.BadRequest => FailureCode.ZendeskAnswerUnreadable,
            _ => FailureCode.ZendeskRejected,
        };
        return new Failure(code, RetryAfter.Of(response.Headers, clock));
    }

    public void Dispose() => _guard.Dispose();

    private static GuardedHttpOptions NewGuard(bool development)
    {
        var guard = new GuardedHttpOptions();
        if (development)
        {
            guard.AllowedNetworks.Add("127.0.0.0/8");
            guard.AllowedNetworks.Add("::1/128");
        }

        return guard;
    }

    private static Failure Lost(bool isWrite) => new(isWrite ? FailureCode.DeliveryUncertain : FailureCode.ZendeskUnavailable);

    /// <summary>Failures of which none lets a byte of the request reach the other side.</summary>
    private static bool NeverArrived(HttpRequestError error) =>
        error
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;
}
