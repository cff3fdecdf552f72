using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Options;

namespace Raum.Attachments.Tests;

/// <summary>Files as customers send them, and as attackers do.</summary>
internal static class Files
{
    public const string WordHead =
        """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>""";

    public const string WordTail = "</w:body></w:document>";

    public static async Task<AttachmentText> ReadAsync(byte[] bytes, string? mediaType = null, AttachmentOptions? options = null)
    {
        options ??= new AttachmentOptions();
        // A busy machine is no attack: no test here is about time.
        options.PdfTime = TimeSpan.FromMinutes(1);
        return await new AttachmentReader(Options.Create(options), TimeProvider.System).ReadAsync(
            bytes,
            mediaType,
            TestContext.Current.CancellationToken
        );
    }

    public static async Task<string> TextOfAsync(byte[] bytes, string? mediaType = null)
    {
        var read = await ReadAsync(bytes, mediaType);
        read.Refusal.ShouldBe(AttachmentRefusal.None);
        return read.Text!.Reveal();
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Paragraph(string text) => $"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>";

    public static byte[] Word(string body, params (string Name, string Content)[] more) =>
        Zip([("word/document.xml", WordHead + body + WordTail), .. more]);

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(Utf8(content));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A PDF of one page that shows some lines.</summary>
    public static byte[] Pdf(params string[] lines)
    {
        var height = Math.Max(840, (lines.Length * 14) + 80);
        var content = new StringBuilder($"BT /F1 12 Tf 20 {height - 40} Td 14 TL\n".ToString(CultureInfo.InvariantCulture));
        foreach (var line in lines)
        {
            content.Append('(').Append(line).Append(") Tj T*\n");
        }

        content.Append("ET");
        return Utf8(
            $"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 {height}]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj
            4 0 obj <</Length {content.Length}>> stream
            {content}
            endstream endobj
            5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
            trailer <</Root 1 0 R>>

            """
        );
    }
}
