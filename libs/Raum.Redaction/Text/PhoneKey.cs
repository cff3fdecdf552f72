namespace Raum.Redaction;

/// <summary>The digits by which two notations of one phone number are told to be the same.</summary>
internal static class PhoneKey
{
    private const int MostOnStack = 64;

    /// <summary>Digits only; a leading <c>00</c> or <c>+</c> is one and the same, and so is a trunk zero in brackets: <c>+44 (0)20</c>.</summary>
    public static string Of(ReadOnlySpan<char> number)
    {
        Span<char> key = number.Length < MostOnStack ? stackalloc char[MostOnStack] : new char[number.Length + 1];
        return key[..Write(number, key)].ToString();
    }

    /// <summary>Writes the key, at most one unit longer than the number; gives its length. What has no digits is its own key.</summary>
    public static int Write(ReadOnlySpan<char> number, Span<char> key)
    {
        // The first place is kept for the plus.
        var length = 1;
        var international = false;
        for (var i = 0; i < number.Length; i++)
        {
            var c = Folding.Fold(number[i]);
            if (c is '+' or '\uFF0B' && length == 1)
            {
                international = true;
            }
            else if (c == '0' && international && i > 0 && i + 1 < number.Length && number[i - 1] == '(' && number[i + 1] == ')')
            {
                continue;
            }
            else if (char.IsAsciiDigit(c))
            {
                key[length++] = c;
            }
        }

        if (length == 1)
        {
            number.CopyTo(key);
            return number.Length;
        }

        if (!international && length > 3 && key[1] == '0' && key[2] == '0')
        {
            key[3..length].CopyTo(key[1..]);
            length -= 2;
            international = true;
        }

        if (international)
        {
            key[0] = '+';
            return length;
        }

        key[1..length].CopyTo(key);
        return length - 1;
    }

    /// <summary>The digit strings under which a number may stand in a text: international, and national with and without the trunk zero.</summary>
    /// <remarks>National forms shorter than seven digits are left out: too many other numbers look the same.</remarks>
    public static IEnumerable<string> Notations(string number)
    {
        var key = Of(number);
        yield return key;
        if (key[0] != '+')
        {
            yield break;
        }

        var digits = key[1..];
        yield return digits;
        var national = digits[CallingCode.LengthOf(digits)..];
        if (national.Length >= 7)
        {
            yield return $"0{national}";
            yield return national;
        }
    }
}
