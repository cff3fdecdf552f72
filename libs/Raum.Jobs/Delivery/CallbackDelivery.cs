using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.Core;
using Raum.Core.Http;
using Raum.Organizations.Approvals;
using Raum.Organizations.Settings;

namespace Raum.Jobs.Delivery;

/// <summary>A signed POST to the address that the organization configured.</summary>
/// <remarks>
/// <c>Raum-Id</c> is the same each time one answer is sent, so a receiver drops repetitions by it (FLOW-7).
/// <c>Raum-Signature</c> is <c>v1=</c> and the hex of HMAC-SHA256, under the organization's callback secret, over
/// <c>Raum-Timestamp</c> (Unix seconds), a full stop, <c>Raum-Id</c>, a full stop and the body's bytes. A receiver checks it first and refuses old timestamps.
/// </remarks>
internal sealed class CallbackDelivery(
    SettingsStore settings,
    WrittenApprovals approvals,
    CallbackSecrets secrets,
    GuardedHttp http,
    TimeProvider clock
) : IDelivery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public bool Serves(DeliveryTarget target) => target == DeliveryTarget.Callback;

    public async Task<Outcome<DeliveryReceipt>> DeliverAsync(DeliveryRequest request, CancellationToken cancellationToken)
    {
        // :: Step 9
        var current = await settings.GetAsync(request.Organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        if (current.Value.Settings.CallbackUrl is not { } address)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        var given = await approvals.InForceAsync(request.Organization, cancellationToken);
        if (!given.Succeeded)
        {
            return given.Failure;
        }

        var subject = address.AbsoluteUri;
        if (!given.Value.Has(ApprovedUse.Callback, subject) || !given.Value.Allow(current.Value.Settings.CallbackRegion, subject))
        {
            return new Failure(FailureCode.NotApproved);
        }

        var secret = await secrets.OpenAsync(request.Organization, cancellationToken);
        if (!secret.Succeeded)
        {
            return secret.Failure;
        }

        var now = clock.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new CallbackBody(request.Mark, request.Job.Value, request.Operation, request.TicketId, request.Text.Reveal(), now),
            CallbackJson.Default.CallbackBody
        );
        try
        {
            return await SendAsync(address, request.Mark, now, body, secret.Value, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret.Value);
            CryptographicOperations.ZeroMemory(body);
        }
    }

    /// <summary>A callback may be repeated: its id tells the receiver.</summary>
    public Task<Outcome<DeliveryReceipt?>> FindAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<DeliveryReceipt?>>((DeliveryReceipt?)null);

    internal static string Sign(ReadOnlySpan<byte> secret, string timestamp, string id, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{timestamp}.{id}."));
        hmac.AppendData(body);
        return "v1=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private async Task<Outcome<DeliveryReceipt>> SendAsync(
        Uri address,
        string id,
        DateTimeOffset now,
        byte[] body,
        byte[] secret,
        CancellationToken cancellationToken
    )
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        message.Headers.Add("Raum-Id", id);
        message.Headers.Add("Raum-Timestamp", timestamp);
        message.Headers.Add("Raum-Signature", Sign(secret, timestamp, id, body));

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = http.NewClient();
            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Judge(answer);
        }
        catch (HttpRequestException e)
        {
            return new Failure(GuardedHttp.IsRefusal(e) ? FailureCode.CallbackForbidden : FailureCode.CallbackUnavailable);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
    }

    /// <summary>2xx is taken; 408, 425, 429 and 5xx are tried again; everything else, redirects too, is a refusal.</summary>
    private Outcome<DeliveryReceipt> Judge(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
        {
            return new DeliveryReceipt(null);
        }

        var again =
            (int)answer.StatusCode >= 500
            || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425;
        if (!again)
        {
            return new Failure(FailureCode.DeliveryRejected);
        }

        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new Failure(FailureCode.CallbackUnavailable, wait > TimeSpan.Zero ? wait : null);
    }
}

/// <param name="Id">The same each time this answer is sent.</param>
internal sealed record CallbackBody(string Id, Guid JobId, AiOperation Operation, long? TicketId, string Text, DateTimeOffset SentAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(CallbackBody))]
internal sealed partial class CallbackJson : JsonSerializerContext;
