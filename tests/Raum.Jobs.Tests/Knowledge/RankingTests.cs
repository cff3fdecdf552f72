using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Raum.Core;
using Raum.Jobs.Knowledge;
using Raum.Organizations.Knowledge;

namespace Raum.Jobs.Tests.Knowledge;

/// <summary>FLOW-9: the articles that fit a ticket are found, always the same ones, and nothing they are found by is text.</summary>
public sealed class RankingTests
{
    private static readonly string[] Topics =
    [
        "Refunds|Goods may be sent back within thirty days. The refund goes to the card that paid for the order.",
        "Delivery times|A parcel takes three working days. The carrier sends a tracking number when the parcel leaves the warehouse.",
        "Changing the password|Open the settings of your account and choose a new password. A link to reset it is valid for an hour.",
        "Invoices|An invoice is sent by mail with every order. A copy is in the account under documents.",
        "Warranty|Broken devices are repaired for two years. Send a picture of the damage with the serial number.",
    ];

    private static readonly ArticleIndex Index = new(Topics.Select((topic, i) => Article(i, topic.Split('|')[0], topic.Split('|')[1])));

    [Theory]
    [InlineData("Hello, my parcel has not arrived and the tracking number does not work. Thanks, [REDACTED_NAME]", 1)]
    [InlineData("I want to send the goods back and get my refund on the card I paid with", 0)]
    [InlineData("The link to reset my password does not open", 2)]
    [InlineData("my device is broken, can it be repaired? the serial number is [REDACTED_ID]", 4)]
    public void The_article_that_fits_comes_first(string ticket, int article) => Rank(ticket)[0].ShouldBe(Id(article));

    [Theory]
    [InlineData("")]
    [InlineData("Hello, thank you very much and best regards")]
    [InlineData("[REDACTED_NAME] [REDACTED_EMAIL_2] [REDACTED_CC]")]
    [InlineData("Quantum chromodynamics of lattices")]
    public void What_fits_nothing_finds_nothing(string ticket) => Rank(ticket).ShouldBeEmpty();

    [Fact]
    public void Words_are_found_in_other_forms_cases_and_accents()
    {
        SearchWords.Of("Rücksendungen").ShouldBe(SearchWords.Of("RUCKSENDUNG"));
        SearchWords.Of("re\u0301clamation").ShouldBe(SearchWords.Of("Réclamations"));
        SearchWords.Of("order A-4711-22").Count.ShouldBe(3, "a single letter is no word");
        SearchWords.Of("12345678").ShouldNotBe(SearchWords.Of("12345679"));
    }

    [Fact]
    public void Placeholders_and_marks_are_no_words()
    {
        SearchWords.Of("refund [REDACTED_NAME_2] [withheld] order").ShouldBe(SearchWords.Of("refund order"));
        SearchWords.Of("[REDACTED_").ShouldBe(SearchWords.Of("REDACTED"));
    }

    [Fact]
    public void An_article_of_another_language_is_no_candidate_and_one_of_none_is()
    {
        var index = new ArticleIndex([
            Article(1, "Refunds", "refund of the order", "en"),
            Article(2, "Refunds", "refund of the order", "de"),
            Article(3, "Refunds", "refund of the order"),
        ]);
        var query = SearchWords.Of("refund order");

        index.Rank(query, "en", 10).ShouldBe([Id(1), Id(3)]);
        index.Rank(query, "fr", 10).ShouldBe([Id(3)]);
        index.Rank(query, null, 10).ShouldBe([Id(1), Id(2), Id(3)], "equal scores go by the id");
        index.Rank(query, "en", 0).ShouldBeEmpty();
    }

    [Fact]
    public void Title_and_tags_weigh_more_than_the_body()
    {
        var index = new ArticleIndex([
            Article(1, "Opening hours", "we also sell vouchers and gifts"),
            Article(2, "Vouchers and gifts", "we also keep opening hours"),
            Article(3, "Colours", "red and blue and green"),
        ]);

        index.Rank(SearchWords.Of("vouchers gifts"), null, 1).ShouldBe([Id(2)]);
    }

