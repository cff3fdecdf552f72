using Raum.Core;

namespace Raum.Attachments;

/// <summary>The text of an attachment, or why there is none.</summary>
public sealed record AttachmentText
{
    private AttachmentText(PersonalText? text, AttachmentRefusal refusal)
    {
        Text = text;
        Refusal = refusal;
    }

    /// <summary>In clear: it has to be masked before it goes anywhere. Null when the file was refused.</summary>
    public PersonalText? Text { get; }

    public AttachmentRefusal Refusal { get; }

    public static AttachmentText Of(string text) => new(new PersonalText(text), AttachmentRefusal.None);

    public static AttachmentText Refused(AttachmentRefusal refusal) => new(null, refusal);
}
