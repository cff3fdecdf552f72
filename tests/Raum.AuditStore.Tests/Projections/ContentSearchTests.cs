using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Projections;

/// <summary>AUD-6: content is found by opening it, in a bounded window, on record, and never what has ended.</summary>
public sealed class ContentSearchTests(PostgresServer postgres) : ProjectionFixture(postgres)
{
    private static readonly AuditActor Auditor = new(AuditActorKind.User, "user-17", Authenticated: true);

    private ContentSearch Search => Process.GetRequiredService<ContentSearch>();

    [Fact]
    public async Task A_phrase_is_found_in_every_kind_of_text_in_any_case_with_what_stands_around_it()
    {
        await RecordAsync(LifeOfAJob(NewJob(), Noon));
        await RecordAsync([Changed("{\"tone\":\"Friendly\"}", Noon.AddMinutes(5))]);

        var hits = (await FindAsync("DEAR [redacted_name]")).Value;
        hits.Hits.ShouldHaveSingleItem().Type.ShouldBe("job-provider-called.v1");
        hits.Hits[0].Excerpt.Reveal().ShouldBe("Dear [REDACTED_NAME]");
        hits.Next.ShouldBeNull();
        (await FindAsync("[REDACTED_NAME]")).Value.Hits.Select(hit => hit.Revision).ShouldBe([1, 3]);
        (await FindAsync("friendly")).Value.Hits.ShouldHaveSingleItem().Type.ShouldBe("setting-changed.v1");
        // An address is no content, and is not found by opening bodies.
        (await FindAsync("203.0.113.7")).Value.Hits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_without_a_normal_form_stops_no_search_and_is_found()
    {
        await RecordAsync([Changed("{\"tone\":\"Friendly \ufffe\"}", Noon)]);

        (await FindAsync("friendly")).Value.Hits.ShouldHaveSingleItem().Type.ShouldBe("setting-changed.v1");
        (await FindAsync("tone \ufffe")).Failure.ShouldBe(new Failure(FailureCode.InvalidRequest));
    }

    [Fact]
    public async Task A_search_is_on_record_before_it_and_keeps_nothing_of_its_phrase()
    {
        await RecordAsync(LifeOfAJob(NewJob(), Noon));

        (await FindAsync("Jane Doe of Springfield")).Value.Hits.ShouldBeEmpty();
        (await FindAsync("jane doe OF springfield")).Value.Hits.ShouldBeEmpty();

        var searched = (await ReadAllAsync(Log, Acme)).Select(recorded => recorded.Event).OfType<ContentSearched>().ToList();
        searched.Count.ShouldBe(2);
        searched[0].Actor.ShouldBe(Auditor);
        searched[0].Phrase.ShouldBe(searched[1].Phrase);
        System.Text.Encoding.UTF8.GetString(EventBody.Write(searched[0])).ShouldNotContain("Jane", Case.Insensitive);

        // A log that takes nothing opens nothing.
        await ExecuteAsync(Database.Superuser, "revoke insert on audit.event from raum_app");
        (await FindAsync("[REDACTED_NAME]")).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_window_is_bounded_and_a_long_one_is_searched_piece_by_piece()
    {
        for (var i = 0; i < 5; i++)
        {
            await RecordAsync([
                .. Enumerable.Range(0, 250).Select(n => AnyEvent($"Prompt {(i * 250) + n}.") with { At = Noon.AddSeconds(i) }),
            ]);
        }

        foreach (var refused in new[] { Query("ab"), Query(new string('x', 201)), Query("Prompt") with { Until = Noon.AddDays(-1) } })
        {
            (await Search.FindAsync(Acme, refused, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        }

        (await Search.FindAsync(Acme, Query("Prompt") with { From = Noon.AddDays(-40) }, Token)).Failure!.Code.ShouldBe(
            FailureCode.InvalidRequest
        );
        var first = (await FindAsync("Prompt 1249.")).Value;
        (first.Opened, first.Hits.Count, first.Next).ShouldBe((1000, 0, 999));
        var second = (await Search.FindAsync(Acme, Query("Prompt 1249.") with { After = first.Next!.Value }, Token)).Value;
        (second.Opened, second.Next).ShouldBe((250, null));
        second.Hits.ShouldHaveSingleItem().Revision.ShouldBe(1249);
        (await Search.FindAsync(Globex, Query("Prompt"), Token)).Value.Opened.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_erased_is_not_found()
    {
        var job = NewJob();
        await RecordAsync(LifeOfAJob(job, Noon));
        (await FindAsync("Dear")).Value.Hits.Count.ShouldBe(1);
        (await EraseTicketAsync(Process, Acme, 35436)).ShouldBe(8);

        var found = (await FindAsync("Dear")).Value;

        (found.Hits.Count, found.Opened).ShouldBe((0, 0));
    }

    private Task<Outcome<ContentHits>> FindAsync(string phrase) => Search.FindAsync(Acme, Query(phrase), Token);

    private static ContentQuery Query(string phrase) =>
        new(
            new PersonalText(phrase),
            Noon.AddDays(-1),
            Noon.AddDays(1),
            -1,
            Auditor,
            null,
            new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()))
        );

    private async Task RecordAsync(IReadOnlyList<AuditEvent> events)
    {
        (await Log.AppendAsync(Acme, events, Token)).Succeeded.ShouldBeTrue();
        await Projector.CatchUpAsync(Acme, Token);
    }

    private static SettingChanged Changed(string value, DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = at,
            Actor = Auditor,
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Setting = "tone",
            NewValue = new PersonalText(value),
        };
}