    [Fact]
    public void The_order_depends_on_nothing_but_articles_and_query()
    {
        var texts = Texts(["refund", "parcel", "order", "card", "password", "Müller", "[REDACTED_NAME]", "\n", "🙂", "\ud800"]);
        var cases = from articles in texts.ListOf() from query in texts select (Articles: articles.ToList(), Query: query);

        Prop.ForAll(
                cases.ToArbitrary(),
                one =>
                {
                    var articles = one.Articles.Select((text, i) => Article(i, "T", text)).ToList();
                    var words = SearchWords.Of(one.Query);
                    var first = new ArticleIndex(articles).Rank(words, null, 5);
                    articles.Reverse();
                    var second = new ArticleIndex(articles).Rank(words, null, 5);

                    second.ShouldBe(first);
                    first.Count.ShouldBeLessThanOrEqualTo(5);
                    first.Distinct().Count().ShouldBe(first.Count);
                    first.ShouldAllBe(id => articles.Any(article => article.Id == id));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_few_thousand_articles_stay_within_memory_and_a_query_looks_at_its_own_words_only()
    {
        var articles = Enumerable
            .Range(0, 5_000)
            .Select(i => Article(i, $"Title {i}", string.Join(' ', Enumerable.Range(0, 300).Select(k => $"w{(i * 31 + k * 7) % 40_000}"))));
        var index = new ArticleIndex(articles);

        index.Bytes.ShouldBeLessThan(32L * 1024 * 1024);
        index.Rank(SearchWords.Of("w31 w38 w45"), null, 3)[0].ShouldBe(Id(1));
    }

    [Fact]
    public void A_hostile_article_takes_no_more_room_than_it_may()
    {
        var wide = Article(1, "T", string.Join(' ', Enumerable.Range(0, 4_000).Select(i => $"{i:x}")));
        wide.Words.Length.ShouldBeLessThanOrEqualTo(2_000);
        var same = Article(2, "T", string.Concat(Enumerable.Repeat("refund ", 2_000)));
        same.Counts.ShouldAllBe(count => count <= byte.MaxValue);
        Article(3, "T", new string('a', 20_000)).Words.Length.ShouldBe(1);
    }

    [Fact]
    public void A_cut_text_is_within_its_tokens_ends_with_a_word_and_halves_nothing()
    {
        var cases =
            from text in Texts(["refund", "[REDACTED_NAME_2]", "[withheld]", " ", "\n", "é", "🙂", "\ud800", "漢字", new string('x', 90)])
            from tokens in Gen.Choose(0, 120)
            select (Text: text, Tokens: tokens);

        Prop.ForAll(
                cases.ToArbitrary(),
                one =>
                {
                    if (TokenBudget.Cut(one.Text, one.Tokens) is not { } cut)
                    {
                        return;
                    }

                    TokenBudget.Tokens(cut).ShouldBeLessThanOrEqualTo(one.Tokens);
                    if (cut != one.Text)
                    {
                        var kept = cut[..^2];
                        one.Text.ShouldStartWith(kept, Case.Sensitive);
                        char.IsWhiteSpace(one.Text[kept.Length]).ShouldBeTrue();
                        kept.Count(unit => unit == '[').ShouldBe(kept.Count(unit => unit == ']'));
                    }
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static Gen<string> Texts(string[] parts) => Gen.Elements(parts).ListOf().Select(some => string.Join(' ', some));

    private static IReadOnlyList<Guid> Rank(string ticket) => Index.Rank(SearchWords.Of(ticket), "en", 3);

    private static Guid Id(int number) => Guid.Parse($"01980000-0000-7000-8000-{number:x12}");

    private static ArticleWords Article(int number, string title, string body, string? language = null) =>
        ArticleWords.Of(
            new KnowledgeEntry(
                Id(number),
                KnowledgeKind.Article,
                1,
                DateTimeOffset.UnixEpoch,
                "test",
                new KnowledgeDocument
                {
                    Title = new PersonalText(title),
                    Body = new PersonalText(body),
                    Language = language,
                }
            )
        );
}
