using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Attachments;

/// <summary>What an attachment may cost. Section <c>Attachments</c>. A wrong value stops the host at start.</summary>
public sealed class AttachmentOptions
{
    public const string Section = "Attachments";

    /// <summary>Largest file that is read, in bytes. Default 10 MiB, from 1 KiB to 50 MiB (the desk's own limit).</summary>
    [Range(1024, 50 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Longest text that is taken from one file, in UTF-16 units; a longer one is refused, not cut. Default 200,000, from 1,000 to 2,000,000.</summary>
    [Range(1_000, 2_000_000)]
    public int MaxTextLength { get; set; } = 200_000;

    /// <summary>Bytes that a file may unpack to, all its parts together. Default 64 MiB, from 1 MiB to 512 MiB.</summary>
    [Range(1024 * 1024, 512 * 1024 * 1024)]
    public int MaxUnpackedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Files of one ticket that are read, the newest first, and as many inside its mails; the others are refused. Default 10, from 0 (none) to 50.</summary>
    [Range(0, 50)]
    public int MaxPerTicket { get; set; } = 10;

    /// <summary>Longest time for one PDF. Default 10 seconds, from 1 to 60.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan PdfTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Address space of the process that reads a PDF, in bytes. Default 512 MiB, from 128 MiB to 2 GiB.</summary>
    [Range(128L * 1024 * 1024, 2L * 1024 * 1024 * 1024)]
    public long PdfMemory { get; set; } = 512L * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class AttachmentOptionsRanges : IValidateOptions<AttachmentOptions>;
