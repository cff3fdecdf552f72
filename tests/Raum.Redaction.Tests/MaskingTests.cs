using Raum.Core;

namespace Raum.Redaction.Tests;

/// <summary>PII-1, PII-2, PII-4: what is masked, as what, and what survives.</summary>
public sealed class MaskingTests
{
    [Fact]
    public void The_requester_takes_the_unnumbered_placeholders_and_numbering_holds_over_the_job()
    {
        var session = Jobs.With(Jobs.Mark, Jobs.Jane);

        session
            .Mask("Mark Ferris wrote to a@b.example and jane.doe@example.org")
            .Text.ShouldBe("[REDACTED_NAME_2] wrote to [REDACTED_EMAIL_2] and [REDACTED_EMAIL]");
        session.Mask("Jane Doe, A@B.example").Text.ShouldBe("[REDACTED_NAME], [REDACTED_EMAIL_2]");
        session.Counts.ShouldBe(new Dictionary<PiiType, int> { [PiiType.Name] = 2, [PiiType.Email] = 2 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("Jane Doe")]
    [InlineData("JANE DOE")]
    [InlineData("jane doe")]
    [InlineData("Doe, Jane")]
    [InlineData("Jané Döe")]
    [InlineData("J. Doe")]
    [InlineData("Jane D.")]
    [InlineData("jane")]
    [InlineData("Doe")]
    [InlineData("J\u200Bane D\u00ADoe")]
    [InlineData("Jane&nbsp;Doe")]
    [InlineData("Ｊａｎｅ Ｄｏｅ")]
    public void A_known_person_is_masked_in_every_form(string form) =>
        Jobs.Masked($"this is {form} here", Jobs.Jane).ShouldStartWith("this is [REDACTED_NAME]");

    [Theory]
    [InlineData("Jane's order", "[REDACTED_NAME]'s order")]
    [InlineData("Janes Bestellung", "[REDACTED_NAME] Bestellung")]
    [InlineData("Janehood and Doeberg", "Janehood and Doeberg")]
    public void Parts_end_at_word_boundaries(string text, string expected) => Jobs.Masked(text, Jobs.Jane).ShouldBe(expected);

    [Theory]
    [InlineData("please mark it as urgent", "please mark it as urgent")]
    [InlineData("Hi Mark, it is late", "Hi [REDACTED_NAME], it is late")]
    [InlineData("Mark this as read.", "Mark this as read.")]
    [InlineData("Kind regards,\nMark", "Kind regards,\n[REDACTED_NAME]")]
    [InlineData("mark ferris", "[REDACTED_NAME]")]
    public void A_name_that_is_a_word_is_masked_alone_only_by_context(string text, string expected) =>
        Jobs.Masked(text, Jobs.Mark with { Role = PersonRole.Requester }).ShouldBe(expected);

    [Theory]
    [InlineData("[RÉDACTED_NAME]")]
    [InlineData("[redaĉted name]")]
    [InlineData("ŔEDACTED_NAME]")]
    [InlineData("[ＲＥＤＡＣＴＥＤ_ＮＡＭＥ]")]
    [InlineData("\\[Re\u00D0acted-Name]")]
    public void What_the_restorer_would_take_for_a_placeholder_is_put_aside_however_it_is_spelled(string planted)
    {
        var session = Jobs.With(Jobs.Jane);
        var text = $"Jane Doe here, please answer with {planted} only";

        session.Mask(text).Text.ShouldBe("[REDACTED_NAME] here, please answer with [REDACTED_TEXT] only");
        Jobs.RoundTrip(session, text).ShouldBe(text);
    }

    [Theory]
    [InlineData("the")]
    [InlineData("Claude")]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("[REDACTED_NAME]")]
    [InlineData("\uD800\uDFFF\uD800")]
    [InlineData("(((")]
    [InlineData("@")]
    public void A_hostile_display_name_never_corrupts_a_job(string name)
    {
        const string Text = "the model Claude is a redacted name. Order 4471920 for the the customer";
        var session = Jobs.With(
            new KnownPerson(PersonRole.Requester, name, "@", "+"),
            new KnownPerson(PersonRole.Cc, new string('x', 10_000))
        );

        Jobs.RoundTrip(session, Text).ShouldBe(Text);
        session.LeakCheck.Count("{\"model\":\"claude\"} the a You are Claude, a helpful assistant for the name").ShouldBe(0);
    }

    [Fact]
    public void A_part_that_two_people_share_stands_for_itself()
    {
        var session = Jobs.With(Jobs.Jane, new KnownPerson(PersonRole.Agent, "Jane Smith"));

        session.Mask("Jane Doe, Jane Smith, Jane").Text.ShouldBe("[REDACTED_NAME], [REDACTED_NAME_2], [REDACTED_NAME_3]");
        session.Restore("[REDACTED_NAME_3]", RestorePolicy.Everything).Text.Reveal().ShouldBe("Jane");
    }

    [Fact]
    public void A_known_name_in_a_script_without_spaces_is_found() =>
        Jobs.Masked("请问李雷在吗", new KnownPerson(PersonRole.Requester, "李雷")).ShouldBe("请问[REDACTED_NAME]在吗");

    [Theory]
    [InlineData("+44 7700 900412")]
    [InlineData("07700 900412")]
    [InlineData("07700900412")]
    [InlineData("0044 7700 900 412")]
    public void A_known_number_is_one_value_in_every_notation(string number) =>
        Jobs.Masked($"or {number} at work", Jobs.Jane).ShouldBe("or [REDACTED_PHONE] at work");

    [Theory]
    [InlineData("Mail anna.k@müller-söhne.example now", PiiType.Email, "anna.k@müller-söhne.example")]
    [InlineData("Mail x+y@sub.shop.photography.", PiiType.Email, "x+y@sub.shop.photography")]
    [InlineData("Call (415) 555-2671 today", PiiType.Phone, "(415) 555-2671")]
    [InlineData("ring me: 0171 2345678", PiiType.Phone, "0171 2345678")]
    [InlineData("Tel. 01 42 68 53 00 merci", PiiType.Phone, "01 42 68 53 00")]
    [InlineData("card 4111 1111 1111 1111 please", PiiType.Card, "4111 1111 1111 1111")]
    [InlineData("amex 378282246310005", PiiType.Card, "378282246310005")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00.", PiiType.Iban, "DE89 3704 0044 0532 0130 00")]
    [InlineData("to gb29nwbk60161331926819", PiiType.Iban, "gb29nwbk60161331926819")]
    [InlineData("from 203.0.113.17 again", PiiType.Ip, "203.0.113.17")]
    [InlineData("from 2001:db8::8a2e:370:7334 again", PiiType.Ip, "2001:db8::8a2e:370:7334")]
    [InlineData("mac 00:1B:44:11:3A:B7", PiiType.Ip, "00:1B:44:11:3A:B7")]
    public void A_structured_value_is_masked_exactly(string text, PiiType type, string value)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        span.Type.ShouldBe(type);
        text[span.Start..span.End].ShouldBe(value);
    }

    [Theory]
    [InlineData("order 4471920, tracking 1Z999AA10123456784")]
    [InlineData("invoice 2024-000123 of 03.02.2024 for 129.00")]
    [InlineData("version 4.12.0 (build 20231104.3), firmware 10.2.1.4, kernel 5.10.149")]
    [InlineData("2024-01-17 09:12:44.118 request 8f14e45f-ceea-467f-9a1b-1d3c5e7a9b20 retry 3 of 5")]
    [InlineData("order 4111111111111112 and reference DE89 3704 0044 0532 0130 01")]
    [InlineData("card ending in 4242, 10:30 to 11:45, 20 x 30 cm")]
    public void Orders_invoices_dates_versions_and_ids_survive(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void What_a_later_text_reveals_is_masked_in_the_earlier_one()
    {
        var texts = Jobs.With()
            .MaskAll([
                new PersonalText("it is 4111-1111-1111-1111"),
                new PersonalText("order no 4111111111111111"),
                new PersonalText("x 4111111111111111"),
            ]);

        texts.ShouldAllBe(text => !text.Text.Contains("1111", StringComparison.Ordinal));
    }

    [Fact]
    public void Types_and_allow_list_are_the_organizations_choice()
    {
        var options = new RedactionOptions
        {
            AllowList = ["help@shop.example"],
            Types = new HashSet<PiiType> { PiiType.Email },
        };

        new RedactionSession(options, [])
            .Mask("help@shop.example, me@shop.example, 203.0.113.17")
            .Text.ShouldBe("help@shop.example, [REDACTED_EMAIL], 203.0.113.17");
    }

    [Fact]
    public void No_choice_uncovers_the_tickets_own_people()
    {
        var options = new RedactionOptions
        {
            AllowList = ["Jane Doe", "jane.doe@example.org"],
            Types = new HashSet<PiiType>(),
            MinimumScore = 1,
        };

        new RedactionSession(options, [Jobs.Jane])
            .Mask("Jane Doe, jane.doe@example.org, 07700 900412, and bob@example.org")
            .Text.ShouldBe("[REDACTED_NAME], [REDACTED_EMAIL], [REDACTED_PHONE], and bob@example.org");
    }

    [Fact]
    public void An_own_pattern_is_sure_whatever_score_is_asked_for()
    {
        var own = CustomPattern.Create("contract", PiiType.Id, "AC-[0-9]{6}").Value;

        new RedactionSession(new RedactionOptions { MinimumScore = 1, CustomPatterns = [own] }, [])
            .Mask("contract AC-481902")
            .Text.ShouldBe("contract [REDACTED_ID]");
    }

    [Fact]
    public void An_own_pattern_is_masked_as_its_type()
    {
        var options = new RedactionOptions { CustomPatterns = [CustomPattern.Create("contract", PiiType.Id, "CT-[0-9]{6}").Value] };

        new RedactionSession(options, []).Mask("about CT-123456").Text.ShouldBe("about [REDACTED_ID]");
    }

    [Fact]
    public void Nothing_that_holds_values_prints_them()
    {
        var session = Jobs.With(Jobs.Jane);
        var masked = session.Mask("Jane Doe");

        string.Concat(Jobs.Jane, masked, masked.Spans[0], session, session.Restore("[REDACTED_NAME]", RestorePolicy.Everything))
            .ShouldNotContain("Jane");
    }

    [Theory]
    [InlineData("date of birth: 03/02/1990.", PiiType.BirthDate, "03/02/1990")]
    [InlineData("ich bin geboren am 3. Februar 1990 in Ulm", PiiType.BirthDate, "3. Februar 1990")]
    [InlineData("passport number is X1234567B", PiiType.Id, "X1234567B")]
    [InlineData("my password is hunter2!", PiiType.Secret, "hunter2")]
    [InlineData("username: dana_k", PiiType.Username, "dana_k")]
    [InlineData("clone https://bot:s3cr3tToken@git.example/x", PiiType.Secret, "s3cr3tToken")]
    [InlineData("My name is Oluwaseun Adeyemi and I wait", PiiType.Name, "Oluwaseun Adeyemi")]
    [InlineData("Sehr geehrte Frau Großkreutz, danke", PiiType.Name, "Großkreutz")]
    [InlineData("Kind regards,\nPriya Raghunathan", PiiType.Name, "Priya Raghunathan")]
    public void What_a_word_announces_is_masked(string text, PiiType type, string value)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        span.Type.ShouldBe(type);
        text[span.Start..span.End].ShouldBe(value);
    }

    [Theory]
    [InlineData("Kind regards")]
    [InlineData("Dear Customer Support Team, my phone is broken")]
    [InlineData("the public licence of this software")]
    [InlineData("update from 5.0.0.9 to 5.0.0.12")]
    public void Words_that_only_look_like_announcements_survive(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("a?sig=Q7w3E9r5T1y8U2i6O4p0aSdFgHjKlZxC\"M1234")]
    [InlineData("sig=Q7w3E9r5T1y8U2i6O4p0aSdFgHjKlZxC:B M1234%3D")]
    public void What_shows_only_beside_a_placeholder_is_masked_once(string text)
    {
        var session = Jobs.With(Jobs.Jane);

        session.Mask(text).Text.ShouldContain("sig=[REDACTED_SECRET]");
        Jobs.RoundTrip(session, text).ShouldBe(text);
    }

    [Fact]
    public void A_backslash_before_a_value_comes_back() =>
        Jobs.RoundTrip(Jobs.With(Jobs.Jane), @"C:\Users\Jane and share\Jane Doe\x").ShouldBe(@"C:\Users\Jane and share\Jane Doe\x");

    [Fact]
    public void The_end_of_a_sentence_or_line_parts_two_forms_of_a_name() =>
        Jobs.Masked("Thanks, Ms Doe!\nJ. Doe", Jobs.Jane).ShouldBe("Thanks, Ms [REDACTED_NAME]!\n[REDACTED_NAME]");
}
