namespace Raum.Attachments;

internal enum AttachmentKind
{
    Unknown,

    /// <summary>Text as it is; CSV among it.</summary>
    Text,
    Json,
    Html,
    Mail,
    Word,
    Pdf,
}

/// <summary>Tells what a file is.</summary>
internal static class AttachmentKinds
{
    private const int LongestType = 100;

    public static AttachmentKind Of(ReadOnlySpan<byte> bytes, string? mediaType)
    {
        if (bytes.StartsWith("PK\u0003\u0004"u8))
        {
            return AttachmentKind.Word;
        }

        // Some writers put a few bytes before the mark; readers look for it in the first kilobyte (PDF 1.7, annex H).
        if (bytes[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8) >= 0)
        {
            return AttachmentKind.Pdf;
        }

        var type = (mediaType ?? "").Split(';', 2)[0].Trim();
        return type.Length > LongestType
            ? AttachmentKind.Unknown
            : type.ToLowerInvariant() switch
            {
                "text/html" or "application/xhtml+xml" => AttachmentKind.Html,
                "message/rfc822" => AttachmentKind.Mail,
                "application/json" or "text/json" => AttachmentKind.Json,
                "text/plain" or "text/csv" or "application/csv" or "text/tab-separated-values" or "text/markdown" => AttachmentKind.Text,
                _ => AttachmentKind.Unknown,
            };
    }
}
