using System.Globalization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>Answers that are fetched: streamed with their values, whole at the end, and on record before the first byte.</summary>
public sealed class ResultTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Fact]
    public async Task The_restored_text_streams_and_the_whole_answer_follows()
    {
        Model.Then(
            new ProviderReply.Answer(
                string.Concat(Enumerable.Repeat("Hello [REDACTED_NAME], we sent the order again today. ", 40)),
                PieceLength: 23
            )
            {
                PieceDelay = TimeSpan.FromMilliseconds(20), // a model takes its time; what comes during a write shares the next one
            }
        );
        var job = NewJob(target: DeliveryTarget.Result);

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        var results = await ResultsAsync(job.Id);
        var pieces = results.Where(result => result.Kind == ResultKind.Text).ToList();
        pieces.Count.ShouldBeGreaterThan(2);
        var whole = results.Single(result => result.Kind == ResultKind.Answer).Text!.Reveal();
        string.Concat(pieces.Select(piece => piece.Text!.Reveal())).Trim().ShouldBe(whole);
        whole.ShouldContain("Hello Jane Doe, we sent the order again today.");
        results[^1].Kind.ShouldBe(ResultKind.End);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_intent_is_on_record_before_the_first_byte_and_the_outcome_before_the_end_mark()
    {
        Crash.DieAt("before Text entry");
        var job = NewJob(target: DeliveryTarget.Result);
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        (await EventsAsync(job.Id)).OfType<JobIntended>().ShouldHaveSingleItem();

        Crash.DieAt("before End entry");
        await Should.ThrowAsync<CrashException>(() => RunAsync(job, attempt: 2));

        (await EventsAsync(job.Id)).OfType<JobDelivered>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_second_try_says_that_what_was_said_is_void()
    {
        Crash.DieAt("after Text entry");
        var job = NewJob(target: DeliveryTarget.Result);
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        await RestartAsync();

        (await RunWellAsync(job, attempt: 2)).ShouldBe(JobEnd.Delivered);

        var kinds = (await ResultsAsync(job.Id)).Select(result => result.Kind).ToList();
        kinds.IndexOf(ResultKind.Restart).ShouldBeGreaterThan(kinds.IndexOf(ResultKind.Text));
        kinds.Count(kind => kind == ResultKind.Answer).ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_with_something_wrong_is_handed_out_with_the_reasons()
    {
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME_7], see https://evil.example.net/x"));
        var job = NewJob(target: DeliveryTarget.Result);

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        (await ResultsAsync(job.Id))
            .Single(result => result.Kind == ResultKind.Answer)
            .Reasons.ShouldBe([HoldReason.UnknownPlaceholder, HoldReason.ForeignLink]);
    }

    [Fact]
    public async Task A_held_reply_says_so_and_shows_the_masked_draft_only()
    {
        var job = NewJob();

        await RunWellAsync(job);

        var notice = (await ResultsAsync(job.Id, result => result.Kind == ResultKind.Notice))[^1];
        notice.Reasons.ShouldBe([HoldReason.Policy]);
        notice.Text!.Reveal().ShouldContain("Hello [REDACTED_NAME]");
        notice.Text.Reveal().ShouldNotContain("Jane");
    }

    [Fact]
    public async Task A_job_that_carries_its_text_is_opened_worked_on_and_answered()
    {
        Model.Then(new ProviderReply.Answer("Cher [REDACTED_NAME], votre colis est arrivé."));
        var job = NewJob(AiOperation.Translate, DeliveryTarget.Result, new JobOptions(Language: "fr")) with { TicketId = null };
        var text = new JobText(
            null,
            new PersonalText("Dear Ravi Kumar, your parcel has arrived. Write to ravi@example.org if it is damaged."),
            [new TicketPerson(0, TicketRole.Requester, new PersonalText("Ravi Kumar"), new PersonalText("ravi@example.org"))]
        );
        var sealedText = await Get<JobTexts>().SealAsync(Acme, job.Id, text, Token);
        job = job with { SealedText = sealedText.Value };

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        var request = Model.Received.ShouldHaveSingleItem().Body;
        request.ShouldContain("[REDACTED_EMAIL]");
        request.ShouldNotContain("Ravi");
        request.ShouldContain("French");
        (await ResultsAsync(job.Id))
            .Single(result => result.Kind == ResultKind.Answer)
            .Text!.Reveal()
            .ShouldBe("Cher Ravi Kumar, votre colis est arrivé.");
    }

    [Fact]
    public async Task A_text_that_was_sealed_for_another_job_does_not_open()
    {
        var text = new JobText(null, new PersonalText("Where is my order?"), []);
        var other = new JobId(Guid.CreateVersion7(Clock.GetUtcNow()));
        var sealedText = await Get<JobTexts>().SealAsync(Acme, other, text, Token);

        var ended = await RunAsync(NewJob(target: DeliveryTarget.Result) with { TicketId = null, SealedText = sealedText.Value });

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_job_for_the_desk_without_a_ticket_is_refused()
    {
        var ended = await RunAsync(NewJob() with { TicketId = null });

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public async Task What_a_call_cost_is_on_record()
    {
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME].") { InputTokens = 812, OutputTokens = 97 });
        var job = NewJob(target: DeliveryTarget.Result);

        await RunWellAsync(job);

        var called = (await EventsAsync(job.Id)).OfType<JobProviderCalled>().ShouldHaveSingleItem();
        called.InputTokens.ShouldBe(812);
        called.OutputTokens.ShouldBe(97);
        called.Placeholders!.Used.ShouldBe(1);
        called.MaskedAnswer!.Reveal().ShouldBe("Hello [REDACTED_NAME].");
        called.Attempt.ToString(CultureInfo.InvariantCulture).ShouldBe("1");
    }
}
