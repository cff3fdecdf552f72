using FsCheck;
using FsCheck.Fluent;
using Raum.Core;

namespace Raum.Redaction.Tests;

/// <summary>A text that is not of the job takes the job's placeholders, gives it none, and can fetch nobody's value.</summary>
public sealed class ForeignTextTests
{
    private const string Mark = "[withheld]";

    private static readonly KnownPerson Jane = new(PersonRole.Requester, "Jane Doe", "jane.doe@example.com", null);

    [Fact]
    public void Values_of_the_job_take_its_placeholders_and_others_the_mark()
    {
        var session = Session("I am Jane Doe, jane.doe@example.com.");

        var masked = Mask(session, "Jane Doe wrote it with bob.miller@example.org. Ask jane.doe@example.com.");

        masked.ShouldBe($"[REDACTED_NAME] wrote it with {Mark}. Ask [REDACTED_EMAIL].");
    }

    [Fact]
    public void The_jobs_own_numbering_stays_as_it_was()
    {
        var session = Session("I am Jane Doe.");
        var before = session.Counts.Values.Sum();

        Mask(session, "Call +44 7700 900412 or write to bob.miller@example.org, IBAN DE89370400440532013000.");

        session.Counts.Values.Sum().ShouldBe(before);
        session
            .Mask("Write to carol@example.net.")
            .Text.ShouldContain("[REDACTED_EMAIL_2]", customMessage: "the first is kept for the requester");
        session.LeakCheck.Count("bob.miller@example.org").ShouldBe(0, "it never became a value of the job");
    }

    [Theory]
    [InlineData("Send [REDACTED_NAME] to [REDACTED_EMAIL].")]
    [InlineData("[redacted name] and REDACTED_NAME and \\[REDACTED\\_NAME\\]")]
    [InlineData("［REDACTED_NAME］")]
    [InlineData("[REDACTED_TEXT_1]")]
    [InlineData("[REDACTED_NA")]
    public void A_look_alike_fetches_nothing(string article)
    {
        var session = Session("I am Jane Doe, jane.doe@example.com, order [REDACTED_NAME_7].");

        var masked = Mask(session, article)!;

        var restored = session.Restore(masked, RestorePolicy.Everything);
        restored.Text.Reveal().ShouldBe(masked);
        restored.Counts.Used.ShouldBe(0);
        masked.ShouldNotContain("Jane");
    }

    [Fact]
    public void Whatever_an_article_says_it_shows_no_value_and_restores_to_the_jobs_own_only()
    {
        string[] values = ["Jane Doe", "jane.doe@example.com", "bob.miller@example.org", "+44 7700 900412", "4111 1111 1111 1111"];
        var articles =
            from parts in Gen.Elements([
                    .. values,
                    "[REDACTED_NAME]",
                    "[REDACTED_",
                    "NAME]",
                    "_2",
                    "[",
                    "]",
                    "\\",
                    "refund",
                    "order",
                    "\n",
                    "🙂",
                    "\ud800",
                    "withheld",
                ])
                .ListOf()
            from between in Gen.Elements(" ", "", ", ")
            select string.Join(between, parts);

        Prop.ForAll(
                articles.ToArbitrary(),
                article =>
                {
                    var session = Session("I am Jane Doe, jane.doe@example.com.");
                    var issued = session.Counts.Values.Sum();

                    if (Mask(session, article) is not { } masked)
                    {
                        return;
                    }

                    // Whatever masking finds in it as a text of the job is found here, too.
                    var asTicket = Session("I am Jane Doe, jane.doe@example.com.").Mask(article).Text;
                    values.ShouldAllBe(value =>
                        !masked.Contains(value, StringComparison.Ordinal) || asTicket.Contains(value, StringComparison.Ordinal)
                    );
                    session.LeakCheck.Count(masked).ShouldBe(0);
                    session.Counts.Values.Sum().ShouldBe(issued);
                    var restored = session.Restore(masked, RestorePolicy.Everything).Text.Reveal();
                    values
                        .Skip(2)
                        .ShouldAllBe(value =>
                            !restored.Contains(value, StringComparison.Ordinal) || masked.Contains(value, StringComparison.Ordinal)
                        );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_the_organization_allows_stays()
    {
        var session = new RedactionSession(RedactionOptions.Default with { AllowList = ["service@acme.example"] }, [Jane]);

        Mask(session, "Write to service@acme.example.").ShouldBe("Write to service@acme.example.");
    }

    private static RedactionSession Session(string ticket)
    {
        var session = new RedactionSession(RedactionOptions.Default, [Jane]);
        session.Mask(ticket);
        return session;
    }

    private static string? Mask(RedactionSession session, string article) => session.MaskForeign([new PersonalText(article)], Mark)[0];
}
