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

    /// <summary>How many files inside mails may be read: for one ticket, whatever the number of its mails.</summary>
    public MailBudget NewBudget() => new(_options);

    /// <summary>A file alone, with a budget of its own.</summary>
    /// <inheritdoc cref="ReadAsync(ReadOnlyMemory{byte}, string?, MailBudget, CancellationToken)"/>
    public Task<AttachmentText> ReadAsync(ReadOnlyMemory<byte> bytes, string? mediaType, CancellationToken cancellationToken) =>
        ReadAsync(bytes, mediaType, NewBudget(), cancellationToken);

    /// <param name="mediaType">What the sender calls it, as <c>text/csv; charset=…</c>; null when nothing is said.</param>
    /// <param name="budget">Files inside mails count against it.</param>
    public async Task<AttachmentText> ReadAsync(
        ReadOnlyMemory<byte> bytes,
        string? mediaType,
        MailBudget budget,
        CancellationToken cancellationToken
    )
    {
        if (bytes.Length > _options.MaxBytes)
        {
            return AttachmentText.Refused(AttachmentRefusal.TooLarge);
        }

        try
        {
            var kind = AttachmentKinds.Of(bytes.Span, mediaType);
            if (kind == AttachmentKind.Mail)
            {
                return await MailAsync(bytes, budget, cancellationToken);
            }

            var text = kind switch
            {
                AttachmentKind.Text => PlainText.Read(bytes.Span, _options),
                AttachmentKind.Json => JsonText.Read(bytes.Span, _options),
                AttachmentKind.Html => HtmlText.Read(PlainText.Read(bytes.Span, _options), _options),
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

    /// <summary>A mail with the text of the files in it. Mails inside mails count against the same budget.</summary>
    private async Task<AttachmentText> MailAsync(ReadOnlyMemory<byte> bytes, MailBudget budget, CancellationToken cancellationToken)
    {
        var mail = MailText.Read(bytes.Span, _options);
        var text = new BoundedText(_options);
        text.Append(mail.Text);
        var refused = new List<AttachmentRefusal>();
        foreach (var file in mail.Files)
        {
            var read = budget.TakeFile() is var refusal and not AttachmentRefusal.None
                ? AttachmentText.Refused(refusal)
                : await ReadAsync(file.Bytes, file.MediaType, budget, cancellationToken);
            refused.AddRange(read.RefusedInside);
            if (read.Text?.Reveal() is not { } inside)
            {
                refused.Add(read.Refusal);
            }
            else if (text.Length + inside.Length + 2 > _options.MaxTextLength)
            {
                refused.Add(AttachmentRefusal.TooMuchText);
            }
            else
            {
                text.EndLine();
                text.Append('\n');
                text.Append(inside);
            }
        }

        return AttachmentText.Of(text.ToString(), refused);
    }
}

/// <summary>How many files are still read of a ticket's mails and of the mails in them. Not thread-safe: the files of a ticket are read one after another.</summary>
public sealed class MailBudget
{
    private readonly AttachmentOptions _options;
    private int _files;

    internal MailBudget(AttachmentOptions options) => _options = options;

    internal AttachmentRefusal TakeFile() => _files++ < _options.MaxPerTicket ? AttachmentRefusal.None : AttachmentRefusal.TooMany;
}

/// <summary>Ends the reading of a file. It carries a code and nothing of the file.</summary>
internal sealed class RefusedException(AttachmentRefusal refusal) : Exception("An attachment was refused.")
{
    public AttachmentRefusal Refusal { get; } = refusal;
}
