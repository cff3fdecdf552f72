using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>AUD-2: what was asked of a provider, and what it cost, is on record once, whatever happens to the record of it.</summary>
public sealed class CallRecordTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_whose_record_failed_is_recorded_with_the_failure(bool answerIsLost)
    {
        (Log.RefuseNext, Log.LoseAnswer) = (typeof(JobProviderCalled), answerIsLost);
        var job = NewJob();

        (await RunAsync(job)).Outcome.Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        var events = await EventsAsync(job.Id);
        events.OfType<JobProviderCalled>().ShouldHaveSingleItem().MaskedAnswer.ShouldNotBeNull();
        events.OfType<JobFailed>().ShouldHaveSingleItem().Step.ShouldBe(Step.Call);
    }
}
