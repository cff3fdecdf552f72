using Raum.Core;

namespace Raum.Core.Tests;

/// <summary>The one way to fail: a value or a code.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public void A_value_is_a_success()
    {
        Outcome<int> outcome = 7;

        outcome.Succeeded.ShouldBeTrue();
        outcome.Value.ShouldBe(7);
        outcome.Failure.ShouldBeNull();
    }

    [Fact]
    public void A_failure_has_no_value()
    {
        Outcome<int> outcome = new Failure(FailureCode.NotFound);

        outcome.Succeeded.ShouldBeFalse();
        outcome.Failure!.Code.ShouldBe(FailureCode.NotFound);
        Should.Throw<InvalidOperationException>(() => outcome.Value).Message.ShouldContain("NotFound");
    }

    [Fact]
    public void An_outcome_that_nobody_decided_is_a_failure()
    {
        var outcome = default(Outcome<string>);

        outcome.Succeeded.ShouldBeFalse();
        outcome.Failure!.Code.ShouldBe(FailureCode.None);
    }

    [Theory]
    [InlineData(FailureCode.ProviderRateLimited, true)]
    [InlineData(FailureCode.ZendeskUnavailable, true)]
    [InlineData(FailureCode.KeyUnavailable, true)]
    [InlineData(FailureCode.ProviderQuotaExhausted, false)]
    [InlineData(FailureCode.ProviderKeyRejected, false)]
    [InlineData(FailureCode.LeakStopped, false)]
    [InlineData(FailureCode.DeliveryUncertain, false)]
    [InlineData(FailureCode.None, false)]
    public void Only_what_may_pass_by_itself_is_tried_again(FailureCode code, bool transient) =>
        new Failure(code).IsTransient.ShouldBe(transient);

    [Fact]
    public void Numbers_of_failure_codes_are_unique_because_they_are_stored()
    {
        var numbers = Enum.GetValues<FailureCode>().Select(code => (int)code).ToList();

        numbers.Distinct().Count().ShouldBe(Enum.GetNames<FailureCode>().Length);
    }

    [Fact]
    public void An_outcome_prints_its_code_and_never_its_value()
    {
        Outcome<string> success = "Jane Doe";
        Outcome<string> failure = new Failure(FailureCode.ProviderTimeout);

        success.ToString().ShouldBe("succeeded");
        failure.ToString().ShouldBe("failed (ProviderTimeout)");
    }
}
