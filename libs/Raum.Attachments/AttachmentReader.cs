using Microsoft.Extensions.Options;

namespace Raum.Attachments;

/// <summary>Bytes in, text or a refusal out (PII-8). The bytes decide what a file is; what its sender says about it is a hint among kinds of plain text only.</summary>
/// <remarks>
/// Nothing is written to a disk, nothing is fetched, no macro or script runs, and no part of a file reaches a command line.
/// Time and memory are bounded by <see cref="AttachmentOptions"/> whatever the bytes are. It never throws for what is in a file. Thread-safe.
/// </remarks>
public sealed class AttachmentReader(IOptions<AttachmentOptions> options, TimeProvider clock)
{
    private readonly AttachmentOptions _options = options.Value;
    private readonly PdfReader _pdf = new(options.Value, clock);

    /// <param name="mediaType">What the sender calls it, as <c>text/csv; charset=…</c>; null when nothing is said.</param>
    public async Task<AttachmentText> ReadAsync(ReadOnlyMemory<byte> bytes, string? mediaType, CancellationToken cancellationToken)
    {
        if (bytes.Length > _options.MaxBytes)
        {
            return AttachmentText.Refused(AttachmentRefusal.TooLarge);
        }

        try
        {
            var text = AttachmentKinds.Of(bytes.Span, mediaType) switch
            {
                AttachmentKind.Text => PlainText.Read(bytes.Span, _options),
                AttachmentKind.Json => JsonText.Read(bytes.Span, _options),
                AttachmentKind.Html => HtmlText.Read(PlainText.Read(bytes.Span, _options), _options),
                AttachmentKind.Mail => MailText.Read(bytes.Span, _options),
                AttachmentKind.Word => WordText.Read(bytes, _options),
                AttachmentKind.Pdf => await _pdf.ReadAsync(bytes, cancellationToken),
                _ => throw new RefusedException(AttachmentRefusal.UnknownKind),
            };
            return string.IsNullOrWhiteSpace(text) ? AttachmentText.Refused(AttachmentRefusal.NoText) : AttachmentText.Of(text);
        }
        catch (RefusedException e)
        {
            return AttachmentText.Refused(e.Refusal);
        }
    }
}

/// <summary>Ends the reading of a file. It carries a code and nothing of the file.</summary>
internal sealed class RefusedException(AttachmentRefusal refusal) : Exception("An attachment was refused.")
{
    public AttachmentRefusal Refusal { get; } = refusal;
}
