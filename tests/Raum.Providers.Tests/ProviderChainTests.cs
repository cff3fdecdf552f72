using Raum.Core;
using Raum.Core.Http;
using Raum.Testing;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests;

/// <summary>FLOW-6: the approved providers in their order, a breaker for each organization and provider, no second start of a stream.</summary>
public sealed class ProviderChainTests : IAsyncLifetime
{
    private const string Overloaded = """{"error":{"message":"busy","type":"server_error","param":null,"code":null}}""";

    private readonly GuardedHttp _http = Calls.LoopbackHttp();
    private readonly ManualClock _clock = new();
    private FakeProviders _first = null!;
    private FakeProviders _second = null!;

    private ProviderEndpoint First => new(ProviderName.OpenAi, "gpt-4.1-mini", new PersonalText("k1"), _first.OpenAi);

    private ProviderEndpoint Second => new(ProviderName.Gemini, "gemini-2.5-flash", new PersonalText("k2"), _second.Gemini);

    public async ValueTask InitializeAsync()
    {
        _first = await FakeProviders.StartAsync();
        _second = await FakeProviders.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task The_first_provider_answers_and_the_second_is_not_asked()
    {
        var answer = (await AskAsync(Chain())).Value;

        answer.Provider.ShouldBe(ProviderName.OpenAi);
        _second.Script.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(400)]
    public async Task When_the_first_fails_the_second_answers_and_the_answer_says_so(int status)
    {
        _first.Script.Then(new ProviderReply.Error(status, Overloaded));

        var answer = (await AskAsync(Chain())).Value;

        answer.Provider.ShouldBe(ProviderName.Gemini);
        answer.FailedAttempts.ShouldHaveSingleItem().Provider.ShouldBe(ProviderName.OpenAi);
    }

    [Fact]
    public async Task Every_provider_that_was_asked_is_metered_with_at_most_what_it_cost()
    {
        _first.Script.Then(new ProviderReply.Raw("{"));
        _second.Script.Then(new ProviderReply.Error(429, Overloaded));
        var call = Calls.Of(First, Second);

        (await Chain().CompleteAsync(call, TestContext.Current.CancellationToken)).Succeeded.ShouldBeFalse();

        call.Meter.Attempts.Select(attempt => (attempt.Provider, attempt.Failure!.Code))
            .ShouldBe([
                (ProviderName.OpenAi, FailureCode.ProviderAnswerUnreadable),
                (ProviderName.Gemini, FailureCode.ProviderRateLimited),
            ]);
        call.Meter.Attempts[0].CostUsd!.Value.ShouldBeGreaterThan(0);
        call.Meter.Attempts[1].CostUsd.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_that_its_caller_gave_up_is_metered()
    {
        _first.Script.Then(new ProviderReply.Hang("Hello, "));
        var call = Calls.Of(First, Second);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Chain().StreamAsync(call, patience.Token))
            {
                await patience.CancelAsync();
            }
        });

