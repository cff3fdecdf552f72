using System.Net;
using Raum.Core;
using Raum.Providers.Wire;

namespace Raum.Providers.OpenAi;

/// <summary>OpenAI's error table; compatible servers follow it as far as they follow anything.</summary>
internal static class OpenAiErrors
{
    public static Failure Of(ErrorResponse error)
    {
        var code = error.Text("error", "code");
        var type = error.Text("error", "type");
        return (code, type) switch
        {
            // 429 like a rate limit, but waiting does not help.
            ("insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active", _) or (_, "insufficient_quota") => new Failure(
                FailureCode.ProviderQuotaExhausted
            ),
            ("invalid_api_key" or "account_deactivated", _) => new Failure(FailureCode.ProviderKeyRejected),
            ("model_not_found", _) => new Failure(FailureCode.ProviderModelNotFound),
            ("content_filter" or "content_policy_violation", _) => new Failure(FailureCode.ProviderRefused),
            ("rate_limit_exceeded", _) when error.Status == HttpStatusCode.TooManyRequests => new Failure(
                FailureCode.ProviderRateLimited,
                error.RetryAfter
            ),
            _ => error.ByStatus(),
        };
    }

    /// <summary>An error that came inside a stream, after status 200.</summary>
    public static Failure InStream(ErrorResponse error) =>
        (error.Text("error", "code"), error.Text("error", "type")) switch
        {
            ("rate_limit_exceeded", _) or (_, "rate_limit_error" or "tokens" or "requests") => new Failure(FailureCode.ProviderRateLimited),
            ("insufficient_quota", _) or (_, "insufficient_quota") => new Failure(FailureCode.ProviderQuotaExhausted),
            ("content_filter", _) => new Failure(FailureCode.ProviderRefused),
            (_, "invalid_request_error") => new Failure(FailureCode.ProviderRequestRejected),
            _ => new Failure(FailureCode.ProviderUnavailable),
        };
}
