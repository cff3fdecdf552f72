using System.Text;

namespace Raum.Attachments.Tests;

public sealed class ReadingTests
{
    [Fact]
    public async Task Plain_text_is_read_in_utf8_utf16_and_the_western_code_page()
    {
        const string Text = "Grüße von Jürgen Müller, 22 €";

        (await Files.TextOfAsync(Files.Utf8(Text), "text/plain")).ShouldBe(Text);
        (await Files.TextOfAsync([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)], "text/plain")).ShouldBe(Text);
        (await Files.TextOfAsync(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text), "text/plain")).ShouldBe(Text);
    }

    [Fact]
    public async Task A_table_is_read_as_it_stands() =>
        (await Files.TextOfAsync("name,phone\n\"Doe, Jane\",+44 7700 900412\n"u8.ToArray(), "text/csv; charset=utf-8")).ShouldBe(
            "name,phone\n\"Doe, Jane\",+44 7700 900412\n"
        );

    [Fact]
    public async Task Json_loses_its_escapes_so_that_no_value_hides_behind_one() =>
        (
            await Files.TextOfAsync(
                """{"customer": {"name": "J\u0061ne D\u006fe", "phones": ["+44 7700\u0020900412", null]}, "vip": true, "n": 12.50}"""u8.ToArray(),
                "application/json"
            )
        ).ShouldBe("customer: \nname: Jane Doe\nphones: \n+44 7700 900412\nvip: True\nn: 12.50\n");

    [Fact]
    public async Task A_page_is_read_as_its_reader_sees_it() =>
        (
            await Files.TextOfAsync(
                """
                <html><head><title>Order</title><style>p { color: red }</style><script>var x = "<p>secret</p>";</script></head>
                <body><!-- note <b>hidden</b> --><p title="a > b">Dear J<b>an</b>e&nbsp;Doe,</p><p>3 &lt; 5</p><img src="https://tracker.example/x"></body></html>
                """u8.ToArray(),
                "text/html"
            )
        )
            .Replace('\u00A0', ' ')
            .ShouldSatisfyAllConditions(
                text => text.ShouldContain("Dear Jane Doe,\n3 < 5\n"),
                text => text.ShouldContain("Order"),
                text => text.ShouldNotContain("secret"),
                text => text.ShouldNotContain("hidden"),
                text => text.ShouldNotContain("tracker"),
                text => text.ShouldNotContain("color")
            );

    [Fact]
    public async Task A_mail_gives_its_headers_its_plain_text_and_the_text_of_its_files()
    {
        var text = await Files.TextOfAsync(
            Files.Utf8(
                """
                From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.org>
                To: support@desk.example
                Subject: =?UTF-8?B?QmVzdGVsbHVuZyA=?= =?utf-8?q?4482917?=
                X-Spam: 12
                MIME-Version: 1.0
                Content-Type: multipart/mixed;
                 boundary="outer"

                --outer
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                Sch=F6ne Gr=FC=DFe,=20=
                J=FCrgen

                --inner
                Content-Type: text/html

                <p>not this one</p>
                --inner--
                --outer
                Content-Type: text/plain; name="salaries.txt"
                Content-Disposition: attachment; filename="salaries.txt"

                Jane Doe 4,200
                --outer--

                """
            ),
            "message/rfc822"
        );

        text.ShouldContain("From: Jürgen Müller <juergen@example.org>\n");
        text.ShouldContain("Subject: Bestellung 4482917\n");
        text.ShouldContain("Schöne Grüße, Jürgen");
        text.ShouldNotContain("not this one");
        text.ShouldContain("Jane Doe 4,200");
        text.ShouldNotContain("salaries");
        text.ShouldNotContain("Spam");
    }

    [Fact]
    public async Task A_word_file_gives_body_notes_and_headers_and_nothing_that_was_deleted()
    {
        var text = await Files.TextOfAsync(
            Files.Word(
                """
                <w:p><w:r><w:t>Dear Ms </w:t></w:r><w:r><w:t xml:space="preserve">Jane </w:t></w:r><w:r><w:t>Doe,</w:t></w:r></w:p>
                <w:p><w:del><w:r><w:delText>the old price</w:delText></w:r></w:del><w:r><w:instrText>HYPERLINK "https://a.example"</w:instrText></w:r></w:p>
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Phone</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>+44 7700 900412</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
                """,
                ("word/footnotes.xml", Files.WordHead + Files.Paragraph("See Jane's letter.") + Files.WordTail),
                ("word/header1.xml", Files.WordHead + Files.Paragraph("Doe Ltd") + Files.WordTail),
                ("word/settings.xml", "not xml at all")
            )
        );

        text.ShouldContain("Dear Ms Jane Doe,\n");
        text.ShouldContain("+44 7700 900412");
        text.ShouldContain("See Jane's letter.");
        text.ShouldContain("Doe Ltd");
        text.ShouldNotContain("old price");
        text.ShouldNotContain("HYPERLINK");
    }

    [Fact]
    public async Task A_pdf_gives_its_text() =>
        (await Files.TextOfAsync(Files.Pdf("Invoice for Jane Doe", "Phone +44 7700 900412"), "application/octet-stream")).ShouldBe(
            "Invoice for Jane Doe\nPhone +44 7700 900412\n\n",
            StringCompareShould.IgnoreLineEndings
        );

    [Fact]
    public async Task Several_pdfs_at_once_do_not_mix()
    {
        var texts = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Files.TextOfAsync(Files.Pdf($"Letter {i}"))));

        texts.Select(text => text.Trim()).ShouldBe(Enumerable.Range(0, 6).Select(i => $"Letter {i}"));
    }
}