        call.Meter.Attempts.ShouldHaveSingleItem().CostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_prompt_longer_than_the_price_holds_for_is_not_free()
    {
        _first.Script.Then(new ProviderReply.Answer("Hello.") { InputTokens = 300_000 });
        var call = Calls.Of(First);

        var answer = (await Chain().CompleteAsync(call, TestContext.Current.CancellationToken)).Value;

        answer.CostUsd.ShouldBeNull();
        call.Meter.Attempts.ShouldHaveSingleItem().CostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_refusal_is_not_taken_to_another_provider()
    {
        _first.Script.Then(new ProviderReply.Answer("", "content_filter"));

        (await AskAsync(Chain())).Failure!.Code.ShouldBe(FailureCode.ProviderRefused);

        _second.Script.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_stopped_call_is_not_taken_to_another_provider()
    {
        var end = await Chain()
            .CompleteAsync(
                Calls.Of(AiOperation.Generate, "Jane Doe wants a refund", First, Second) with
                {
                    LeakCheck = Calls.LeakCheckOf("Jane Doe"),
                },
                TestContext.Current.CancellationToken
            );

        end.Failure!.Code.ShouldBe(FailureCode.LeakStopped);
        (_first.Script.Count + _second.Script.Count).ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_moves_to_the_second_provider_as_long_as_nothing_was_handed_out()
    {
        _first.Script.Then(new ProviderReply.ErrorInStream("", Overloaded));

        var (pieces, end) = await Chain()
            .StreamAsync(Calls.Of(First, Second), TestContext.Current.CancellationToken)
            .ReadAsync(TestContext.Current.CancellationToken);

        end.Value.Provider.ShouldBe(ProviderName.Gemini);
        string.Concat(pieces).ShouldBe(end.Value.Text.Reveal());
    }

    [Fact]
    public async Task A_stream_that_began_is_never_begun_again()
    {
        _first.Script.Then(new ProviderReply.ErrorInStream("Hello", Overloaded));

        var (pieces, end) = await Chain()
            .StreamAsync(Calls.Of(First, Second), TestContext.Current.CancellationToken)
            .ReadAsync(TestContext.Current.CancellationToken);

        pieces.ShouldBe(["Hello"]);
        end.Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
        _second.Script.Count.ShouldBe(0);
    }

    [Fact]
    public async Task When_all_fail_a_transient_failure_wins_with_the_shortest_wait()
    {
        _first.Script.Then(new ProviderReply.Error(401, Overloaded));
        _second.Script.Then(new ProviderReply.Error(503, "{}", ("Retry-After", "9")));
        var failure = (await AskAsync(Chain())).Failure!;
        failure.Code.ShouldBe(FailureCode.ProviderOverloaded);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));

        _first.Script.Then(new ProviderReply.Error(429, Overloaded, ("Retry-After", "40")));
        _second.Script.Then(new ProviderReply.Error(503, "{}", ("Retry-After", "9")));
        (await AskAsync(Chain())).Failure!.RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task When_all_fail_for_good_the_first_failure_is_told()
    {
        _first.Script.Then(new ProviderReply.Error(401, Overloaded));
        _second.Script.Then(new ProviderReply.Error(404, "{}"));

        (await AskAsync(Chain())).Failure!.Code.ShouldBe(FailureCode.ProviderKeyRejected);
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_call()
    {
        var call = Calls.Of(First) with { Endpoints = [] };

        (await Chain().CompleteAsync(call, TestContext.Current.CancellationToken)).Failure!.Code.ShouldBe(
            FailureCode.ProviderNotConfigured
        );
    }

    [Fact]
    public async Task Without_a_question_there_is_no_call()
    {
        var call = Calls.Of(First);
        foreach (var messages in new ProviderMessage[][] { [], [new(MessageRole.Assistant, new PersonalText("Hello"))] })
        {
            (await Chain().CompleteAsync(call with { Messages = messages }, TestContext.Current.CancellationToken)).Failure!.Code.ShouldBe(
                FailureCode.InvalidRequest
            );
        }

        _first.Script.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_call()
    {
        foreach (var key in new PersonalText?[] { null, PersonalText.Empty })
        {
            var end = await Chain().CompleteAsync(Calls.Of(First with { ApiKey = key }), TestContext.Current.CancellationToken);

            end.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
        }

        _first.Script.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_breaker_opens_after_failures_in_a_row_and_lets_one_call_try_again()
    {
        var chain = Chain(new ProviderOptions { BreakerFailures = 3, BreakerOpenFor = TimeSpan.FromSeconds(30) });
        _first.Script.Default = _ => new ProviderReply.Error(500, Overloaded);
        for (var i = 0; i < 3; i++)
        {
            await AskAsync(chain, First);
        }

        var failure = (await AskAsync(chain, First)).Failure!;
        failure.Code.ShouldBe(FailureCode.ProviderCircuitOpen);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        _first.Script.Count.ShouldBe(3);

        _clock.Advance(TimeSpan.FromSeconds(30));
        (await AskAsync(chain, First)).Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
        (await AskAsync(chain, First)).Failure!.Code.ShouldBe(FailureCode.ProviderCircuitOpen);
        _first.Script.Count.ShouldBe(4);

        _clock.Advance(TimeSpan.FromSeconds(30));
        _first.Script.Default = _ => new ProviderReply.Answer("Hello");
        (await AskAsync(chain, First)).Succeeded.ShouldBeTrue();
        (await AskAsync(chain, First)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_provider_that_asks_to_wait_is_left_alone_that_long()
    {
        var chain = Chain();
        _first.Script.Then(new ProviderReply.Error(429, Overloaded, ("Retry-After", "20")));
        await AskAsync(chain, First);

        (await AskAsync(chain, First)).Failure!.RetryAfter.ShouldBe(TimeSpan.FromSeconds(20));
        (await AskAsync(chain, First, Second)).Value.Provider.ShouldBe(ProviderName.Gemini);

        _clock.Advance(TimeSpan.FromSeconds(20));
        (await AskAsync(chain, First)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task One_organizations_breaker_is_nobody_elses()
    {
        var chain = Chain(new ProviderOptions { BreakerFailures = 1 });
        _first.Script.Then(new ProviderReply.Error(500, Overloaded));
        await AskAsync(chain, First);
        var other = Calls.Of(First) with { Organization = new OrganizationId(Guid.Parse("018f3b6e-0000-7000-8000-000000000002")) };

        (await chain.CompleteAsync(other, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        (await AskAsync(chain, First)).Failure!.Code.ShouldBe(FailureCode.ProviderCircuitOpen);
    }

    [Fact]
    public async Task A_wrong_key_does_not_open_the_breaker()
    {
        var chain = Chain(new ProviderOptions { BreakerFailures = 1 });
        _first.Script.Then(new ProviderReply.Error(401, Overloaded));
        await AskAsync(chain, First);

        (await AskAsync(chain, First)).Succeeded.ShouldBeTrue();
    }

    private ProviderChain Chain(ProviderOptions? options = null) => Calls.Chain(_http, options, _clock);

    private Task<Outcome<ProviderAnswer>> AskAsync(ProviderChain chain) => AskAsync(chain, First, Second);

    private static Task<Outcome<ProviderAnswer>> AskAsync(ProviderChain chain, params ProviderEndpoint[] endpoints) =>
        chain.CompleteAsync(Calls.Of(endpoints), TestContext.Current.CancellationToken);
}
