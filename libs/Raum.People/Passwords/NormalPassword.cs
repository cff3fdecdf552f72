using System.Text;
using Raum.Core;

namespace Raum.People.Passwords;

/// <summary>A password in the one form in which it is hashed: NFKC, so that the same keys on another keyboard are the same password (NIST SP 800-63B, 3.1.1.2).</summary>
internal sealed class NormalPassword
{
    public const int MaxLength = 256;

    private readonly PersonalText _text;

    private NormalPassword(string text) => _text = new PersonalText(text);

    /// <summary>Null for a text that no keyboard makes, an empty one, and one longer than <see cref="MaxLength"/>: hashing must not cost what a sender chooses.</summary>
    public static NormalPassword? Read(PersonalText? typed)
    {
        if (typed is null || typed.Length is 0 or > MaxLength)
        {
            return null;
        }

        return NormalForm.Of(typed.Reveal()) is { } normal ? new NormalPassword(normal) : null;
    }

    /// <summary>Characters as people count them.</summary>
    public int Characters => _text.Reveal().EnumerateRunes().Count();

    public string Reveal() => _text.Reveal();

    public override string ToString() => _text.ToString();
}
