using Raum.Core;

namespace Raum.Attachments;

/// <summary>The text of an attachment, or why there is none.</summary>
public sealed record AttachmentText
{
    private AttachmentText(PersonalText? text, AttachmentRefusal refusal, IReadOnlyList<AttachmentRefusal> inside)
    {
        Text = text;
        Refusal = refusal;
        RefusedInside = inside;
    }

    /// <summary>In clear: it has to be masked before it goes anywhere. Null when the file was refused.</summary>
    public PersonalText? Text { get; }

    public AttachmentRefusal Refusal { get; }

    /// <summary>For each file inside a mail that was not read, why; nothing of it is in <see cref="Text"/>.</summary>
    public IReadOnlyList<AttachmentRefusal> RefusedInside { get; }

    public static AttachmentText Of(string text, IReadOnlyList<AttachmentRefusal>? refusedInside = null) =>
        new(new PersonalText(text), AttachmentRefusal.None, refusedInside ?? []);

    public static AttachmentText Refused(AttachmentRefusal refusal) => new(null, refusal, []);
}
