using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;

namespace Raum.Attachments;

/// <summary>The text of a Word file (ECMA-376): body, headers, footers, notes and comments. Fields, deleted text, pictures and everything embedded are left out.</summary>
/// <remarks>
/// Parts are read as streams and never as a tree: memory does not grow with what a part unpacks to, and every unpacked byte is counted. No entity and no
/// relationship is followed, so nothing outside of the file can be named. <c>docs/decisions/0011</c> says why no package does this.
/// </remarks>
internal static class WordText
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    private const string Body = "word/document.xml";
    private const int MaxEntries = 2_000;
    private const int MaxDepth = 256;
    private const int EndRecord = 22;

    public static string Read(ReadOnlyMemory<byte> bytes, AttachmentOptions options)
    {
        CheckEntries(bytes.Span);
        var text = new BoundedText(options);
        var budget = new UnpackBudget(options.MaxUnpackedBytes);
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes.ToArray(), writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count > MaxEntries)
            {
                throw new RefusedException(AttachmentRefusal.TooMuchUnpacked);
            }

            if (archive.GetEntry(Body) is null)
            {
                throw new RefusedException(AttachmentRefusal.UnknownKind);
            }

            foreach (var entry in archive.Entries.Where(entry => IsText(entry.FullName)).OrderBy(entry => entry.FullName != Body))
            {
                using var part = new BoundedStream(entry.Open(), budget);
                Part(part, text);
            }
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException or NotSupportedException or ArgumentException)
        {
            // Their messages quote the file.
            throw new RefusedException(AttachmentRefusal.Unreadable);
        }

        return text.ToString();
    }

    /// <summary>The number of entries stands at the end: a directory of millions is refused before it is read.</summary>
    private static void CheckEntries(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[^Math.Min(bytes.Length, EndRecord + ushort.MaxValue)..];
        var end = tail.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + EndRecord > tail.Length)
        {
            throw new RefusedException(AttachmentRefusal.Unreadable);
        }

        // 65,535 says that the number stands elsewhere (Zip64): no Word file needs that.
        if (BinaryPrimitives.ReadUInt16LittleEndian(tail[(end + 10)..]) > MaxEntries)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchUnpacked);
        }
    }

    private static bool IsText(string name) =>
        name is Body or "word/footnotes.xml" or "word/endnotes.xml" or "word/comments.xml"
        || (
            name.EndsWith(".xml", StringComparison.Ordinal)
            && (name.StartsWith("word/header", StringComparison.Ordinal) || name.StartsWith("word/footer", StringComparison.Ordinal))
        );

    private static void Part(Stream part, BoundedText text)
    {
        using var reader = XmlReader.Create(
            part,
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
            }
        );
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw new RefusedException(AttachmentRefusal.TooMuchUnpacked);
            }

            if (reader.NamespaceURI is not (Word or Strict))
            {
                continue;
            }

            if (reader.NodeType == XmlNodeType.Element)
            {
                Element(reader, text);
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName is "p" or "tr")
            {
                text.EndLine();
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "tc")
            {
                text.Append('\t');
            }
        }

        text.EndLine();
    }

    private static void Element(XmlReader reader, BoundedText text)
    {
        switch (reader.LocalName)
        {
            case "t" when !reader.IsEmptyElement:
                Run(reader, text);
                break;
            case "tab":
                text.Append('\t');
                break;
            case "br" or "cr":
                text.Append('\n');
                break;
            case "noBreakHyphen":
                text.Append('-');
                break;
        }
    }

    private static void Run(XmlReader reader, BoundedText text)
    {
        var depth = reader.Depth;
        var piece = new char[1024];
        while (reader.Read() && reader.Depth > depth)
        {
            if (
                reader.NodeType
                is not (XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA)
            )
            {
                continue;
            }

            // In pieces: one element may hold megabytes.
            int read;
            while ((read = reader.CanReadValueChunk ? reader.ReadValueChunk(piece, 0, piece.Length) : 0) > 0)
            {
                text.Append(piece.AsSpan(0, read));
            }
        }
    }
}
