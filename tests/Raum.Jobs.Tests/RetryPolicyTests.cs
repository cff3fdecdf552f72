using Raum.Core;

namespace Raum.Jobs.Tests;

/// <summary>FLOW-6: backoff with jitter, and what the other side asked for.</summary>
public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(1, 1_000, 2_000)]
    [InlineData(2, 2_000, 4_000)]
    [InlineData(5, 16_000, 32_000)]
    [InlineData(20, 150_000, 300_000)]
    public void The_wait_doubles_up_to_five_minutes_and_is_spread_over_its_upper_half(int attempt, int shortest, int longest)
    {
        var failure = new Failure(FailureCode.ProviderOverloaded);

        new RetryPolicy(() => 0).DelayFor(attempt, failure).TotalMilliseconds.ShouldBe(shortest, 1);
        new RetryPolicy(() => 0.9999999).DelayFor(attempt, failure).TotalMilliseconds.ShouldBe(longest, 1);
    }

    [Fact]
    public void Nobody_comes_back_earlier_than_asked_nor_all_at_once()
    {
        var failure = new Failure(FailureCode.ProviderRateLimited, TimeSpan.FromSeconds(60));

        new RetryPolicy(() => 0).DelayFor(1, failure).ShouldBe(TimeSpan.FromSeconds(60));
        new RetryPolicy(() => 0.5).DelayFor(1, failure).ShouldBe(TimeSpan.FromSeconds(63));
    }

    [Fact]
    public void An_absurd_wait_is_an_hour()
    {
        var failure = new Failure(FailureCode.ProviderRateLimited, TimeSpan.FromDays(300));

        new RetryPolicy(() => 0).DelayFor(1, failure).ShouldBe(TimeSpan.FromHours(1));
    }
}
