using Raum.Core;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

public sealed class GeminiContract : ProviderContract
{
    protected override ProviderEndpoint Endpoint => new(ProviderName.Gemini, "gemini-2.5-flash", new PersonalText(Key), Fake.Gemini);

    protected override string Body =>
        """
            {"contents":[{"role":"user","parts":[{"text":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}]}],"systemInstruction":{"parts":[{"text":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."}]},"generationConfig":{"maxOutputTokens":512}}
            """;

    protected override string StreamBody =>
        """
            {"contents":[{"role":"user","parts":[{"text":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}]}],"systemInstruction":{"parts":[{"text":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."}]},"generationConfig":{"maxOutputTokens":512}}
            """;

    protected override (string Whole, string Stream) Paths =>
        ("/gemini/v1beta/models/gemini-2.5-flash:generateContent", "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");

    protected override IReadOnlyDictionary<string, string> Headers =>
        new Dictionary<string, string> { ["x-goog-api-key"] = Key, ["content-type"] = "application/json; charset=utf-8" };

    protected override (string Length, string Refused, string Unheard) StopWords => ("MAX_TOKENS", "SAFETY", "BORED");

    protected override string OverloadedInStream => ErrorBody(503);

    protected override string ErrorBody(int status)
    {
        var word = status switch
        {
            400 => "INVALID_ARGUMENT",
            401 => "UNAUTHENTICATED",
            403 => "PERMISSION_DENIED",
            404 => "NOT_FOUND",
            429 => "RESOURCE_EXHAUSTED",
            503 => "UNAVAILABLE",
            504 or 408 => "DEADLINE_EXCEEDED",
            _ => "INTERNAL",
        };
        return $$$"""{"error":{"code":{{{status}}},"message":"Jane Doe","status":"{{{word}}}"}}""";
    }

    [Fact]
    public Task A_bad_key_is_a_bad_argument_here() =>
        FailsWithAsync(
            400,
            """{"error":{"code":400,"message":"Jane Doe","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""",
            FailureCode.ProviderKeyRejected,
            null
        );

    [Theory]
    [InlineData("27s", 27_000)]
    [InlineData("1.5s", 1_500)]
    public Task An_exhausted_resource_says_how_long_in_its_details(string delay, int milliseconds) =>
        FailsWithAsync(
            429,
            $$$"""{"error":{"code":429,"message":"Jane Doe","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{delay}}}"}]}}""",
            FailureCode.ProviderRateLimited,
            TimeSpan.FromMilliseconds(milliseconds)
        );

    [Fact]
    public Task An_error_in_an_array_is_read_too() =>
        FailsWithAsync(
            429,
            """[{"error":{"code":429,"message":"Jane Doe","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3s"}]}}]""",
            FailureCode.ProviderRateLimited,
            TimeSpan.FromSeconds(3)
        );

    [Theory]
    [InlineData("PROHIBITED_CONTENT")]
    [InlineData("OTHER")]
    [InlineData("JAILBREAK")]
    public async Task A_blocked_prompt_is_refused(string reason)
    {
        var body =
            $$$"""{"promptFeedback":{"blockReason":"{{{reason}}}"},"usageMetadata":{"promptTokenCount":9},"modelVersion":"gemini-2.5-flash"}""";
        Fake.Script.Then(new ProviderReply.Raw(body), new ProviderReply.Raw($"data: {body}\r\n\r\n", "text/event-stream"));

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderRefused);
        (await StreamAsync()).End.Failure!.Code.ShouldBe(FailureCode.ProviderRefused);
    }

    [Fact]
    public async Task Personal_data_that_Gemini_saw_is_a_stop_reason_of_its_own()
    {
        Fake.Script.Then(new ProviderReply.Answer("Dear", "SPII"), new ProviderReply.Answer("", "SPII"));

        (await AskAsync()).Value.StopReason.ShouldBe(StopReason.PersonalData);
        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderRefused);
    }

    [Theory]
    [InlineData("RECITATION", StopReason.Refused)]
    [InlineData("BLOCKLIST", StopReason.Refused)]
    [InlineData("MALFORMED_FUNCTION_CALL", StopReason.ToolCall)]
    [InlineData("OTHER", StopReason.Unknown)]
    public async Task Finish_reasons_are_normalised(string word, StopReason reason)
    {
        Fake.Script.Then(new ProviderReply.Answer("Well", word), new ProviderReply.Answer("Well", word));

        (await AskAsync()).Value.StopReason.ShouldBe(reason);
        (await StreamAsync()).End.Value.StopReason.ShouldBe(reason);
    }

    [Fact]
    public async Task Thoughts_are_not_part_of_the_answer_but_of_its_tokens()
    {
        Fake.Script.Then(
            new ProviderReply.Raw(
                """{"candidates":[{"content":{"role":"model","parts":[{"text":"They want money.","thought":true},{"text":"Hello "},{"text":"[REDACTED_NAME]"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"thoughtsTokenCount":40},"modelVersion":"gemini-2.5-flash"}"""
            )
        );

        var answer = (await AskAsync()).Value;

        answer.Text.Reveal().ShouldBe("Hello [REDACTED_NAME]");
        answer.OutputTokens.ShouldBe(43);
    }

    [Fact]
    public async Task The_key_is_in_no_address()
    {
        (await AskAsync()).Succeeded.ShouldBeTrue();
        (await StreamAsync()).End.Succeeded.ShouldBeTrue();

        Fake.Script.Received.ShouldAllBe(request => !request.Path.Contains(Key, StringComparison.Ordinal));
    }
}
