using System.Net;
using System.Text.Json;
using Raum.Core;
using Raum.Providers.Wire;

namespace Raum.Providers.Gemini;

/// <summary>Gemini's error table (google.rpc.Status).</summary>
internal static class GeminiErrors
{
    public static Failure Of(ErrorResponse error)
    {
        var wait = RetryDelay(error.Body) ?? error.RetryAfter;
        return error.Text("error", "status") switch
        {
            // A bad key is a bad argument here, told apart by its reason only.
            "INVALID_ARGUMENT" when HasReason(error.Body, "API_KEY_INVALID") => new Failure(FailureCode.ProviderKeyRejected),
            "UNAUTHENTICATED" => new Failure(FailureCode.ProviderKeyRejected),
            "PERMISSION_DENIED" => new Failure(FailureCode.ProviderForbidden),
            "NOT_FOUND" => new Failure(FailureCode.ProviderModelNotFound),
            "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => new Failure(FailureCode.ProviderRequestRejected),
            "RESOURCE_EXHAUSTED" => new Failure(FailureCode.ProviderRateLimited, wait),
            "UNAVAILABLE" => new Failure(FailureCode.ProviderOverloaded, wait),
            "DEADLINE_EXCEEDED" => new Failure(FailureCode.ProviderTimeout, wait),
            "INTERNAL" or "UNKNOWN" => new Failure(FailureCode.ProviderUnavailable, wait),
            _ => error.ByStatus() is var failure && failure.IsTransient ? failure with { RetryAfter = wait } : failure,
        };
    }

    /// <summary>An error that came as a chunk of a stream, after status 200.</summary>
    public static Failure InStream(JsonElement chunk) => Of(new ErrorResponse(HttpStatusCode.InternalServerError, chunk, null));

    private static TimeSpan? RetryDelay(JsonElement body) =>
        Details(body)
            .Where(detail => TypeOf(detail).EndsWith("google.rpc.RetryInfo", StringComparison.Ordinal))
            .Select(detail =>
                detail.TryGetProperty("retryDelay", out var delay) && delay.ValueKind == JsonValueKind.String ? delay.GetString() : null
            )
            .Select(RetryAfter.ReadDuration)
            .FirstOrDefault();

    private static bool HasReason(JsonElement body, string reason) =>
        Details(body)
            .Any(detail =>
                detail.TryGetProperty("reason", out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(reason)
            );

    private static string TypeOf(JsonElement detail) =>
        detail.TryGetProperty("@type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "";

    private static IEnumerable<JsonElement> Details(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("details", out var details)
        && details.ValueKind == JsonValueKind.Array
            ? details.EnumerateArray().Where(detail => detail.ValueKind == JsonValueKind.Object)
            : [];
}
