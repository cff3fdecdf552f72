using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Raum.Attachments.Tests;

/// <summary>What somebody sends who wants memory, time, files or the network of the worker.</summary>
public sealed class AttackTests
{
    [Theory]
    [InlineData("image/png")]
    [InlineData("application/zip")]
    [InlineData("application/vnd.ms-excel")]
    [InlineData(null)]
    public async Task What_is_no_text_is_refused(string? mediaType) =>
        (await Files.ReadAsync([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1], mediaType)).Refusal.ShouldBe(AttachmentRefusal.UnknownKind);

    [Fact]
    public async Task A_program_that_calls_itself_text_is_refused() =>
        (await Files.ReadAsync([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "text/plain")).Refusal.ShouldBe(AttachmentRefusal.Unreadable);

    [Fact]
    public async Task A_file_over_the_limit_is_refused_before_it_is_read() =>
        (await Files.ReadAsync(new byte[2000], "text/plain", new AttachmentOptions { MaxBytes = 1999 })).Refusal.ShouldBe(
            AttachmentRefusal.TooLarge
        );

    [Fact]
    public async Task A_text_over_the_limit_is_refused_not_cut() =>
        (
            await Files.ReadAsync(Files.Utf8(new string('a', 1001)), "text/plain", new AttachmentOptions { MaxTextLength = 1000 })
        ).Refusal.ShouldBe(AttachmentRefusal.TooMuchText);

    [Fact]
    public async Task A_bomb_of_blanks_is_refused_without_being_unpacked()
    {
        // 80 MB of spaces between two tags: 80 KB packed.
        var bomb = Files.Word(new string(' ', 80_000_000));
        bomb.Length.ShouldBeLessThan(1_000_000);

        (await Files.ReadAsync(bomb)).Refusal.ShouldBe(AttachmentRefusal.TooMuchUnpacked);
    }

    [Fact]
    public async Task A_bomb_of_text_is_refused_at_the_limit_of_text() =>
        (await Files.ReadAsync(Files.Word(Files.Paragraph(new string('a', 30_000_000))))).Refusal.ShouldBe(AttachmentRefusal.TooMuchText);

    [Fact]
    public async Task A_bomb_of_many_parts_counts_them_together()
    {
        var part = Files.WordHead + new string(' ', 900_000) + Files.WordTail;
        var parts = Enumerable.Range(1, 5).Select(i => ($"word/header{i}.xml", part)).ToArray();

        (
            await Files.ReadAsync(Files.Word(Files.Paragraph("hello"), parts), null, new AttachmentOptions { MaxUnpackedBytes = 3_000_000 })
        ).Refusal.ShouldBe(AttachmentRefusal.TooMuchUnpacked);
    }

    [Fact]
    public async Task A_directory_of_thousands_of_parts_is_refused() =>
        (await Files.ReadAsync(Files.Word("", [.. Enumerable.Range(0, 2100).Select(i => ($"word/x{i}.xml", ""))]))).Refusal.ShouldBe(
            AttachmentRefusal.TooMuchUnpacked
        );

    [Fact]
    public async Task An_archive_that_is_no_word_file_is_refused() =>
        (await Files.ReadAsync(Files.Zip(("../../etc/passwd", "root"), ("a.txt", "hello")))).Refusal.ShouldBe(
            AttachmentRefusal.UnknownKind
        );

    [Fact]
    public async Task A_word_file_cannot_name_an_entity_or_a_file_of_the_machine()
    {
        var secret = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(secret, "the machine's own", TestContext.Current.CancellationToken);
            var file = Files.Zip(
                (
                    "word/document.xml",
                    $"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "yyyyyyyyyy">]>"""
                        + $"""<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{Files.Paragraph("&x;&y;")}</w:body></w:document>"""
                )
            );

            (await Files.ReadAsync(file)).Refusal.ShouldBe(AttachmentRefusal.Unreadable);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public async Task Elements_inside_each_other_without_end_are_refused() =>
        (await Files.ReadAsync(Files.Word(string.Concat(Enumerable.Repeat("<w:p>", 5_000))))).Refusal.ShouldBe(
            AttachmentRefusal.TooMuchUnpacked
        );

    [Fact]
    public async Task Json_inside_json_without_end_is_refused() =>
        (await Files.ReadAsync(Files.Utf8(new string('[', 100_000)), "application/json")).Refusal.ShouldBe(AttachmentRefusal.Unreadable);

    [Fact]
    public async Task Mails_inside_parts_inside_parts_are_refused()
    {
        var mail = new StringBuilder();
        for (var i = 0; i < 20; i++)
        {
            mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        }

        mail.Append("Content-Type: text/plain\n\nhello\n");

        (await Files.ReadAsync(Files.Utf8(mail.ToString()), "message/rfc822")).Refusal.ShouldBe(AttachmentRefusal.TooMuchUnpacked);
    }

    [Fact]
    public async Task A_mail_of_a_thousand_parts_is_refused() =>
        (
            await Files.ReadAsync(
                Files.Utf8("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nhello\n", 1000))),
                "message/rfc822"
            )
        ).Refusal.ShouldBe(AttachmentRefusal.TooMuchUnpacked);

    [Fact]
    public async Task A_broken_pdf_is_refused() =>
        (await Files.ReadAsync("%PDF-1.7\nthis is none"u8.ToArray())).Refusal.ShouldBe(AttachmentRefusal.Unreadable);

    [Fact]
    public async Task A_pdf_without_text_is_refused_and_says_so() =>
        (await Files.ReadAsync(Files.Pdf())).Refusal.ShouldBe(AttachmentRefusal.NoText);

    [Fact]
    public async Task A_pdf_that_writes_without_end_is_stopped_at_the_limit_of_text() =>
        (
            await Files.ReadAsync(
                Files.Pdf([.. Enumerable.Range(0, 20_000).Select(i => $"line {i} of many")]),
                null,
                new AttachmentOptions { MaxTextLength = 5_000 }
            )
        ).Refusal.ShouldBe(AttachmentRefusal.TooMuchText);

    [Fact]
    public async Task A_pdf_gets_no_more_memory_than_it_may_have() =>
        // A stream that says it is a bitmap of four gigabytes would be; the reader's own start needs more than this.
        (await Files.ReadAsync(Files.Pdf("hello"), null, new AttachmentOptions { PdfMemory = 4 * 1024 * 1024 })).Text.ShouldBeNull();

    [Fact]
    public void Any_bytes_under_any_name_give_text_or_a_refusal()
    {
        string?[] types = ["text/plain", "application/json", "text/html", "message/rfc822", null];
        byte[][] heads =
        [
            [],
            "PK\u0003\u0004"u8.ToArray(),
            "From: a\nContent-Type: multipart/mixed; boundary=b\n\n--b"u8.ToArray(),
            "<p"u8.ToArray(),
        ];
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                Gen.Elements(types).ToArbitrary(),
                Gen.Elements(heads).ToArbitrary(),
                (bytes, type, head) =>
                {
                    var read = Files.ReadAsync([.. head, .. bytes], type).GetAwaiter().GetResult();
                    return read.Text is null == (read.Refusal != AttachmentRefusal.None);
                }
            )
            .QuickCheckThrowOnFailure();
    }
}
