using Anthropic.Exceptions;
using Raum.Core;
using Raum.Providers.Wire;

namespace Raum.Providers.Anthropic;

/// <summary>Anthropic's error table.</summary>
internal static class AnthropicErrors
{
    public static Failure Of(ErrorResponse error)
    {
        var type = error.Text("error", "type");
        var code = error.Text("error", "details", "error_code");
        return (type, code) switch
        {
            // 429 without Retry-After: the month has to end first.
            (_, { } limit) when limit.EndsWith("spend_limit_reached", StringComparison.Ordinal) => new Failure(
                FailureCode.ProviderQuotaExhausted
            ),
            ("authentication_error", _) => new Failure(FailureCode.ProviderKeyRejected),
            ("billing_error", _) => new Failure(FailureCode.ProviderQuotaExhausted),
            ("permission_error", _) => new Failure(FailureCode.ProviderForbidden),
            ("not_found_error", _) => new Failure(FailureCode.ProviderModelNotFound),
            ("rate_limit_error", _) => new Failure(FailureCode.ProviderRateLimited, error.RetryAfter),
            ("overloaded_error", _) => new Failure(FailureCode.ProviderOverloaded, error.RetryAfter),
            ("timeout_error", _) => new Failure(FailureCode.ProviderTimeout, error.RetryAfter),
            ("api_error", _) => new Failure(FailureCode.ProviderUnavailable, error.RetryAfter),
            ("invalid_request_error" or "request_too_large", _) when (int)error.Status < 500 => new Failure(
                FailureCode.ProviderRequestRejected
            ),
            _ => error.ByStatus(),
        };
    }

    /// <summary>An <c>error</c> event after status 200. The SDK keeps its JSON only inside the message, which is read here and goes no further.</summary>
    public static Failure InStream(AnthropicSseException e)
    {
        ArgumentNullException.ThrowIfNull(e);

        foreach (var (type, code) in _inStream)
        {
            if (e.Message.Contains(type, StringComparison.Ordinal))
            {
                return new Failure(code);
            }
        }

        return new Failure(FailureCode.ProviderUnavailable);
    }

    private static readonly (string Type, FailureCode Code)[] _inStream =
    [
        ("overloaded_error", FailureCode.ProviderOverloaded),
        ("rate_limit_error", FailureCode.ProviderRateLimited),
        ("timeout_error", FailureCode.ProviderTimeout),
        ("invalid_request_error", FailureCode.ProviderRequestRejected),
        ("billing_error", FailureCode.ProviderQuotaExhausted),
    ];
}
