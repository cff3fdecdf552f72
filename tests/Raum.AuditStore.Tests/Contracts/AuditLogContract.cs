using System.Diagnostics;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Contracts;

/// <summary>What every <see cref="IAuditLog"/> promises. One derived class per adapter; no fact is ever skipped in one.</summary>
public abstract class AuditLogContract(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    /// <summary>The log as one more process of the installation holds it.</summary>
    protected abstract IAuditLog NewLog(TimeSpan? appendDeadline = null);

    /// <summary>Requests and answers begin to get lost at random.</summary>
    protected abstract void DisturbAtRandom();

    /// <summary>How often that happened.</summary>
    protected abstract int Disturbances { get; }

    protected abstract Task TakeDownAsync();

    protected abstract Task FreezeAsync();

    protected abstract Task RecoverAsync();

    /// <summary>What keeps the log ends at once, whatever it is doing, and starts again with what it had.</summary>
    protected abstract Task RestartAsync();

    [Fact]
    public async Task Events_are_read_back_whole_in_order_and_without_gaps()
    {
        var log = NewLog();
        var events = Enumerable.Range(0, 20).Select(i => AnyEvent($"Prompt {i}")).ToList();

        (await log.AppendAsync(Acme, events[..1], Token)).Value.ShouldBe(0);
        (await log.AppendAsync(Acme, events[1..8], Token)).Value.ShouldBe(7);
        (await log.AppendAsync(Acme, events[8..], Token)).Value.ShouldBe(19);

        var read = await ReadAllAsync(NewLog(), Acme);
        read.Select(recorded => recorded.Revision).ShouldBe(Enumerable.Range(0, 20).Select(i => (long)i));
        read.Select(recorded => ((JobMasked)recorded.Event).MaskedPrompt!.Reveal())
            .ShouldBe(Enumerable.Range(0, 20).Select(i => $"Prompt {i}"));
        read.ShouldAllBe(recorded => recorded.Organization == Acme);
        var first = (JobMasked)read[0].Event;
        (first with { ValuesByType = events[0].ValuesByType }).ShouldBe(events[0]);
        first.ValuesByType.ShouldBe(events[0].ValuesByType);
        (await ReadAllAsync(log, Acme, from: 15)).Select(recorded => recorded.Revision).ShouldBe([15, 16, 17, 18, 19]);
        (await ReadAllAsync(log, Acme, from: 20)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_pages_are_read_in_order()
    {
        var log = NewLog();
        for (var i = 0; i < 5; i++)
        {
            await log.AppendAsync(Acme, [.. Enumerable.Range(0, 250).Select(_ => AnyEvent())], Token);
        }

        var read = await ReadAllAsync(log, Acme);

        read.Select(recorded => recorded.Revision).ShouldBe(Enumerable.Range(0, 1250).Select(i => (long)i));
    }

    [Fact]
    public async Task The_same_event_again_is_recorded_once_and_returns_its_revision()
    {
        var auditEvent = AnyEvent();
        var log = NewLog();
        (await log.AppendAsync(Acme, [AnyEvent(), auditEvent, AnyEvent()], Token)).Value.ShouldBe(2);

        (await log.AppendAsync(Acme, [auditEvent], Token)).Value.ShouldBe(1);
        (await NewLog().AppendAsync(Acme, [auditEvent], Token)).Value.ShouldBe(1);
        (await log.AppendAsync(Acme, [auditEvent, AnyEvent()], Token)).Value.ShouldBe(3);

        (await ReadAllAsync(log, Acme)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_event_that_was_read_back_is_still_the_same_event()
    {
        var log = NewLog();
        await log.AppendAsync(Acme, [AnyEvent()], Token);
        var read = (await ReadAllAsync(log, Acme)).ShouldHaveSingleItem();

        (await NewLog().AppendAsync(Acme, [read.Event], Token)).Value.ShouldBe(0);
    }

    [Fact]
    public async Task Other_content_under_a_known_id_is_a_conflict_and_changes_nothing()
    {
        var auditEvent = AnyEvent();
        var log = NewLog();
        await log.AppendAsync(Acme, [auditEvent], Token);

        foreach (var process in (IAuditLog[])[log, NewLog()])
        {
            (await process.AppendAsync(Acme, [auditEvent with { Attempt = 2 }], Token)).Failure!.Code.ShouldBe(FailureCode.AuditConflict);
            (await process.AppendAsync(Acme, [auditEvent with { Result = AuditResult.Failure }], Token)).Failure!.Code.ShouldBe(
                FailureCode.AuditConflict
            );
            (await process.AppendAsync(Acme, [AnyEvent(), auditEvent with { MaskedPrompt = null }], Token)).Failure!.Code.ShouldBe(
                FailureCode.AuditConflict
            );
        }

        ((JobMasked)(await ReadAllAsync(log, Acme)).ShouldHaveSingleItem().Event).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task An_id_that_says_nothing_of_its_time_is_found_however_old_it_is()
    {
        var old = AnyEvent() with { Id = Guid.Parse("6d1e4a52-7c0f-4b8e-9a55-0f6f5c9f2b11") };
        var log = NewLog();
        await log.AppendAsync(Acme, [old], Token);
        for (var i = 0; i < 4; i++)
        {
            await log.AppendAsync(Acme, [.. Enumerable.Range(0, 200).Select(_ => AnyEvent())], Token);
        }

        (await NewLog().AppendAsync(Acme, [old], Token)).Value.ShouldBe(0);
        (await NewLog().AppendAsync(Acme, [old with { Attempt = 9 }], Token)).Failure!.Code.ShouldBe(FailureCode.AuditConflict);
    }

    [Fact]
    public async Task Organizations_are_apart()
    {
        var log = NewLog();
        var auditEvent = AnyEvent();
        await log.AppendAsync(Acme, [auditEvent, AnyEvent()], Token);

        (await ReadAllAsync(log, Globex)).ShouldBeEmpty();
        (await log.AppendAsync(Globex, [auditEvent], Token)).Value.ShouldBe(0);
        (await ReadAllAsync(log, Globex)).ShouldHaveSingleItem().Organization.ShouldBe(Globex);
    }

    [Fact]
    public async Task Appends_that_come_together_do_not_disturb_each_other()
    {
        var log = NewLog();
        var auditEvent = AnyEvent();
        await log.AppendAsync(Acme, [auditEvent], Token);

        var appends = Enumerable.Range(0, 200).Select(_ => log.AppendAsync(Acme, [AnyEvent()], Token)).ToList();
        var same = Enumerable.Range(0, 5).Select(_ => log.AppendAsync(Acme, [auditEvent], Token)).ToList();
        var other = Enumerable.Range(0, 5).Select(i => log.AppendAsync(Acme, [auditEvent with { Attempt = 10 + i }], Token)).ToList();

        (await Task.WhenAll(appends)).Select(outcome => outcome.Value).Order().ShouldBe(Enumerable.Range(1, 200).Select(i => (long)i));
        (await Task.WhenAll(same)).ShouldAllBe(outcome => outcome.Value == 0);
        (await Task.WhenAll(other)).ShouldAllBe(outcome => outcome.Failure!.Code == FailureCode.AuditConflict);
    }

    [Fact]
    public async Task Two_different_events_with_one_id_at_the_same_moment_leave_one_record_and_one_conflict()
    {
        for (var i = 0; i < 10; i++)
        {
            var auditEvent = AnyEvent();
            var outcomes = await Task.WhenAll(
                NewLog().AppendAsync(Acme, [auditEvent], Token),
                NewLog().AppendAsync(Acme, [auditEvent with { Attempt = 2 }], Token)
            );

            outcomes.Count(outcome => outcome.Succeeded).ShouldBe(1);
            outcomes.Single(outcome => !outcome.Succeeded).Failure!.Code.ShouldBe(FailureCode.AuditConflict);
            (await ReadAllAsync(NewLog(), Acme)).Count.ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task Eight_writers_of_a_thousand_events_on_a_bad_network_lose_nothing_and_write_nothing_twice()
    {
        const int Writers = 8;
        const int Each = 1000;
        var logs = new[] { NewLog(TimeSpan.FromSeconds(2)), NewLog(TimeSpan.FromSeconds(2)) };
        (await AppendInTheEndAsync(logs[0], AnyEvent())).ShouldBe(0);
        DisturbAtRandom();

        var written = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(logs[writer % 2], writer, Each), Token))
        );
        await RecoverAsync();

        Disturbances.ShouldBeGreaterThan(20);
        await ShouldHoldAsync(written, expected: (Writers * Each) + 1);
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_batches_loses_nothing_and_writes_nothing_twice()
    {
        const int Writers = 4;
        const int Each = 200;
        var logs = new[] { NewLog(TimeSpan.FromSeconds(10)), NewLog(TimeSpan.FromSeconds(10)) };
        (await AppendInTheEndAsync(logs[0], AnyEvent())).ShouldBe(0);
        using var progress = new SemaphoreSlim(0);

        var writers = Enumerable
            .Range(0, Writers)
            .Select(writer => Task.Run(() => WriteAsync(logs[writer % 2], writer, Each, progress), Token))
            .ToList();
        for (var restart = 0; restart < 3; restart++)
        {
            // Tied to what was recorded, not to a time: others are being written at this moment on any machine.
            for (var appends = 0; appends < 40; appends++)
            {
                await progress.WaitAsync(Token);
            }

            writers.ShouldContain(writer => !writer.IsCompleted);
            await RestartAsync();
        }

        await ShouldHoldAsync(await Task.WhenAll(writers), expected: (Writers * Each) + 1);
    }

    /// <summary>Gapless, each once, where the writer was told, with the content that it wrote, in each writer's own order.</summary>
    private async Task ShouldHoldAsync(IReadOnlyList<WrittenAppend>[] written, int expected)
    {
        var read = await ReadAllAsync(NewLog(), Acme);
        read.Select(recorded => recorded.Revision).ShouldBe(Enumerable.Range(0, expected).Select(i => (long)i));
        read.DistinctBy(recorded => recorded.Event.Id).Count().ShouldBe(expected);
        var byId = read.ToDictionary(recorded => recorded.Event.Id);
        foreach (var writer in written)
        {
            writer.Select(append => append.Revision).ShouldBeInOrder();
            foreach (var append in writer)
            {
                byId[append.Events[^1].Id].Revision.ShouldBe(append.Revision);
                foreach (var auditEvent in append.Events)
                {
                    var recorded = (JobMasked)byId[auditEvent.Id].Event;
                    (recorded with { ValuesByType = auditEvent.ValuesByType }).ShouldBe(auditEvent);
                    recorded.ValuesByType.ShouldBe(auditEvent.ValuesByType);
                }
            }
        }
    }

    private async Task<IReadOnlyList<WrittenAppend>> WriteAsync(IAuditLog log, int writer, int count, SemaphoreSlim? progress = null)
    {
        var random = new Random(writer);
        var written = new List<WrittenAppend>();
        for (var rest = count; rest > 0; )
        {
            var events = Enumerable
                .Range(0, Math.Min(random.Next(1, 6), rest))
                .Select(i => AnyEvent($"Writer {writer}, {rest - i} to go") with { Attempt = 1 + (rest - i) % 5 })
                .ToList();
            written.Add(new WrittenAppend(events, await AppendInTheEndAsync(log, [.. events])));
            progress?.Release();
            rest -= events.Count;
        }

        return written;
    }

    private sealed record WrittenAppend(IReadOnlyList<JobMasked> Events, long Revision);

    /// <summary>Tries again as a caller does; the deadline of an append may be too short for a busy machine.</summary>
    private async Task<long> AppendInTheEndAsync(IAuditLog log, params IReadOnlyList<AuditEvent> events)
    {
        while (true)
        {
            var outcome = await log.AppendAsync(Acme, events, Token);
            if (outcome.Succeeded || outcome.Failure.Code != FailureCode.AuditUnavailable)
            {
                return outcome.Value;
            }
        }
    }

    [Fact]
    public async Task A_store_that_is_down_is_a_failure_within_the_deadline_and_works_again_afterwards()
    {
        var log = NewLog(TimeSpan.FromSeconds(1));
        (await AppendInTheEndAsync(log, AnyEvent())).ShouldBe(0);
        await TakeDownAsync();

        var started = Stopwatch.GetTimestamp();
        var auditEvent = AnyEvent();
        (await log.AppendAsync(Acme, [auditEvent], Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<AuditReadException>(() => ReadAllAsync(log, Acme))).Code.ShouldBe(FailureCode.AuditUnavailable);

        await RecoverAsync();
        (await AppendInTheEndAsync(log, auditEvent)).ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_failure_within_the_deadline_and_works_again_afterwards()
    {
        var log = NewLog(TimeSpan.FromSeconds(1));
        (await AppendInTheEndAsync(log, AnyEvent())).ShouldBe(0);
        await FreezeAsync();

        var started = Stopwatch.GetTimestamp();
        var auditEvent = AnyEvent();
        (await log.AppendAsync(Acme, [auditEvent], Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));

        await RecoverAsync();
        (await AppendInTheEndAsync(log, auditEvent)).ShouldBe(1);
        (await ReadAllAsync(NewLog(), Acme)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_what_just_fits_is_recorded()
    {
        var log = NewLog();

        (await log.AppendAsync(Acme, [AnyEvent(new string('x', 1_000_000))], Token)).Failure!.Code.ShouldBe(FailureCode.TooLarge);
        (await log.AppendAsync(Acme, [AnyEvent(new string('x', 900_000))], Token)).Value.ShouldBe(0);
    }

    [Fact]
    public async Task An_append_without_events_or_with_one_id_twice_is_a_bug_of_the_caller()
    {
        var auditEvent = AnyEvent();

        await Should.ThrowAsync<ArgumentException>(() => NewLog().AppendAsync(Acme, [], Token));
        await Should.ThrowAsync<ArgumentException>(() => NewLog().AppendAsync(Acme, [auditEvent, auditEvent], Token));
    }
}
