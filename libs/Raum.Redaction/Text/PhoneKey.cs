using System.Text;

namespace Raum.Redaction;

/// <summary>The digits by which two notations of one phone number are told to be the same.</summary>
internal static class PhoneKey
{
    /// <summary>Digits only; a leading <c>00</c> or <c>+</c> is one and the same, and so is a trunk zero in brackets: <c>+44 (0)20</c>.</summary>
    public static string Of(ReadOnlySpan<char> number)
    {
        var digits = new StringBuilder(number.Length);
        var international = false;
        for (var i = 0; i < number.Length; i++)
        {
            var c = Folding.Fold(number[i]);
            if (c is '+' or '\uFF0B' && digits.Length == 0)
            {
                international = true;
            }
            else if (c == '0' && international && i > 0 && i + 1 < number.Length && number[i - 1] == '(' && number[i + 1] == ')')
            {
                continue;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
            }
        }

        if (!international && digits.Length > 2 && digits[0] == '0' && digits[1] == '0')
        {
            digits.Remove(0, 2);
            international = true;
        }

        return digits.Length == 0 ? number.ToString()
            : international ? $"+{digits}"
            : digits.ToString();
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
