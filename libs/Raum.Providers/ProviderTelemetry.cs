using System.Diagnostics;
using System.Diagnostics.Metrics;
using Raum.Core;

namespace Raum.Providers;

/// <summary>Spans and metrics of provider calls by the OpenTelemetry semantic conventions for generative AI; never content.</summary>
/// <remarks>Source: opentelemetry.io/docs/specs/semconv/gen-ai. Hosts add the source and meter <see cref="Name"/>.</remarks>
public static class ProviderTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Raum.Providers";

    private static readonly ActivitySource _source = new(Name);
    private static readonly Meter _meter = new(Name);

    private static readonly Histogram<double> _duration = _meter.CreateHistogram(
        "gen_ai.client.operation.duration",
        "s",
        "Duration of a provider call",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
        }
    );

    private static readonly Histogram<long> _tokens = _meter.CreateHistogram(
        "gen_ai.client.token.usage",
        "{token}",
        "Tokens of a provider call",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576] }
    );

    internal static Activity? Start(ProviderCall call, ProviderEndpoint endpoint)
    {
        if (_source.StartActivity($"chat {endpoint.Model}", ActivityKind.Client) is not { } activity)
        {
            return null;
        }

        activity.SetTag("gen_ai.operation.name", "chat");
        activity.SetTag("gen_ai.provider.name", NameOf(endpoint.Name));
        activity.SetTag("gen_ai.request.model", endpoint.Model);
        activity.SetTag("gen_ai.request.max_tokens", call.MaxOutputTokens);
        activity.SetTag("server.address", endpoint.BaseUrl?.Host);
        activity.SetTag("raum.step", (int)Step.Call);
        activity.SetTag("raum.organization.id", call.Organization.ToString());
        activity.SetTag("raum.job.id", call.Job.ToString());
        activity.SetTag("raum.operation", call.Operation.ToString());
        activity.SetTag("raum.provider.region", endpoint.Region);
        return activity;
    }

    internal static void Ended(Activity? span, ProviderCall call, ProviderEndpoint endpoint, Outcome<ProviderAnswer> end, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", NameOf(endpoint.Name) },
            { "gen_ai.request.model", endpoint.Model },
            { "raum.operation", call.Operation.ToString() },
        };
        if (end.Succeeded)
        {
            var answer = end.Value;
            Record(answer.InputTokens, "input", tags);
            Record(answer.OutputTokens, "output", tags);
            span?.SetTag("gen_ai.response.model", answer.Model);
            span?.SetTag("gen_ai.response.finish_reasons", new[] { answer.StopReason.ToString() });
            span?.SetTag("gen_ai.usage.input_tokens", answer.InputTokens);
            span?.SetTag("gen_ai.usage.output_tokens", answer.OutputTokens);
        }
        else
        {
            var code = end.Failure.Code.ToString();
            tags.Add("error.type", code);
            span?.SetTag("error.type", code);
            span?.SetStatus(ActivityStatusCode.Error);
        }

        _duration.Record(elapsed.TotalSeconds, tags);
    }

    private static void Record(long? tokens, string type, TagList tags)
    {
        if (tokens is { } count)
        {
            tags.Add("gen_ai.token.type", type);
            _tokens.Record(count, tags);
        }
    }

    // Names of the conventions' registry where it has one.
    private static string NameOf(ProviderName provider) =>
        provider switch
        {
            ProviderName.OpenAi => "openai",
            ProviderName.Anthropic => "anthropic",
            ProviderName.Gemini => "gcp.gemini",
            ProviderName.Compatible => "openai_compatible",
            _ => "raum.offline",
        };
}
