namespace Raum.Attachments;

/// <summary>Why an attachment was not read. Nothing of a refused file goes anywhere; the record has the code. The names are stored and never change.</summary>
public enum AttachmentRefusal
{
    None = 0,

    /// <summary>Not one of the kinds that are read: pictures, archives, programs, old office files.</summary>
    UnknownKind,

    /// <summary>More bytes than are read.</summary>
    TooLarge,

    /// <summary>More text than is taken from one file.</summary>
    TooMuchText,

    /// <summary>It unpacks to more than is allowed, or has too many parts: a bomb, or as good as one.</summary>
    TooMuchUnpacked,

    /// <summary>Broken, or not what it says it is.</summary>
    Unreadable,

    /// <summary>It needs a password.</summary>
    Encrypted,

    /// <summary>Readable, and without any text: a scan.</summary>
    NoText,

    /// <summary>The reader took longer than it may, or more memory.</summary>
    TookTooLong,

    /// <summary>The program that reads this kind, or what keeps it in bounds, is not installed.</summary>
    ReaderMissing,

    /// <summary>More files on the ticket than are read.</summary>
    TooMany,

    /// <summary>The desk did not give the file out.</summary>
    NotFetched,

    /// <summary>In a language for which nobody measured how well masking does (PII-10).</summary>
    LanguageNotSupported,
}
