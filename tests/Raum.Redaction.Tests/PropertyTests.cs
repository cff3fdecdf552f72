using FsCheck;
using FsCheck.Fluent;

namespace Raum.Redaction.Tests;

/// <summary>What holds for every text (PII-1, PII-6, PII-9).</summary>
public sealed class PropertyTests
{
    private static readonly string[] Values =
    [
        "Jane Doe",
        "jane doe",
        "DOE, Jane",
        "Jané",
        "jane.doe@example.org",
        "+44 7700 900412",
        "07700900412",
        "4111 1111 1111 1111",
    ];

    private static readonly string[] Words =
    [
        "size 4711",
        "Ship to:\n",
        "Post, Vince <",
        "[18:11] ",
        "\nAli: ",
        "[REDACTED_NAME]",
        "[redacted name 2]",
        "REDACTED_EMAIL",
        "[REDACTED",
        "[RE",
        "\\[REDACTED\\_NAME\\]",
        "[[",
        "]",
        "\n",
        " ",
        "https://shop.example/?q=",
        "<a href=\"",
        "&amp;",
        "\u200B",
        "\uD83D",
        "é",
        "李雷",
        ".",
        "x",
        "10.0.0.1",
        "2024-01-17",
        "C:\\Users\\Jane",
        "\\",
        "<b>",
        "J<i>a</i>ne",
        "<br>",
        "\n> ",
        " \r\n>> ",
        "=\n",
        "=C3=BC",
        "J=61ne",
        "=?utf-8?Q?Jane_Doe?=",
        "=?utf-8?B?SmFuZSBEb2U=?=",
        "\\u004Aane",
        "{\"a\": \"x\\nJane",
        "\\\"",
        "Ja\u0301ne\u0327",
        "\uD835\uDC09ane",
        "oﬃce",
        "GrÃ¼n",
        "don’t",
        "{\"last_name\":\"",
        "\", \"dob\": \"",
        "dob=",
        "&street=12+Mill%20Road&tel=",
        "jane.doe%40example.org",
        "%2B44",
        "%0A",
        "<city>",
        "</city>",
        "|",
        "| dob | name |\n|",
        "map[name:",
        " dob:",
        ";jane.doe@example.org;",
        "Name ........",
        "Last name\n",
        "• Street – 12 Mill Road",
        "INSERT INTO a (name, dob) VALUES ('",
        "');",
    ];

