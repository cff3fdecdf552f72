using Raum.Core;
using Raum.Testing;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests;

/// <summary>The breaker by itself, where several callers ask at once.</summary>
public sealed class BreakerTests
{
    private static readonly Breaker.Key _key = new(Calls.Organization, ProviderName.OpenAi, "gpt-4.1-mini", null);
    private static readonly Failure _down = new(FailureCode.ProviderUnavailable);

    private readonly ManualClock _clock = new();

    [Fact]
    public void When_the_time_is_over_one_caller_tries_and_the_others_wait_for_what_it_brings_home()
    {
        var breaker = new Breaker(_clock, failures: 1, openFor: TimeSpan.FromSeconds(30));
        breaker.Failed(_key, _down);
        _clock.Advance(TimeSpan.FromSeconds(30));

        breaker.Wait(_key).ShouldBe(TimeSpan.Zero);
        breaker.Wait(_key).ShouldBe(TimeSpan.FromSeconds(30));

        breaker.Succeeded(_key);
        breaker.Wait(_key).ShouldBe(TimeSpan.Zero);
        breaker.Wait(_key).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_caller_that_never_comes_back_holds_the_others_up_for_one_round_only()
    {
        var breaker = new Breaker(_clock, failures: 1, openFor: TimeSpan.FromSeconds(30));
        breaker.Failed(_key, _down);
        _clock.Advance(TimeSpan.FromSeconds(30));
        breaker.Wait(_key).ShouldBe(TimeSpan.Zero);

        _clock.Advance(TimeSpan.FromSeconds(30));

        breaker.Wait(_key).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_success_between_failures_starts_the_count_again()
    {
        var breaker = new Breaker(_clock, failures: 2, openFor: TimeSpan.FromSeconds(30));

        breaker.Failed(_key, _down);
        breaker.Succeeded(_key);
        breaker.Failed(_key, _down);

        breaker.Wait(_key).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_very_long_wait_is_cut_to_ten_minutes()
    {
        var breaker = new Breaker(_clock, failures: 5, openFor: TimeSpan.FromSeconds(30));

        breaker.Failed(_key, new Failure(FailureCode.ProviderRateLimited, TimeSpan.FromHours(5)));

        breaker.Wait(_key).ShouldBe(TimeSpan.FromMinutes(10));
    }
}
