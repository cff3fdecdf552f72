using System.Diagnostics;
using System.Globalization;
using System.Text;
using Raum.Core;
using Raum.Jobs.Knowledge;
using Raum.Jobs.Tests.Pipeline;
using Raum.Organizations.Knowledge;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Knowledge;

/// <summary>The figures of docs/performance.md: what 5,000 articles cost. Run by name (<c>-explicit only</c>); it proves nothing and so fails for nothing.</summary>
public sealed class KnowledgeMeasurement(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private const int Articles = 5_000;
    private const int WordsOfArticle = 400;
    private const int Rounds = 200;

    private static readonly string[] Common =
    [
        .. "order parcel delivery refund card account password invoice warranty repair return store item size colour address carrier tracking number date".Split(
            ' '
        ),
    ];

    [Fact(Explicit = true)]
    public async Task Five_thousand_articles()
    {
        var writer = Get<KnowledgeWriter>();
        KnowledgeEntry last = null!;
        for (var i = 0; i < Articles; i++)
        {
            last = (await writer.CreateAsync(Acme, KnowledgeKind.Article, Article(i), Admin, Token)).Value;
        }

        var indexes = Get<KnowledgeIndexes>();
        var first = await TimeAsync(() => indexes.OfAsync(Acme, Token).AsTask());
        var index = (await indexes.OfAsync(Acme, Token)).Value;
        await writer.ReplaceAsync(Acme, KnowledgeKind.Article, last.Id, 1, Article(Articles), Admin, Token);
        var changed = await TimeAsync(() => indexes.OfAsync(Acme, Token).AsTask());
        var query = SearchWords.Of(TicketText + " Where is my parcel? The tracking number of the carrier does not work, I want a refund.");
        index.Articles.Rank(query, "en", 3);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Rounds; i++)
        {
            index.Articles.Rank(query, "en", 3);
        }

        var rank = watch.Elapsed / Rounds;
        await RunWellAsync(NewJob());
        var with = await TimeAsync(async () => await RunWellAsync(NewJob()));
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"first {first:F0} ms, after a change {changed:F0} ms, rank {rank.TotalMilliseconds:F2} ms, {index.Bytes / 1024.0 / 1024.0:F1} MiB, a whole job {with:F0} ms"
            )
        );
    }

    private static KnowledgeDocument Article(int number)
    {
        var random = new Random(number);
        var body = new StringBuilder();
        for (var i = 0; i < WordsOfArticle; i++)
        {
            // Frequent words and a long tail of rare ones, as texts have them.
            body.Append(
                    random.Next(4) == 0 ? Common[random.Next(Common.Length)] : $"word{(int)(20_000 * Math.Pow(random.NextDouble(), 3)):x}"
                )
                .Append(i % 12 == 11 ? ".\n" : " ");
        }

        return new KnowledgeDocument
        {
            Title = new PersonalText($"Article {number} about {Common[number % Common.Length]}"),
            Body = new PersonalText(body.ToString()),
            Language = "en",
        };
    }

    private static async Task<double> TimeAsync<T>(Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }
}
