using System.Net;
using System.Text.Json;
using Raum.Core;

namespace Raum.Providers.Wire;

/// <summary>What an error response says, for the table of one provider.</summary>
/// <param name="Body">The parsed error body; undefined when it is not JSON.</param>
/// <param name="RetryAfter">From the headers.</param>
internal readonly record struct ErrorResponse(HttpStatusCode Status, JsonElement Body, TimeSpan? RetryAfter)
{
    /// <summary>The string at a path of property names; null when it is not there.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var element = Body;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    /// <summary>What the status alone says; the same for all providers.</summary>
    public Failure ByStatus() =>
        Status switch
        {
            HttpStatusCode.Unauthorized => new Failure(FailureCode.ProviderKeyRejected),
            HttpStatusCode.PaymentRequired => new Failure(FailureCode.ProviderQuotaExhausted),
            HttpStatusCode.Forbidden => new Failure(FailureCode.ProviderForbidden),
            HttpStatusCode.NotFound => new Failure(FailureCode.ProviderModelNotFound),
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new Failure(FailureCode.ProviderTimeout, RetryAfter),
            HttpStatusCode.Conflict => new Failure(FailureCode.ProviderUnavailable, RetryAfter),
            HttpStatusCode.TooManyRequests => new Failure(FailureCode.ProviderRateLimited, RetryAfter),
            HttpStatusCode.ServiceUnavailable or (HttpStatusCode)529 => new Failure(FailureCode.ProviderOverloaded, RetryAfter),
            >= HttpStatusCode.InternalServerError => new Failure(FailureCode.ProviderUnavailable, RetryAfter),
            // A redirect is not followed: the address is wrong.
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new Failure(FailureCode.ProviderNotConfigured),
            _ => new Failure(FailureCode.ProviderRequestRejected),
        };
}

/// <summary>Turns error statuses into failures below the SDKs, so that a provider's error text never gets into an exception, and limits what is read.</summary>
internal sealed class ErrorHandler(Func<ErrorResponse, Failure> table, TimeProvider clock, int maxBytes) : DelegatingHandler
{
    private const int MaxErrorBytes = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            response.Content = new BoundedContent(response.Content, maxBytes);
            return response;
        }

        using (response)
        {
            var body = await ReadAsync(response.Content, cancellationToken);
            throw new ProviderFault(
                table(new ErrorResponse(response.StatusCode, body, RetryAfter.Read(response.Headers, clock.GetUtcNow())))
            );
        }
    }

    // The status decides when the body cannot be read.
    private static async Task<JsonElement> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await using var bounded = new BoundedStream(await content.ReadAsStreamAsync(cancellationToken), MaxErrorBytes);
            using var document = await JsonDocument.ParseAsync(bounded, default, cancellationToken);
            var root = document.RootElement;
            // Gemini wraps a stream's error in an array.
            return (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root).Clone();
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or ProviderFault)
        {
            return default;
        }
    }
}
