using Raum.Core;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

public sealed class AnthropicContract : ProviderContract
{
    protected override ProviderEndpoint Endpoint => new(ProviderName.Anthropic, "claude-sonnet-4-5", new PersonalText(Key), Fake.Anthropic);

    protected override string Body =>
        """
            {"model":"claude-sonnet-4-5","max_tokens":512,"messages":[{"role":"user","content":[{"type":"text","text":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}]}],"metadata":{"user_id":"u_7f3a"},"system":[{"type":"text","text":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."}]}
            """;

    protected override string StreamBody =>
        """
            {"model":"claude-sonnet-4-5","max_tokens":512,"messages":[{"role":"user","content":[{"type":"text","text":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}]}],"metadata":{"user_id":"u_7f3a"},"system":[{"type":"text","text":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."}],"stream":true}
            """;

    protected override (string Whole, string Stream) Paths => ("/anthropic/v1/messages", "/anthropic/v1/messages");

    protected override IReadOnlyDictionary<string, string> Headers =>
        new Dictionary<string, string>
        {
            ["authorization"] = $"Bearer {Key}",
            ["anthropic-version"] = "2026-10-21",
            ["content-type"] = "application/json",
        };

    protected override (string Length, string Refused, string Unheard) StopWords => ("max_tokens", "refusal", "bored");

    // The SDK's version of the interface has no temperature any more.
    protected override bool SendsTemperature => false;

    protected override string OverloadedInStream =>
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded Jane Doe"},"request_id":"req_1"}""";

    protected override string ErrorBody(int status)
    {
        var type = status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            429 => "rate_limit_error",
            503 => "overloaded_error",
            504 => "timeout_error",
            408 => "timeout_error",
            _ => "api_error",
        };
        return $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"Jane Doe"},"request_id":"req_1"}""";
    }

    [Theory]
    [InlineData(429, "rate_limit_error", "enforced_spend_limit_reached")]
    [InlineData(429, "rate_limit_error", "contract_spend_limit_reached")]
    [InlineData(402, "billing_error", null)]
    public Task A_spend_limit_is_not_a_rate_limit(int status, string type, string? code) =>
        FailsWithAsync(
            status,
            $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"Jane Doe","details":{"error_code":"{{{code}}}"}},"request_id":"req_1"}""",
            FailureCode.ProviderQuotaExhausted,
            null
        );

    [Fact]
    public Task A_rate_limit_is_waited_for() =>
        FailsWithAsync(429, ErrorBody(429), FailureCode.ProviderRateLimited, TimeSpan.FromSeconds(12), ("retry-after", "12"));

    [Fact]
    public Task Status_529_is_overload() =>
        FailsWithAsync(
            529,
            """{"type":"error","error":{"type":"overloaded_error","message":"Jane Doe"},"request_id":"req_1"}""",
            FailureCode.ProviderOverloaded,
            null
        );

    [Fact]
    public Task A_conflict_is_transient() =>
        FailsWithAsync(
            409,
            """{"type":"error","error":{"type":"conflict_error","message":"Jane Doe"},"request_id":"req_1"}""",
            FailureCode.ProviderUnavailable,
            null
        );

    [Fact]
    public Task A_request_that_is_too_large_is_rejected() =>
        FailsWithAsync(
            413,
            """{"type":"error","error":{"type":"request_too_large","message":"Jane Doe"},"request_id":"req_1"}""",
            FailureCode.ProviderRequestRejected,
            null
        );

    [Theory]
    [InlineData("overloaded_error", FailureCode.ProviderOverloaded)]
    [InlineData("rate_limit_error", FailureCode.ProviderRateLimited)]
    [InlineData("api_error", FailureCode.ProviderUnavailable)]
    [InlineData("timeout_error", FailureCode.ProviderTimeout)]
    public async Task An_error_event_is_told_by_its_type(string type, FailureCode code)
    {
        Fake.Script.Then(
            new ProviderReply.ErrorInStream(
                "",
                $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"Jane Doe"},"request_id":"req_1"}"""
            )
        );

        (await StreamAsync()).End.Failure!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("stop_sequence", StopReason.Normal)]
    [InlineData("tool_use", StopReason.ToolCall)]
    [InlineData("model_context_window_exceeded", StopReason.Length)]
    [InlineData("pause_turn", StopReason.Unknown)]
    public async Task Stop_reasons_are_normalised(string word, StopReason reason)
    {
        Fake.Script.Then(new ProviderReply.Answer("Well", word), new ProviderReply.Answer("Well", word));

        (await AskAsync()).Value.StopReason.ShouldBe(reason);
        (await StreamAsync()).End.Value.StopReason.ShouldBe(reason);
    }
}
