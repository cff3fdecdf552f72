using Raum.Core;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

public sealed class CompatibleContract : ProviderContract
{
    protected override ProviderEndpoint Endpoint => new(ProviderName.Compatible, "llama-3.3-70b", new PersonalText(Key), Fake.Compatible);

    protected override string Body =>
        """
            {"messages":[{"role":"system","content":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."},{"role":"user","content":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}],"model":"llama-3.3-70b","max_tokens":512}
            """;

    protected override string StreamBody =>
        """
            {"messages":[{"role":"system","content":"You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."},{"role":"user","content":"Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]"}],"model":"llama-3.3-70b","stream":true,"stream_options":{"include_usage":true},"max_tokens":512}
            """;

    protected override (string Whole, string Stream) Paths => ("/compatible/v1/chat/completions", "/compatible/v1/chat/completions");

    protected override IReadOnlyDictionary<string, string> Headers =>
        new Dictionary<string, string> { ["authorization"] = $"Bearer {Key}", ["content-type"] = "application/json" };

    protected override (string Length, string Refused, string Unheard) StopWords => ("length", "content_filter", "bored");

    protected override string OverloadedInStream =>
        """{"error":{"message":"overloaded Jane Doe","type":"server_error","param":null,"code":503}}""";

    protected override string ErrorBody(int status) =>
        """{"object":"error","message":"Jane Doe","type":"BadRequestError","param":null,"code":400}""";

    [Fact]
    public async Task A_server_without_keys_needs_none()
    {
        Fake.Script.Key = null;
        using var http = Calls.LoopbackHttp();

        var answer = await Calls
            .Chain(http)
            .CompleteAsync(Calls.Of(Endpoint with { ApiKey = null }), TestContext.Current.CancellationToken);

        answer.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_base_URL_is_required()
    {
        using var http = Calls.LoopbackHttp();

        var answer = await Calls
            .Chain(http)
            .CompleteAsync(Calls.Of(Endpoint with { BaseUrl = null }), TestContext.Current.CancellationToken);

        answer.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
    }

    [Fact]
    public async Task A_server_that_does_not_count_tokens_has_no_cost_and_no_tokens()
    {
        Fake.Script.Then(
            new ProviderReply.Raw(
                """{"id":"c","object":"chat.completion","created":1,"model":"llama-3.3-70b","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}"""
            )
        );

        var answer = (await AskAsync()).Value;

        answer.InputTokens.ShouldBeNull();
        answer.CostUsd.ShouldBeNull();
    }
}
