using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations.Keys;
using Raum.Organizations.Knowledge;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>Procedures and articles are versioned, sealed, recorded, bounded, and one organization's own (FLOW-9).</summary>
public sealed class KnowledgeTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private static readonly KnowledgeDocument Refunds = new()
    {
        Title = new PersonalText("Refunds"),
        Body = new PersonalText("Goods may be sent back within 30 days of their arrival."),
        Language = "en",
        Tags = ["refund", "returns"],
        Url = new Uri("https://help.acme.example/refunds"),
    };

    private static readonly KnowledgeDocument NoPromises = new()
    {
        Title = new PersonalText("Never promise a date"),
        Body = new PersonalText("Name the carrier's estimate and say that it is one."),
        Operations = [AiOperation.Generate, AiOperation.Resolve],
    };

    private KnowledgeReader Reader => Process.GetRequiredService<KnowledgeReader>();

    private KnowledgeWriter Writer => Process.GetRequiredService<KnowledgeWriter>();

    private IEnumerable<KnowledgeChanged> Recorded => Log.Events.Select(entry => entry.Event).OfType<KnowledgeChanged>();

    [Fact]
    public async Task What_was_written_is_read_back_whole_and_is_on_record_without_its_text()
    {
        var article = await CreateAsync(Refunds);
        var procedure = (await Writer.CreateAsync(Acme, KnowledgeKind.Procedure, NoPromises, Admin, Token)).Value;

        var read = (await Reader.FindAsync(Acme, KnowledgeKind.Article, article.Id, Token)).Value;
        read.Version.ShouldBe(1);
        read.ChangedBy.ShouldBe(Admin.Id);
        read.ChangedAt.ShouldBe(Clock.GetUtcNow());
        ShouldSay(read.Document, Refunds);
        ShouldSay((await Reader.FindAsync(Acme, KnowledgeKind.Procedure, procedure.Id, Token)).Value.Document, NoPromises);

        // Each is found as what it is.
        (await Reader.FindAsync(Acme, KnowledgeKind.Procedure, article.Id, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        Recorded
            .Select(change => (change.Kind, change.Change, change.Version, change.Target!.Id))
            .ShouldBe([
                ("article", KnowledgeChangeKind.Created, 1, article.Id.ToString("D")),
                ("procedure", KnowledgeChangeKind.Created, 1, procedure.Id.ToString("D")),
            ]);
        Recorded.First().Fields.ShouldBe(["title", "body", "language", "tags", "operations", "url"], ignoreOrder: true);
    }

    [Fact]
    public async Task No_row_holds_a_word_of_it()
    {
        await CreateAsync(Refunds);
        await Writer.CreateAsync(Acme, KnowledgeKind.Procedure, NoPromises, Admin, Token);

        var everything = await DumpAsync();

        foreach (var word in (string[])["Refunds", "arrival", "returns", "help.acme.example", "promise", "carrier"])
        {
            everything.ShouldNotContain(word, Case.Insensitive);
            var inside = $"select count(*) from organizations.knowledge_version where position('{word}'::bytea in document_sealed) > 0";
            (await StoredAsync<long>(inside)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_change_is_the_next_version_and_history_says_what_when_and_by_whom()
    {
        var article = await CreateAsync(Refunds);
        var first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        var changed = await ReplaceAsync(article.Id, 1, Refunds with { Title = new PersonalText("Returns"), Language = null });

        changed.Value.Version.ShouldBe(2);
        var history = (await Reader.HistoryAsync(Acme, KnowledgeKind.Article, article.Id, 10, Token)).Value;
        history
            .Select(version => (version.Version, version.At, version.By))
            .ShouldBe([(2, Clock.GetUtcNow(), Admin.Id), (1, first, Admin.Id)]);
        history[0]
            .Changes.Select(change => (change.Field, change.Before?.Reveal(), change.After?.Reveal()))
            .ShouldBe([("title", "\"Refunds\"", "\"Returns\""), ("language", "\"en\"", null)], ignoreOrder: true);
        history[1].Changes.ShouldAllBe(change => change.Before == null);
        ShouldSay(history[1].Document, Refunds);
        Recorded.Last().Fields.ShouldBe(["title", "language"], ignoreOrder: true);

        // The oldest of a short list is still shown against the one before it.
        (await Reader.HistoryAsync(Acme, KnowledgeKind.Article, article.Id, 1, Token))
            .Value.ShouldHaveSingleItem()
            .Changes.Count.ShouldBe(2);
        (await Reader.FindVersionAsync(Acme, KnowledgeKind.Article, article.Id, 1, Token)).Value.Version.ShouldBe(1);
        (await Reader.FindVersionAsync(Acme, KnowledgeKind.Article, article.Id, 3, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Reader.FindVersionAsync(Acme, KnowledgeKind.Article, article.Id, 0, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
    }

    [Fact]
    public async Task A_rollback_is_a_new_version_that_says_what_an_earlier_one_said()
    {
        var article = await CreateAsync(Refunds);
        await ReplaceAsync(article.Id, 1, Refunds with { Body = new PersonalText("Nothing is ever refunded.") });

        var back = (await Writer.RollBackAsync(Acme, KnowledgeKind.Article, article.Id, 1, 2, Admin, Token)).Value;

        back.Version.ShouldBe(3);
        ShouldSay((await Reader.FindAsync(Acme, KnowledgeKind.Article, article.Id, Token)).Value.Document, Refunds);
        (Recorded.Last().Change, Recorded.Last().From, Recorded.Last().Version).ShouldBe((KnowledgeChangeKind.RolledBack, 1, 3));
        (await Writer.RollBackAsync(Acme, KnowledgeKind.Article, article.Id, 9, 3, Admin, Token)).Failure!.Code.ShouldBe(
            FailureCode.NotFound
        );
        (await Writer.RollBackAsync(Acme, KnowledgeKind.Article, article.Id, 9, 1, Admin, Token)).Failure!.Code.ShouldBe(
            FailureCode.PreconditionFailed
        );
        (await Writer.RollBackAsync(Acme, KnowledgeKind.Article, article.Id, 2, 1, Admin, Token)).Failure!.Code.ShouldBe(
            FailureCode.PreconditionFailed
        );
    }

    [Fact]
    public async Task Only_who_has_seen_the_version_in_force_changes_it()
    {
        var article = await CreateAsync(Refunds);
        var other = Refunds with { Title = new PersonalText("Returns") };

        (await ReplaceAsync(article.Id, 2, other)).Failure!.Code.ShouldBe(FailureCode.PreconditionFailed);
        (await DeleteAsync(article.Id, 7)).Failure!.Code.ShouldBe(FailureCode.PreconditionFailed);
        (await ReplaceAsync(Guid.CreateVersion7(Clock.GetUtcNow()), 1, other)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await ReplaceAsync(article.Id, 1, Refunds)).Value.Version.ShouldBe(1, "nothing changed");

        var all = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => ReplaceAsync(article.Id, 1, Refunds with { Title = new PersonalText($"Returns {i}") }))
        );

        all.Count(outcome => outcome.Succeeded).ShouldBe(1);
        all.Where(outcome => !outcome.Succeeded).ShouldAllBe(outcome => outcome.Failure!.Code == FailureCode.PreconditionFailed);
        Recorded.Count(change => change.Change == KnowledgeChangeKind.Replaced).ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_entry_is_gone_with_all_its_versions()
    {
        var article = await CreateAsync(Refunds);
        await ReplaceAsync(article.Id, 1, Refunds with { Title = new PersonalText("Returns") });

        (await DeleteAsync(article.Id, 2)).Succeeded.ShouldBeTrue();

        (await Reader.FindAsync(Acme, KnowledgeKind.Article, article.Id, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Reader.HistoryAsync(Acme, KnowledgeKind.Article, article.Id, 10, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await StoredAsync<long>("select count(*) from organizations.knowledge_version")).ShouldBe(0);
        (Recorded.Last().Change, Recorded.Last().Version).ShouldBe((KnowledgeChangeKind.Deleted, 2));
        (await DeleteAsync(article.Id, 2)).Failure!.Code.ShouldBe(FailureCode.NotFound);
    }

    [Fact]
    public async Task Pages_show_each_entry_once_the_newest_first()
    {
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await CreateAsync(Refunds with { Title = new PersonalText($"Article {i}") })).Id);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<Guid>();
        Guid? cursor = null;
        do
        {
            var page = (await Reader.ListAsync(Acme, KnowledgeKind.Article, cursor, 2, Token)).Value;
            seen.AddRange(page.Entries.Select(entry => entry.Id));
            cursor = page.Next;
        } while (cursor is not null);

        seen.ShouldBe(made.AsEnumerable().Reverse());
        (await Reader.ListAsync(Acme, KnowledgeKind.Procedure, null, 10, Token)).Value.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_organization_sees_and_changes_nothing_of_it()
    {
        var article = await CreateAsync(Refunds);

        (await Reader.FindAsync(Globex, KnowledgeKind.Article, article.Id, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Reader.ListAsync(Globex, KnowledgeKind.Article, null, 10, Token)).Value.Entries.ShouldBeEmpty();
        (await Reader.HistoryAsync(Globex, KnowledgeKind.Article, article.Id, 10, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Reader.HeadsAsync(Globex, Token)).Value.ShouldBeEmpty();
        (await Reader.OpenAsync(Globex, KnowledgeKind.Article, [article.Id], Token)).Value.ShouldBeEmpty();
        (await Writer.ReplaceAsync(Globex, KnowledgeKind.Article, article.Id, 1, Refunds, Admin, Token)).Failure!.Code.ShouldBe(
            FailureCode.NotFound
        );
        (await Writer.DeleteAsync(Globex, KnowledgeKind.Article, article.Id, 1, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Reader.FindAsync(Acme, KnowledgeKind.Article, article.Id, Token)).Value.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_sealed_text_opens_in_its_own_row_only()
    {
        var one = await CreateAsync(Refunds);
        var other = await CreateAsync(Refunds with { Title = new PersonalText("Returns") });
        await StoredAsync<object>(
            $"""
            update organizations.knowledge_version v set document_sealed = o.document_sealed from organizations.knowledge_version o
            where v.entry_id = '{one.Id}' and o.entry_id = '{other.Id}'
            """
        );

        (await Reader.FindAsync(Acme, KnowledgeKind.Article, one.Id, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await Reader.FindAsync(Acme, KnowledgeKind.Article, other.Id, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Every_version_is_sealed_anew_when_keys_rotate()
    {
        Process.GetRequiredService<IOptions<KeysOptions>>().Value.ResealPause = TimeSpan.Zero;
        Process.GetRequiredService<IOptions<KeysOptions>>().Value.ResealBatch = 2;
        var article = await CreateAsync(Refunds);
        for (var version = 1; version <= 4; version++)
        {
            await ReplaceAsync(article.Id, version, Refunds with { Title = new PersonalText($"Title {version}") });
        }

        var before = await StoredAsync<string>("select string_agg(document_sealed::text, ',') from organizations.knowledge_version");
        var rotation = Process.GetRequiredService<KeyRotation>();
        (await rotation.StartAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
        var rotator = new KeyRotator(
            rotation,
            Process.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Rotation),
            Clock,
            Process.GetRequiredService<IOptions<KeysOptions>>(),
            NullLogger<KeyRotator>.Instance
        );
        await rotator.TickAsync(Token);
        Clock.Advance(TimeSpan.FromMinutes(7));
        await rotator.TickAsync(Token);

        var status = (await rotation.StatusAsync(Acme, Token)).Value.Single(one => one.Use == KeyUse.Field);
        (status.Resealed, status.Unreadable).ShouldBe((5, 0));
        status.FinishedAt.ShouldNotBeNull();
        (await StoredAsync<string>("select string_agg(document_sealed::text, ',') from organizations.knowledge_version")).ShouldNotBe(
            before
        );
        (await Reader.HistoryAsync(Acme, KnowledgeKind.Article, article.Id, 10, Token)).Value.Count.ShouldBe(5);
    }

    [Fact]
    public async Task There_are_no_more_of_them_and_of_their_versions_than_allowed()
    {
        Process.GetRequiredService<IOptions<KnowledgeOptions>>().Value.MaxArticles = 3;
        Process.GetRequiredService<IOptions<KnowledgeOptions>>().Value.MaxVersions = 2;

        var all = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Writer.CreateAsync(Acme, KnowledgeKind.Article, Refunds, Admin, Token))
        );
        all.Count(outcome => outcome.Succeeded).ShouldBe(3);
        all.Where(outcome => !outcome.Succeeded).ShouldAllBe(outcome => outcome.Failure!.Code == FailureCode.Conflict);
        (await Writer.CreateAsync(Globex, KnowledgeKind.Article, Refunds, Admin, Token)).Succeeded.ShouldBeTrue();

        var article = all.First(outcome => outcome.Succeeded).Value;
        for (var version = 1; version <= 4; version++)
        {
            await ReplaceAsync(article.Id, version, Refunds with { Title = new PersonalText($"Title {version}") });
        }

        (await Reader.HistoryAsync(Acme, KnowledgeKind.Article, article.Id, 10, Token))
            .Value.Select(version => version.Version)
            .ShouldBe([5, 4]);
    }

    [Fact]
    public async Task A_change_that_cannot_be_recorded_is_not_in_force()
    {
        var article = await CreateAsync(Refunds);
        Log.Away = true;

        (await ReplaceAsync(article.Id, 1, Refunds with { Title = new PersonalText("Returns") })).Failure!.Code.ShouldBe(
            FailureCode.AuditUnavailable
        );
        (await DeleteAsync(article.Id, 1)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        (await Writer.CreateAsync(Acme, KnowledgeKind.Article, Refunds, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await Reader.HeadsAsync(Acme, Token)).Value.ShouldBe([new KnowledgeHead(article.Id, KnowledgeKind.Article, 1)]);
    }

    public static TheoryData<string, KnowledgeKind, KnowledgeDocument> Refused =>
        new()
        {
            { "no title", KnowledgeKind.Article, Refunds with { Title = new PersonalText(" ") } },
            { "a title of two lines", KnowledgeKind.Article, Refunds with { Title = new PersonalText("a\nb") } },
            { "a title too long", KnowledgeKind.Article, Refunds with { Title = new PersonalText(new string('a', 201)) } },
            { "no body", KnowledgeKind.Article, Refunds with { Body = PersonalText.Empty } },
            { "a body too long", KnowledgeKind.Article, Refunds with { Body = new PersonalText(new string('a', 20_001)) } },
            { "a null", KnowledgeKind.Article, Refunds with { Body = new PersonalText("a\0b") } },
            { "a lone surrogate", KnowledgeKind.Article, Refunds with { Body = new PersonalText("a\ud800b") } },
            { "a language that is a name", KnowledgeKind.Article, Refunds with { Language = "English" } },
            { "a tag with a space", KnowledgeKind.Article, Refunds with { Tags = ["a b"] } },
            { "a tag in upper case", KnowledgeKind.Article, Refunds with { Tags = ["Refund"] } },
            { "too many tags", KnowledgeKind.Article, Refunds with { Tags = [.. Enumerable.Range(0, 21).Select(i => $"tag{i}")] } },
            { "a link without tls", KnowledgeKind.Article, Refunds with { Url = new Uri("http://help.acme.example") } },
            { "a link with a password", KnowledgeKind.Article, Refunds with { Url = new Uri("https://a:b@help.acme.example") } },
            { "a script", KnowledgeKind.Article, Refunds with { Url = new Uri("javascript:alert(1)") } },
            { "operations of an article", KnowledgeKind.Article, Refunds with { Operations = [AiOperation.Generate] } },
            { "a procedure for nothing", KnowledgeKind.Procedure, NoPromises with { Operations = [] } },
            {
                "an operation twice",
                KnowledgeKind.Procedure,
                NoPromises with
                {
                    Operations = [AiOperation.Generate, AiOperation.Generate],
                }
            },
            { "an operation that is none", KnowledgeKind.Procedure, NoPromises with { Operations = [(AiOperation)99] } },
            { "a procedure with a link", KnowledgeKind.Procedure, NoPromises with { Url = new Uri("https://help.acme.example") } },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_breaks_a_rule_is_refused(string what, KnowledgeKind kind, KnowledgeDocument document)
    {
        (await Writer.CreateAsync(Acme, kind, document, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest, what);

        (await Reader.HeadsAsync(Acme, Token)).Value.ShouldBeEmpty();
        Recorded.ShouldBeEmpty();
    }

    private async Task<KnowledgeEntry> CreateAsync(KnowledgeDocument document) =>
        (await Writer.CreateAsync(Acme, KnowledgeKind.Article, document, Admin, Token)).Value;

    private Task<Outcome<KnowledgeEntry>> ReplaceAsync(Guid id, long seen, KnowledgeDocument document) =>
        Writer.ReplaceAsync(Acme, KnowledgeKind.Article, id, seen, document, Admin, Token);

    private Task<Outcome<Done>> DeleteAsync(Guid id, long seen) => Writer.DeleteAsync(Acme, KnowledgeKind.Article, id, seen, Admin, Token);

    /// <summary>Lists compare by what they hold.</summary>
    private static void ShouldSay(KnowledgeDocument document, KnowledgeDocument expected)
    {
        document.Tags.ShouldBe(expected.Tags);
        document.Operations.ShouldBe(expected.Operations);
        (document with { Tags = [], Operations = [] }).ShouldBe(expected with { Tags = [], Operations = [] });
    }
}
