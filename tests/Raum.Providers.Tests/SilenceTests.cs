using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Core.Http;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests;

/// <summary>PII-5: what a call carries and what a provider says is in no log line, span, metric or result; ids, codes and counts are.</summary>
public sealed class SilenceTests : IAsyncLifetime
{
    private const string Key = "test-key-4f1d";
    private const string Secret = "Jane Doe";

    private readonly GuardedHttp _http = Calls.LoopbackHttp();
    private readonly Lines _lines = new();
    private FakeProviders _fake = null!;

    public static TheoryData<ProviderName> OnTheWire =>
        [ProviderName.OpenAi, ProviderName.Anthropic, ProviderName.Gemini, ProviderName.Compatible];

    public async ValueTask InitializeAsync() => _fake = await FakeProviders.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [MemberData(nameof(OnTheWire))]
    public async Task Neither_content_nor_key_nor_a_providers_words_get_out(ProviderName provider)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var error = """{"error":{"message":"#","type":"#","status":"#","code":"#"}}""".Replace("#", Secret, StringComparison.Ordinal);
        _fake.Script.Then(
            new ProviderReply.Answer(Secret),
            new ProviderReply.Answer(Secret),
            new ProviderReply.Error(400, error),
            new ProviderReply.Error(500, error),
            new ProviderReply.ErrorInStream(Secret, error),
            new ProviderReply.Raw($"{{\"x\":{Secret}"),
            new ProviderReply.Raw($"data: {{\"x\":{Secret}\n\n", "text/event-stream"),
            new ProviderReply.Answer("x", Secret)
        );
        var chain = Chain();
        var call = Calls.Of(AiOperation.Generate, $"The order of {Secret}", Endpoint(provider));

        foreach (var stream in new[] { false, true, false, true, true, false, true, false })
        {
            var end = stream
                ? (
                    await chain.StreamAsync(call, TestContext.Current.CancellationToken).ReadAsync(TestContext.Current.CancellationToken)
                ).End
                : await chain.CompleteAsync(call, TestContext.Current.CancellationToken);
            end.ToString().ShouldNotContain(Secret);
        }

        _fake.Script.Count.ShouldBe(8);
        _lines.All.Count.ShouldBeGreaterThanOrEqualTo(8);
        _lines.All.ShouldAllBe(line => !line.Contains(Secret, StringComparison.Ordinal) && !line.Contains(Key, StringComparison.Ordinal));
        _lines.All.ShouldAllBe(line => line.Contains(call.Job.ToString(), StringComparison.Ordinal));
        spans.ShouldNotBeEmpty();
        var said = spans.SelectMany(span =>
            span.TagObjects.Select(tag => $"{tag.Value}").Append($"{span.DisplayName} {span.StatusDescription}")
        );
        var events = spans.SelectMany(span => span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{tag.Value}")));
        said.Concat(events)
            .ShouldAllBe(text => !text.Contains(Secret, StringComparison.Ordinal) && !text.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_span_follows_the_conventions_for_generative_AI()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ProviderTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        using var parent = new Activity("test").Start();
        ActivitySource.AddActivityListener(listener);
        _fake.Script.Then(new ProviderReply.Answer("Hello"), new ProviderReply.Error(503, "{}"));
        var call = Calls.Of(Endpoint(ProviderName.Gemini));

        await Chain().CompleteAsync(call, TestContext.Current.CancellationToken);
        await Chain().CompleteAsync(call, TestContext.Current.CancellationToken);

        var own = spans.Where(span => span.TraceId == parent.TraceId).ToList();
        own.Count.ShouldBe(2);
        own[0].DisplayName.ShouldBe("chat gemini-2.5-flash");
        own[0].Kind.ShouldBe(ActivityKind.Client);
        own[0].GetTagItem("gen_ai.operation.name").ShouldBe("chat");
        own[0].GetTagItem("gen_ai.provider.name").ShouldBe("gcp.gemini");
        own[0].GetTagItem("gen_ai.request.model").ShouldBe("gemini-2.5-flash");
        own[0].GetTagItem("gen_ai.response.model").ShouldBe("gemini-2.5-flash");
        own[0].GetTagItem("gen_ai.usage.input_tokens").ShouldBe(120L);
        own[0].GetTagItem("gen_ai.usage.output_tokens").ShouldBe(34L);
        own[0].GetTagItem("raum.step").ShouldBe(7);
        own[1].Status.ShouldBe(ActivityStatusCode.Error);
        own[1].GetTagItem("error.type").ShouldBe("ProviderOverloaded");
    }

    [Fact]
    public async Task Durations_and_tokens_are_measured()
    {
        var tokens = new List<(long Value, string? Type)>();
        var durations = new List<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ProviderTelemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        var model = new KeyValuePair<string, object?>("gen_ai.request.model", "measured-model");
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                if (tags.Contains(model))
                {
                    tokens.Add((value, tags.ToArray().First(tag => tag.Key == "gen_ai.token.type").Value as string));
                }
            }
        );
        listener.SetMeasurementEventCallback<double>(
            (_, value, tags, _) =>
            {
                if (tags.Contains(model))
                {
                    durations.Add(value);
                }
            }
        );
        listener.Start();
        var endpoint = Endpoint(ProviderName.Compatible) with { Model = "measured-model" };

        await Chain().CompleteAsync(Calls.Of(endpoint), TestContext.Current.CancellationToken);

        tokens.ShouldBe([(120L, "input"), (34L, "output")]);
        durations.ShouldHaveSingleItem().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Keys_and_texts_do_not_print()
    {
        var call = Calls.Of(AiOperation.Generate, Secret, Endpoint(ProviderName.OpenAi));

        $"{call} {call.Endpoints[0]} {call.Messages[0]} {ProviderPart.Of(Secret)}".ShouldNotContain(Secret);
        $"{call.Endpoints[0]}".ShouldNotContain(Key);
    }

    private ProviderEndpoint Endpoint(ProviderName provider) =>
        provider switch
        {
            ProviderName.OpenAi => new(provider, "gpt-4.1-mini", new PersonalText(Key), _fake.OpenAi),
            ProviderName.Anthropic => new(provider, "claude-sonnet-4-5", new PersonalText(Key), _fake.Anthropic),
            ProviderName.Gemini => new(provider, "gemini-2.5-flash", new PersonalText(Key), _fake.Gemini),
            _ => new(provider, "llama-3.3-70b", new PersonalText(Key), _fake.Compatible),
        };

    private ProviderChain Chain()
    {
        var options = Options.Create(new ProviderOptions { BreakerFailures = 100 });
        return new ProviderChain(new ProviderClients(_http, TimeProvider.System, options), TimeProvider.System, options, _lines);
    }

    private sealed class Lines : ILogger<ProviderChain>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Add($"{formatter(state, exception)} {exception}");
    }
}
