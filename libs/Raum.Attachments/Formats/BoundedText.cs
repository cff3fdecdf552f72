using System.Text;

namespace Raum.Attachments;

/// <summary>Text that grows up to a limit, and ends the reading beyond it.</summary>
internal sealed class BoundedText(AttachmentOptions options)
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public void Append(ReadOnlySpan<char> text)
    {
        if (_text.Length + text.Length > options.MaxTextLength)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchText);
        }

        _text.Append(text);
    }

    public void Append(char c) => Append([c]);

    /// <summary>A line end, unless a line has just ended.</summary>
    public void EndLine()
    {
        if (_text.Length > 0 && _text[^1] != '\n')
        {
            Append('\n');
        }
    }

    public override string ToString() => _text.ToString();
}
