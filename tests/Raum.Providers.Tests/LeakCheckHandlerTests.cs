using System.Net;
using System.Text;
using Raum.Providers.Anthropic;
using Raum.Providers.Compatible;
using Raum.Providers.Gemini;
using Raum.Providers.OpenAi;
using Raum.Providers.Wire;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests;

/// <summary>PII-9: the last check sees every content string, and what it does not understand does not leave.</summary>
public sealed class LeakCheckHandlerTests
{
    private static readonly Dictionary<string, RequestShape> _shapes = new()
    {
        ["openai"] = OpenAiWire.Shape,
        ["compatible"] = CompatibleWire.Shape,
        ["anthropic"] = AnthropicWire.Shape,
        ["gemini"] = GeminiWire.Shape,
    };

    [Theory]
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":"SECRET"}]}""")]
    [InlineData(
        "openai",
        """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":[{"type":"text","text":"SECRET"}]}]}"""
    )]
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":"\u0053ECRET"}]}""")]
    [InlineData(
        "compatible",
        """{"model":"m","max_tokens":1,"messages":[{"role":"system","content":"a SECRET b"},{"role":"user","content":"x"}]}"""
    )]
    [InlineData(
        "anthropic",
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"system":[{"type":"text","text":"SECRET"}]}"""
    )]
    [InlineData("anthropic", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"system":"SECRET"}""")]
    [InlineData(
        "gemini",
        """{"contents":[{"role":"user","parts":[{"text":"x"},{"text":"SECRET"}]}],"generationConfig":{"maxOutputTokens":1}}"""
    )]
    [InlineData(
        "gemini",
        """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"systemInstruction":{"parts":[{"text":"SECRET"}]},"generationConfig":{"maxOutputTokens":1}}"""
    )]
    public async Task A_value_in_any_content_string_stops_the_request(string provider, string body)
    {
        var stopped = await Should.ThrowAsync<CallStopped>(() => SendAsync(provider, body));

        stopped.Hits.ShouldBe(1);
        stopped.ToString().ShouldNotContain("SECRET");
    }

    [Theory]
    [InlineData("openai", """{"model":"SECRET","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("anthropic", """{"model":"SECRET","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""")]
    public async Task A_name_of_the_protocol_does_not(string provider, string body) => (await SendAsync(provider, body)).ShouldBe(body);

    [Theory]
    // Not JSON at all, half of it, a comment, two documents.
    [InlineData("openai", "model=m")]
    [InlineData("openai", "{")]
    [InlineData("openai", "")]
    [InlineData("openai", "null")]
    [InlineData("openai", """{"model":"m",/**/"max_completion_tokens":1,"store":false,"messages":[]}""")]
    // A field nobody has looked at.
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":false,"messages":[],"metadata":{"a":"SECRET"}}""")]
    [InlineData(
        "openai",
        """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":"x","name":"Jane"}]}"""
    )]
    [InlineData(
        "openai",
        """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"""
    )]
    [InlineData("anthropic", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[]}""")]
    [InlineData("gemini", """{"contents":[{"role":"user","parts":[{"inlineData":{}}]}],"generationConfig":{"maxOutputTokens":1}}""")]
    [InlineData("compatible", """{"model":"m","max_tokens":1,"messages":[],"user":"jane@example.com"}""")]
    // The same field twice.
    [InlineData("openai", """{"model":"m","model":"n","max_completion_tokens":1,"store":false,"messages":[]}""")]
    // Another kind of value, and text where a word of the protocol belongs.
    [InlineData("openai", """{"model":{"a":"b"},"max_completion_tokens":1,"store":false,"messages":[]}""")]
    [InlineData("openai", """{"model":"ask Jane Doe","max_completion_tokens":1,"store":false,"messages":[]}""")]
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":null}]}""")]
    // Storing, or not saying that nothing is stored.
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":true,"messages":[]}""")]
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"messages":[]}""")]
    // A user id that is not opaque.
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":false,"messages":[],"safety_identifier":"jane@example.com"}""")]
    [InlineData("anthropic", """{"model":"m","max_tokens":1,"messages":[],"metadata":{"user_id":"Jane Doe"}}""")]
    // Half a surrogate pair.
    [InlineData("openai", """{"model":"m","max_completion_tokens":1,"store":false,"messages":[{"role":"user","content":"\ud83d"}]}""")]
    public async Task An_unknown_shape_is_not_sent(string provider, string body) =>
        (await Should.ThrowAsync<CallStopped>(() => SendAsync(provider, body))).Hits.ShouldBe(0);

    [Fact]
    public async Task A_request_without_a_body_is_not_sent()
    {
        using var client = Client("openai", new Sink());

        await Should.ThrowAsync<CallStopped>(() => client.GetAsync(new Uri("http://127.0.0.1/"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_sent_is_byte_for_byte_what_was_checked()
    {
        const string body = """{ "model" : "m","max_tokens":1, "messages":[{"role":"user","content":"Grüße 🙂 \u0041"}]}""";

        (await SendAsync("anthropic", body)).ShouldBe(body);
    }

    private static async Task<string> SendAsync(string provider, string body)
    {
        var sink = new Sink();
        using var client = Client(provider, sink);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            await client.PostAsync(new Uri("http://127.0.0.1/"), content, TestContext.Current.CancellationToken);
        }
        catch (CallStopped)
        {
            sink.Body.ShouldBeNull();
            throw;
        }

        return sink.Body!;
    }

    private static HttpClient Client(string provider, Sink sink) =>
        new(
            new LeakCheckHandler(_shapes[provider], text => text.Contains("SECRET", StringComparison.Ordinal) ? 1 : 0)
            {
                InnerHandler = sink,
            }
        );

    private sealed class Sink : HttpMessageHandler
    {
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
