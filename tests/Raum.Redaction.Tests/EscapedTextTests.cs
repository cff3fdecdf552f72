namespace Raum.Redaction.Tests;

/// <summary>PII-1: values in texts that a mail program, a form or a log wrote in its own way; each comes back to the letter.</summary>
public sealed class EscapedTextTests
{
    private static readonly KnownPerson Juergen = new(PersonRole.Requester, "Jürgen Großkreutz", "juergen.g@example.org");

    [Theory]
    // Quoted-printable (RFC 2045)
    [InlineData("Von J=C3=BCrgen Gro=C3=9Fkreutz <juergen.g=\n@example.org>", "J=C3=BCrgen Gro=C3=9Fkreutz|juergen.g=\n@example.org")]
    [InlineData("J=C3=BCrgen =E2=80=93 0711=20=\r\n5550123", "J=C3=BCrgen|0711=20=\r\n5550123")]
    [InlineData("Gr=C3=BC=C3=9Fe, J=FCrgen", "J=FCrgen")]
    [InlineData(
        "die lange Zeile eines Briefs, die ein Programm nach sechsundsiebzig Zei=\nchen bricht, schreibt juergen.g=40example.org",
        "juergen.g=40example.org"
    )]
    // Encoded words (RFC 2047)
    [InlineData("Subject: =?utf-8?Q?J=C3=BCrgen_Gro=C3=9Fkreutz?= hat bestellt", "=?utf-8?Q?J=C3=BCrgen_Gro=C3=9Fkreutz?=")]
    [InlineData("Subject: =?UTF-8?B?SsO8cmdlbiBHcm/Dn2tyZXV0eg==?= hat bestellt", "=?UTF-8?B?SsO8cmdlbiBHcm/Dn2tyZXV0eg==?=")]
    [InlineData("Subject: =?iso-8859-1?q?J=FCrgen?= hat bestellt", "=?iso-8859-1?q?J=FCrgen?=")]
    // JSON
    [InlineData(
        "{\"name\":\"J\\u00fcrgen Gro\\u00DFkreutz\",\"mail\":\"juergen.g\\u0040example.org\"}",
        "J\\u00fcrgen Gro\\u00DFkreutz|juergen.g\\u0040example.org"
    )]
    [InlineData("{\"body\": \"Hello,\\nthis is \\\"Jürgen\\\".\\r\\nBest,\\nOluwaseun Adeyemi\"}", "Jürgen|Oluwaseun Adeyemi")]
    // Percent-encoded (RFC 3986)
    [InlineData("step=2&mail=juergen.g%40example.org&lang=de", "juergen.g%40example.org")]
    [InlineData("name=J%C3%BCrgen%20Gro%C3%9Fkreutz&step=2", "J%C3%BCrgen%20Gro%C3%9Fkreutz")]
    [InlineData("body:%20Hello,%0AI am J%C3%BCrgen Gro%C3%9Fkreutz", "J%C3%BCrgen Gro%C3%9Fkreutz")]
    // UTF-8 read as Windows-1252
    [InlineData("JÃ¼rgen GroÃŸkreutz hat bestellt", "JÃ¼rgen GroÃŸkreutz")]
    [InlineData("Bonjour, HÃ©lÃ¨ne LefÃ¨vre ici", "HÃ©lÃ¨ne LefÃ¨vre")]
    [InlineData("Mein Name ist Ã–zlem YÄ±ldÄ±z", "Ã–zlem YÄ±ldÄ±z")]
    // HTML
    [InlineData("Hier ist <b>J</b>ürgen <SPAN>Großkreutz</SPAN>", "J</b>ürgen <SPAN>Großkreutz")]
    [InlineData("<td>Jürgen</td><td>Großkreutz</td>", "Jürgen</td><td>Großkreutz")]
    [InlineData("mail juergen.g@<wbr/>example.org", "juergen.g@<wbr/>example.org")]
    [InlineData(
        "<p>Herr Jürgen Großkreutz<br>\nHauptstr. 5<br />\n70173 Stuttgart</p>",
        "Jürgen Großkreutz|Hauptstr. 5<br />\n70173 Stuttgart"
    )]
    [InlineData("card 4111<span> </span>1111 1111<b>1111</b>!", "4111<span> </span>1111 1111<b>1111")]
    // Wrapped lines, quoted
    [InlineData("> my card is 4111 1111\n> 1111 1111 thanks", "4111 1111\n> 1111 1111")]
    [InlineData("my card is 4111-1111-1111-\n1111 thanks", "")]
    [InlineData("> order 77, card 4111\r\n> > 1111 1111 1111", "4111\r\n> > 1111 1111 1111")]
    [InlineData("> IBAN DE89 3704\n> 0044 0532 0130 00 bitte", "DE89 3704\n> 0044 0532 0130 00")]
    public void Values_are_masked_in_every_writing_and_come_back(string text, string values)
    {
        var session = Jobs.With(Juergen);

        var masked = session.Mask(text);

        string.Join('|', masked.Spans.Select(span => text[span.Start..span.End])).ShouldBe(values);
        session.Restore(masked.Text, RestorePolicy.Everything.Following(masked)).Text.Reveal().ShouldBe(text);
    }

