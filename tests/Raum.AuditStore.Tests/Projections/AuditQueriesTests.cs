using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Projections;

/// <summary>AUD-6: filters, stable paging, and no look at another organization.</summary>
public sealed class AuditQueriesTests(PostgresServer postgres) : ProjectionFixture(postgres)
{
    [Fact]
    public async Task Each_filter_selects_what_it_says()
    {
        var job = NewJob();
        await Log.AppendAsync(Acme, LifeOfAJob(job, Noon), Token);
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon.AddMinutes(1)), Token);
        await Log.AppendAsync(
            Acme,
            [Request("198.51.100.4", AuditResult.Denied), Request("::ffff:203.0.113.7", AuditResult.Success)],
            Token
        );
        await Projector.CatchUpAsync(Acme, Token);

        (await CountAsync(new AuditFilter())).ShouldBe(18);
        (await CountAsync(new AuditFilter { TargetKind = "job", TargetId = job.ToString() })).ShouldBe(8);
        (await CountAsync(new AuditFilter { Correlation = new CorrelationId(job.Value) })).ShouldBe(8);
        (await CountAsync(new AuditFilter { Type = "job-masked.v1" })).ShouldBe(2);
        (await CountAsync(new AuditFilter { Class = AuditClass.DataAccess })).ShouldBe(2);
        (await CountAsync(new AuditFilter { Operation = AiOperation.Generate })).ShouldBe(16);
        (await CountAsync(new AuditFilter { Operation = AiOperation.Translate })).ShouldBe(0);
        (await CountAsync(new AuditFilter { ActorId = "user-17" })).ShouldBe(2);
        (await CountAsync(new AuditFilter { ActorKind = AuditActorKind.Webhook })).ShouldBe(2);
        (await CountAsync(new AuditFilter { Result = AuditResult.Failure })).ShouldBe(2);
        (await CountAsync(new AuditFilter { Result = AuditResult.Denied })).ShouldBe(1);
        (await CountAsync(new AuditFilter { From = Noon.AddMinutes(1) })).ShouldBe(10);
        (await CountAsync(new AuditFilter { From = Noon.AddSeconds(1), Until = Noon.AddSeconds(3) })).ShouldBe(2);
        (await CountAsync(new AuditFilter { Ip = new PersonalText("203.0.113.7") })).ShouldBe(3);
        (await CountAsync(new AuditFilter { Ip = new PersonalText("198.51.100.4") })).ShouldBe(1);
        (await CountAsync(new AuditFilter { Ip = new PersonalText("198.51.100.5") })).ShouldBe(0);
        (
            await CountAsync(
                new AuditFilter
                {
                    Ip = new PersonalText("203.0.113.7"),
                    ActorId = "user-17",
                    Type = "job-decided.v1",
                }
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task An_entry_shows_header_and_details()
    {
        var job = NewJob();
        var life = LifeOfAJob(job, Noon);
        await Log.AppendAsync(Acme, life, Token);
        await Projector.CatchUpAsync(Acme, Token);

        var entry = (
            await Queries.FindAsync(
                Acme,
                new AuditFilter { Type = "job-provider-called.v1", Result = AuditResult.Success },
                null,
                10,
                Token
            )
        ).Value.Entries.ShouldHaveSingleItem();

        entry.Revision.ShouldBe(3);
        entry.Id.ShouldBe(life[3].Id);
        entry.At.ShouldBe(life[3].At);
        entry.Actor.ShouldBe(life[3].Actor);
        entry.Target.ShouldBe(AuditTarget.Job(job));
        entry.Operation.ShouldBe(AiOperation.Generate);
        entry.Details.GetProperty("provider").GetString().ShouldBe("anthropic");
        entry.Details.GetProperty("outputTokens").GetInt64().ShouldBe(40);
        entry.Details.TryGetProperty("maskedAnswer", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_cover_everything_once_also_while_entries_come_in()
    {
        for (var i = 0; i < 5; i++)
        {
            // All jobs at the same time: the revision decides.
            await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        }

        await Projector.CatchUpAsync(Acme, Token);
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await Queries.FindAsync(Acme, new AuditFilter(), cursor, 7, Token)).Value;
            seen.AddRange(page.Entries.Select(entry => entry.Revision));
            cursor = page.Next;
            await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon.AddHours(1)), Token);
            await Projector.CatchUpAsync(Acme, Token);
        } while (cursor is not null);

        seen.Count.ShouldBe(40);
        seen.Order().ShouldBe(Enumerable.Range(0, 40).Select(i => (long)i));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("________________________")]
    [InlineData("' or true --")]
    public async Task A_cursor_that_was_not_given_out_is_refused(string cursor)
    {
        (await Queries.FindAsync(Acme, new AuditFilter(), cursor, 10, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public async Task Another_organization_sees_nothing_not_even_by_address_or_cursor()
    {
        await Log.AppendAsync(Acme, LifeOfAJob(NewJob(), Noon), Token);
        await Projector.CatchUpAsync(Acme, Token);
        var cursor = (await Queries.FindAsync(Acme, new AuditFilter(), null, 1, Token)).Value.Next;

        (await Queries.FindAsync(Globex, new AuditFilter(), null, 10, Token)).Value.Entries.ShouldBeEmpty();
        (await Queries.FindAsync(Globex, new AuditFilter(), cursor, 10, Token)).Value.Entries.ShouldBeEmpty();
        (
            await Queries.FindAsync(Globex, new AuditFilter { Ip = new PersonalText("203.0.113.7") }, null, 10, Token)
        ).Value.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_address_has_another_hash_in_another_organization()
    {
        await Log.AppendAsync(Acme, [Request("203.0.113.7", AuditResult.Success)], Token);
        await Log.AppendAsync(Globex, [Request("203.0.113.7", AuditResult.Success)], Token);
        await Projector.CatchUpAsync(Acme, Token);
        await Projector.CatchUpAsync(Globex, Token);

        (await ScalarAsync<long>("select count(distinct ip_hash) from projection.audit_entry")).ShouldBe(2);
        (await ScalarAsync<long>("select count(*) from audit.hash_key where length(sealed_key) = 32")).ShouldBe(0);
    }

    private async Task<int> CountAsync(AuditFilter filter) => (await Queries.FindAsync(Acme, filter, null, 200, Token)).Value.Entries.Count;

    private static RequestServed Request(string ip, AuditResult result) =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = Noon.AddHours(2),
            Actor = new AuditActor(AuditActorKind.ApiKey, "key-1", Authenticated: true),
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Method = "GET",
            Route = "/v1/jobs/{id}",
            Status = 200,
            Result = result,
            Origin = new AuditOrigin(new PersonalText(ip), null),
        };
}
