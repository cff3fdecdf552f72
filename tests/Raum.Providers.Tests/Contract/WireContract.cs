using Raum.Core;
using Raum.Core.Http;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

/// <summary>A provider over real HTTP against its fake, and what a derived class says about its wire.</summary>
public abstract class WireContract : IAsyncLifetime
{
    protected const string Key = "test-key-4f1d";
    protected const string Reply = "Hello [REDACTED_NAME], your refund of 20 € goes back to [REDACTED_CC]. Viele Grüße 🙂";

    private readonly GuardedHttp _http = Calls.LoopbackHttp();

    protected FakeProviders Fake { get; private set; } = null!;

    protected abstract ProviderEndpoint Endpoint { get; }

    /// <summary>The exact body of <see cref="Calls.Of(ProviderEndpoint[])"/>.</summary>
    protected abstract string Body { get; }

    /// <summary>The exact body of the same call as a stream.</summary>
    protected abstract string StreamBody { get; }

    /// <summary>Path and query of both requests.</summary>
    protected abstract (string Whole, string Stream) Paths { get; }

    /// <summary>Every header that is sent, except those of HTTP itself; the value of <c>user-agent</c> and of SDK telemetry is not compared.</summary>
    protected abstract IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Whether the provider's interface still has a temperature.</summary>
    protected virtual bool SendsTemperature => true;

    /// <summary>A provider's error for one status, with a sentence in it that must not get out.</summary>
    protected abstract string ErrorBody(int status);

    /// <summary>A provider's error that comes after status 200, because it is overloaded.</summary>
    protected abstract string OverloadedInStream { get; }

    /// <summary>The provider's words for the token limit, a refusal, and a word it does not have.</summary>
    protected abstract (string Length, string Refused, string Unheard) StopWords { get; }

    public async ValueTask InitializeAsync()
    {
        Fake = await FakeProviders.StartAsync();
        Fake.Script.Key = Key;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fake.DisposeAsync();
        _http.Dispose();
    }

    protected Task<Outcome<ProviderAnswer>> AskAsync(ProviderOptions? options = null) =>
        Chain(options).CompleteAsync(Calls.Of(Endpoint), TestContext.Current.CancellationToken);

    protected Task<(List<string> Pieces, Outcome<ProviderAnswer> End)> StreamAsync(ProviderOptions? options = null) =>
        Chain(options)
            .StreamAsync(Calls.Of(Endpoint), TestContext.Current.CancellationToken)
            .ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Asks twice, whole and as a stream, and expects the same failure.</summary>
    protected async Task FailsWithAsync(int status, string body, FailureCode code, TimeSpan? retryAfter, params (string, string)[] headers)
    {
        Fake.Script.Then(new ProviderReply.Error(status, body, headers), new ProviderReply.Error(status, body, headers));

        foreach (var end in new[] { await AskAsync(), (await StreamAsync()).End })
        {
            end.Failure!.Code.ShouldBe(code);
            end.Failure.RetryAfter.ShouldBe(retryAfter);
        }
    }

    protected ProviderChain Chain(ProviderOptions? options = null, TimeProvider? clock = null) => Calls.Chain(_http, options, clock);
}
