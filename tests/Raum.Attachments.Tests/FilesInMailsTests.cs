using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace Raum.Attachments.Tests;

/// <summary>PII-8: files inside a mail are read as files of the ticket are, or refused one by one.</summary>
public sealed class FilesInMailsTests
{
    [Fact]
    public async Task Files_of_kinds_that_are_read_come_behind_the_mail_and_the_others_are_refused()
    {
        var mail = Mail(
            Part("text/csv", Files.Utf8("name,phone\nJane Doe,+44 7700 900412\n")),
            Part("application/pdf", Files.Pdf("Invoice for Jane Doe")),
            Part("image/png", [0x89, 0x50, 0x4E, 0x47, 1, 2, 3]),
            Part("application/octet-stream; name=\"notes.txt\"", Files.Utf8("call John Doe")),
            Part("application/octet-stream; name=\"tool.exe\"", Files.Utf8("MZ")),
            Part("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Files.Word(Files.Paragraph("Dear Ms Doe")))
        );

        var read = await Files.ReadAsync(mail, "message/rfc822");

        var text = read.Text!.Reveal();
        string[] inOrder = ["See the files.", "Jane Doe,+44 7700 900412", "Invoice for Jane Doe", "call John Doe", "Dear Ms Doe"];
        inOrder.Select(part => text.IndexOf(part, StringComparison.Ordinal)).ShouldBeInOrder();
        text.ShouldContain(inOrder[0]);
        text.ShouldNotContain("notes.txt");
        read.RefusedInside.ShouldBe([AttachmentRefusal.UnknownKind, AttachmentRefusal.UnknownKind]);
    }

    [Fact]
    public async Task A_mail_inside_a_mail_is_read_with_its_files()
    {
        var inner = Mail(Part("text/plain; name=a.txt", Files.Utf8("the innermost line")), Part("image/gif", [1, 2]));

        var read = await Files.ReadAsync(Mail(Part("message/rfc822", inner)), "message/rfc822");

        read.Text!.Reveal().ShouldContain("the innermost line");
        read.RefusedInside.ShouldBe([AttachmentRefusal.UnknownKind]);
    }

    [Fact]
    public async Task More_files_than_a_ticket_may_have_are_refused()
    {
        var parts = Enumerable.Range(0, 5).Select(i => Part("text/csv", Files.Utf8($"row {i}"))).ToArray();

        var read = await Files.ReadAsync(Mail(parts), "message/rfc822", new AttachmentOptions { MaxPerTicket = 3 });

        read.Text!.Reveal().ShouldContain("row 2");
        read.Text!.Reveal().ShouldNotContain("row 3");
        read.RefusedInside.ShouldBe([AttachmentRefusal.TooMany, AttachmentRefusal.TooMany]);
    }

    [Fact]
    public async Task Mails_in_mails_share_one_limit_of_files()
    {
        var mail = Mail(Part("text/csv", Files.Utf8("row")));
        for (var i = 0; i < 6; i++)
        {
            mail = Mail(Part("message/rfc822", mail), Part("text/csv", Files.Utf8("row")));
        }

        var read = await Files.ReadAsync(mail, "message/rfc822", new AttachmentOptions { MaxPerTicket = 4 });

        read.RefusedInside.ShouldNotBeEmpty();
        read.RefusedInside.ShouldAllBe(refusal => refusal == AttachmentRefusal.TooMany);
    }

    [Fact]
    public async Task Mails_of_one_ticket_share_one_limit_of_files()
    {
        var reader = new AttachmentReader(Options.Create(new AttachmentOptions { MaxPerTicket = 3 }), TimeProvider.System);
        var mail = Mail(Part("text/csv", Files.Utf8("row 1")), Part("text/csv", Files.Utf8("row 2")));
        var budget = reader.NewBudget();

        var first = await reader.ReadAsync(mail, "message/rfc822", budget, TestContext.Current.CancellationToken);
        var second = await reader.ReadAsync(mail, "message/rfc822", budget, TestContext.Current.CancellationToken);

        first.RefusedInside.ShouldBeEmpty();
        second.Text!.Reveal().ShouldContain("row 1");
        second.RefusedInside.ShouldBe([AttachmentRefusal.TooMany]);
    }

    [Fact]
    public async Task A_file_that_would_make_the_text_too_long_is_refused_and_the_mail_is_not()
    {
        var mail = Mail(Part("text/csv", Files.Utf8(new string('x', 960))), Part("text/csv", Files.Utf8("short")));

        var read = await Files.ReadAsync(mail, "message/rfc822", new AttachmentOptions { MaxTextLength = 1_000 });

        read.Text!.Reveal().ShouldContain("short");
        read.RefusedInside.ShouldBe([AttachmentRefusal.TooMuchText]);
    }

    [Fact]
    public async Task A_file_whose_encoding_is_broken_is_refused_and_the_mail_is_not()
    {
        var mail = Encoding.Latin1.GetString(Mail(Part("text/csv", Files.Utf8("x")))).Replace("eA==", "%%%%", StringComparison.Ordinal);

        var read = await Files.ReadAsync(Encoding.Latin1.GetBytes(mail), "message/rfc822");

        read.Text!.Reveal().ShouldContain("See the files.");
        read.RefusedInside.ShouldHaveSingleItem();
    }

    private static byte[] Part(string type, byte[] bytes) =>
        Files.Utf8(
            $"Content-Type: {type}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n{Convert.ToBase64String(bytes)}\n"
        );

    private static byte[] Mail(params byte[][] parts)
    {
        var boundary = string.Create(CultureInfo.InvariantCulture, $"b{parts.Sum(part => part.Length)}");
        var mail = new StringBuilder("From: Jane Doe <jane.doe@example.org>\nContent-Type: multipart/mixed; boundary=");
        mail.Append(boundary).Append("\n\n--").Append(boundary).Append("\nContent-Type: text/plain\n\nSee the files.\n");
        foreach (var part in parts)
        {
            mail.Append("--").Append(boundary).Append('\n').Append(Encoding.Latin1.GetString(part));
        }

        return Encoding.Latin1.GetBytes(mail.Append("--").Append(boundary).Append("--\n").ToString());
    }
}
