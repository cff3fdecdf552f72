using Raum.Core;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

public sealed class OpenAiContract : ProviderContract
{
    protected override ProviderEndpoint Endpoint => new(ProviderName.OpenAi, "gpt-4.1-mini", new PersonalText(Key), Fake.OpenAi);

    protected override string Body =>
        """
            {"safety_identifier":"u_7f3a","messages":[{"role":"developer","content":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."},{"role":"user","content":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}],"model":"gpt-4.1-mini","max_completion_tokens":512,"store":false}
            """;

    protected override string StreamBody =>
        """
            {"safety_identifier":"u_7f3a","messages":[{"role":"developer","content":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."},{"role":"user","content":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}],"model":"gpt-4.1-mini","max_completion_tokens":512,"store":false,"stream":true,"stream_options":{"include_usage":true}}
            """;

    protected override (string Whole, string Stream) Paths => ("/openai/v1/chat/completions", "/openai/v1/chat/completions");

    protected override IReadOnlyDictionary<string, string> Headers =>
        new Dictionary<string, string> { ["authorization"] = $"Bearer {Key}", ["content-type"] = "application/json" };

    protected override (string Length, string Refused, string Unheard) StopWords => ("length", "content_filter", "bored");

    protected override string OverloadedInStream =>
        """{"error":{"message":"The server is overloaded for Jane Doe","type":"server_error","param":null,"code":null}}""";

    protected override string ErrorBody(int status) =>
        status switch
        {
            401 =>
                """{"error":{"message":"Incorrect key of Jane Doe","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""",
            404 => """{"error":{"message":"no model Jane Doe","type":"invalid_request_error","param":null,"code":"model_not_found"}}""",
            429 => """{"error":{"message":"Rate limit of Jane Doe","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""",
            >= 500 => """{"error":{"message":"oops Jane Doe","type":"server_error","param":null,"code":null}}""",
            _ => """{"error":{"message":"bad Jane Doe","type":"invalid_request_error","param":"messages","code":null}}""",
        };

    [Theory]
    [InlineData("insufficient_quota", "insufficient_quota")]
    [InlineData("insufficient_quota", "requests")]
    public Task An_exhausted_quota_is_429_but_waiting_does_not_help(string code, string type) =>
        FailsWithAsync(
            429,
            $$$"""{"error":{"message":"You exceeded your current quota, Jane Doe","type":"{{{type}}}","param":null,"code":"{{{code}}}"}}""",
            FailureCode.ProviderQuotaExhausted,
            null,
            ("Retry-After", "3")
        );

    [Fact]
    public Task A_rate_limit_is_waited_for() =>
        FailsWithAsync(429, ErrorBody(429), FailureCode.ProviderRateLimited, TimeSpan.FromSeconds(20), ("Retry-After", "20"));

    [Fact]
    public Task A_prompt_that_a_filter_blocked_is_refused() =>
        FailsWithAsync(
            400,
            """{"error":{"message":"filtered","type":null,"param":"prompt","code":"content_filter"}}""",
            FailureCode.ProviderRefused,
            null
        );

    [Fact]
    public async Task A_refusal_of_the_model_is_not_an_answer()
    {
        Fake.Script.Then(
            new ProviderReply.Raw(
                """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4.1-mini","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I can't help with that."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""
            ),
            new ProviderReply.Raw(
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4.1-mini\",\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I can't\"},\"finish_reason\":null}]}\n\n"
                    + "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4.1-mini\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
                "text/event-stream"
            )
        );

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderRefused);
        (await StreamAsync()).End.Failure!.Code.ShouldBe(FailureCode.ProviderRefused);
    }
}
