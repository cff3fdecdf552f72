using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Raum.Core;
using Raum.Core.Http;

namespace Raum.AuditStore.Sinks;

/// <summary>A POST to an address that an organization configured, signed as callbacks are.</summary>
/// <remarks>
/// <c>Raum-Signature</c> is <c>v1=</c> and the hex of HMAC-SHA256, under the sink's secret, over <c>Raum-Timestamp</c> (Unix seconds), a full stop,
/// <c>Raum-Id</c>, a full stop and the body's bytes. The same piece has the same id each time it is sent.
/// </remarks>
internal sealed class SignedPost(GuardedHttp guard, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <returns><see cref="FailureCode.CallbackUnavailable"/> unless the answer is 2xx; <see cref="FailureCode.TooLarge"/> for 413; <see cref="FailureCode.CallbackForbidden"/> for an address that may not be reached.</returns>
    public async Task<Outcome<Done>> SendAsync(
        SinkTarget target,
        string id,
        string mediaType,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        if (target.Secret is { } secret)
        {
            var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            message.Headers.Add("Raum-Id", id);
            message.Headers.Add("Raum-Timestamp", timestamp);
            message.Headers.Add("Raum-Signature", Sign(secret, timestamp, id, body));
        }

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = guard.NewClient();
            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode
                ? default(Done)
                : new Failure(
                    answer.StatusCode switch
                    {
                        HttpStatusCode.Gone => FailureCode.DeliveryRejected,
                        HttpStatusCode.RequestEntityTooLarge => FailureCode.TooLarge,
                        _ => FailureCode.CallbackUnavailable,
                    }
                );
        }
        catch (HttpRequestException e)
        {
            return new Failure(GuardedHttp.IsRefusal(e) ? FailureCode.CallbackForbidden : FailureCode.CallbackUnavailable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
    }

    private static string Sign(string secret, string timestamp, string id, byte[] body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"{timestamp}.{id}."));
        hmac.AppendData(body);
        return "v1=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