    [Theory]
    [InlineData("<span title=\"Jürgen Großkreutz\">x</span>", "<span title=\"[REDACTED_NAME]\">x</span>")]
    [InlineData("<a href=\"mailto:juergen.g@example.org\">hier</a>", "<a href=\"mailto:[REDACTED_EMAIL]\">hier</a>")]
    [InlineData("<b style=\"x\" title='Jürgen'>x</b>", "<b style=\"x\" title='[REDACTED_NAME]'>x</b>")]
    [InlineData("<span class=\"Jürgen\">x</span>", "<span class=\"[REDACTED_NAME]\">x</span>")]
    [InlineData("<Em> hi Jürgen", "<[REDACTED_NAME_2]> hi [REDACTED_NAME]")]
    public void A_tag_that_may_hold_a_value_is_read(string text, string masked) =>
        Jobs.With(Juergen, new KnownPerson(PersonRole.Agent, "Em Carter")).Mask(text).Text.ShouldBe(masked);

    [Theory]
    [InlineData("C:\\new\\table and D:\\\\temp")]
    [InlineData("x = 3; y =FCA; id=20AB; view=3D; a==\nb")]
    [InlineData("C:\\files\\u12 and \\u00 are no escapes, \\ud83d\\ude00 is one of two units")]
    [InlineData("The CAFÉ” and the „NÄ“, 20Â°C, Ð 4")]
    [InlineData("if a < b and b > c then List<i> and <T> stay, <3")]
    [InlineData("=?x?= and =?utf-8?Q?unfinished and =?utf-8?X?abc?=")]
    [InlineData("Rows: 4111 1112\n1111 1111 and 12 2024\n77 88")]
    public void Signs_that_only_look_like_an_escape_are_nobody(string text) => Jobs.With(Juergen).Mask(text).Text.ShouldBe(text);

    [Theory]
    [InlineData("=?utf-8?Q?Jürgen?= writes", "=?utf-8?Q?[REDACTED_NAME]?= writes")]
    [InlineData("{\"a\": \"b\\nc\"} and C:\\Users\\ntester\\x", "{\"a\": \"b\\nc\"} and C:\\Users[REDACTED_TEXT][REDACTED_USERNAME]\\x")]
    public void What_is_no_escape_hides_no_value(string text, string masked) => Jobs.With(Juergen).Mask(text).Text.ShouldBe(masked);

    [Fact]
    public void A_value_in_an_encoded_word_hides_no_other_one_behind_it() =>
        Jobs.With(Juergen, new KnownPerson(PersonRole.Cc, "Ana Tkachuk"))
            .Mask("=?utf-8?Q?J=C3=BCrgen_Gro=C3=9Fkreutz,_Ana_Tkachuk?= und Ana Tkachuk")
            .Text.ShouldBe("[REDACTED_NAME] und [REDACTED_NAME_2]");

    [Fact]
    public void A_line_that_masking_makes_as_long_as_quoted_printable_makes_them_is_none()
    {
        var session = Jobs.With(Jobs.Jane);
        var masked = session.Mask($"Jane Doe J=61ne {new string('x', 50)} =\nand more").Text;

        masked.ShouldStartWith("[REDACTED_NAME] J=61ne ");
        session.LeakCheck.Count(masked).ShouldBe(0);
    }

    [Theory]
    [InlineData("=C3=BC")]
    [InlineData("=?utf-8?B?SsO8?=")]
    [InlineData("=?utf-8?")]
    [InlineData("\\u00fc")]
    [InlineData("<b>")]
    [InlineData("<b class=\"")]
    [InlineData("Ã¼")]
    [InlineData("ﬃ")]
    [InlineData("a\u0301\u0301\u0301")]
    [InlineData("4111\n> ")]
    public void A_hundred_thousand_of_them_are_read_and_come_back(string pattern)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, 100_000 / pattern.Length));

        Jobs.RoundTrip(Jobs.With(Juergen), text).ShouldBe(text);
    }
}