    private static Arbitrary<string> Tickets() =>
        Gen.OneOf(Gen.Elements(Words), Gen.Elements(Values), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""))
            .ListOf()
            .Select(parts => string.Join(' ', parts))
            .ToArbitrary();

    private static void Check(Func<string, bool> property) =>
        Prop.ForAll(Tickets(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));

    [Fact]
    public void Masking_then_restoring_gives_the_text_back() =>
        Check(text =>
        {
            var session = Jobs.With(Jobs.Jane, Jobs.Mark);
            var masked = session.Mask(text);
            var stream = session.OpenStream(RestorePolicy.Everything.Following(masked));
            var restored = stream.Append(masked.Text) + stream.Complete();

            // A value inside a link stays masked on purpose; then nothing else may differ.
            return restored == text || stream.Counts.Withheld > 0;
        });

    [Fact]
    public void No_known_value_survives() =>
        Check(text =>
        {
            var session = Jobs.With(Jobs.Jane, Jobs.Mark);
            return session.LeakCheck.Count(session.Mask(text).Text) == 0;
        });

    [Fact]
    public void Masking_a_masked_text_finds_nothing_but_its_placeholders() =>
        Check(text =>
        {
            var once = Jobs.With(Jobs.Jane).Mask(text);
            // A look-alike of another type that the text had comes out as TEXT, and beside that the models may see a name: rarely, and a mask too many.
            return once.Spans.Any(span => span.Type == PiiType.Lookalike)
                || Jobs.With(Jobs.Jane).Mask(once.Text).Spans.All(span => span.Type == PiiType.Lookalike);
        });

    [Fact]
    public void Spans_are_ordered_and_never_overlap() =>
        Check(text =>
        {
            var at = 0;
            return Jobs.With(Jobs.Jane, Jobs.Mark)
                .Mask(text)
                .Spans.All(span =>
                {
                    var good = span.Start >= at && span.End > span.Start && span.End <= text.Length;
                    at = span.End;
                    return good;
                });
        });

    [Fact]
    public void Every_way_to_cut_an_answer_gives_the_same_text()
    {
        var answers = Tickets().Generator.Zip(Gen.Choose(1, 9)).ToArbitrary();

        Prop.ForAll(
                answers,
                answer =>
                {
                    var session = Jobs.With(Jobs.Jane, Jobs.Mark);
                    session.Mask("Jane Doe, jane.doe@example.org, and Mark Ferris. Jane");
                    var whole = session.Restore(answer.Item1, RestorePolicy.Everything);
                    var stream = session.OpenStream(RestorePolicy.Everything);
                    var cut = string.Concat(answer.Item1.Chunk(answer.Item2).Select(chunk => stream.Append(chunk))) + stream.Complete();
                    return cut == whole.Text.Reveal() && stream.Counts == whole.Counts;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));
    }

    [Fact]
    public void A_stream_holds_back_at_most_one_placeholder()
    {
        var session = Jobs.With(Jobs.Jane);
        var stream = session.OpenStream(RestorePolicy.Everything);
        var answer =
            "Hi [[[[[ [REDACTED REDACTED_ [REDACTED_NAME_ and more text that is longer than any placeholder [RED \\\\\\[REDACTED\\_";
        var taken = 0;
        var given = 0;
        foreach (var c in answer)
        {
            taken++;
            given += stream.Append([c]).Length;
            (taken - given).ShouldBeLessThanOrEqualTo(StreamRestorer.MaximumHeld);
        }
    }

    /// <summary>Coreference: every form of a person is one placeholder, and what is restored has the form that stood there, whatever the order.</summary>
    [Fact]
    public void Forms_of_one_person_share_a_placeholder_and_come_back_as_they_stood()
    {
        string[] forms = ["Jane Doe", "Jane", "Ms Doe", "Doe, Jane", "JANE DOE", "Ms. Jane Doe", "J. Doe", "jane doe", "Jane's"];
        string[] around =
        [
            "I asked {0} about it.",
            "Dear {0},",
            "Thanks, {0}!",
            "it was {0} who paid",
            "{0}",
            "ask {0} and then {0} again.",
        ];
        var tickets = Gen.Elements(forms)
            .Zip(Gen.Elements(around))
            .NonEmptyListOf()
            .Select(parts => string.Join('\n', parts.Select(part => part.Item2.Replace("{0}", part.Item1, StringComparison.Ordinal))))
            .ToArbitrary();

        Prop.ForAll(
                tickets,
                text =>
                {
                    var session = Jobs.With(Jobs.Jane, Jobs.Mark);
                    var masked = session.Mask(text);
                    var names = masked.Spans.Where(span => span.Type == PiiType.Name).Select(span => span.Placeholder).Distinct();
                    var restored = session.Restore(masked.Text, RestorePolicy.Everything.Following(masked)).Text.Reveal();
                    return names.SequenceEqual(["[REDACTED_NAME]"]) && restored == text;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData('a')]
    [InlineData('[')]
    [InlineData('1')]
    [InlineData('@')]
    [InlineData('.')]
    [InlineData('\uD800')]
    [InlineData('&')]
    [InlineData('\u200B')]
    [InlineData('<')]
    public void A_megabyte_of_one_sign_comes_back_as_it_was(char sign)
    {
        var text = new string(sign, 1_000_000);

        Jobs.RoundTrip(Jobs.With(Jobs.Jane), text).ShouldBe(text);
    }

    [Theory]
    [InlineData("1 ")]
    [InlineData("a@b.")]
    [InlineData("[REDACTED_")]
    [InlineData("Jane ")]
    [InlineData("4111 1111 1111 1111 ")]
    [InlineData("DE89 ")]
    [InlineData("1.1.1.1.")]
    [InlineData("::")]
    public void A_hostile_pattern_ends_and_comes_back(string pattern)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, 20_000));

        Jobs.RoundTrip(Jobs.With(Jobs.Jane), text).ShouldBe(text);
    }
}
