using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Raum.Proofs;

/// <summary>One spelling for each JSON value (RFC 8785), so that its hash means its content.</summary>
public static class CanonicalJson
{
    /// <summary>The canonical form.</summary>
    /// <exception cref="JsonException">Not JSON, or JSON with a doubled name, half a surrogate pair or a number that no double holds.</exception>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        var value = JsonElement.ParseValue(ref reader);
        if (reader.Read() || reader.BytesConsumed != json.Length)
        {
            throw new JsonException("More than one value.");
        }

        var output = new ArrayBufferWriter<byte>(json.Length);
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>True when these bytes are already the one spelling.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.SequenceEqual(Of(json));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                Ascii(output, "[");
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    Ascii(output, first ? "" : ",");
                    first = false;
                    Write(item, output);
                }

                Ascii(output, "]");
                break;
            case JsonValueKind.String:
                WriteString(Text(value), output);
                break;
            case JsonValueKind.Number:
                Ascii(output, Number(value));
                break;
            default:
                Ascii(output, value.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        // Order of UTF-16 code units (§3.2.3), which is .NET's ordinal order.
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryAdd(Name(member), member.Value))
            {
                throw new JsonException("A name occurs twice.");
            }
        }

        Ascii(output, "{");
        var first = true;
        foreach (var (name, member) in members)
        {
            Ascii(output, first ? "" : ",");
            first = false;
            WriteString(name, output);
            Ascii(output, ":");
            Write(member, output);
        }

        Ascii(output, "}");
    }

    private static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            output.Write(utf8.GetBytes(escaped.Append('"').ToString()));
        }
        catch (EncoderFallbackException)
        {
            throw new JsonException("Half a surrogate pair.");
        }
    }

    /// <summary>As ECMAScript writes a double (§3.2.2.3): the shortest digits that read back as the same number.</summary>
    private static string Number(JsonElement value)
    {
        var number = value.GetDouble();
        if (!double.IsFinite(number))
        {
            throw new JsonException("A number is too large for a double.");
        }

        if (number == 0)
        {
            return "0";
        }

        // "E16" would not be the shortest: "R" is, in a form of its own that is taken apart here.
        var shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var parts = shortest.Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var exponent = (point < 0 ? digits.Length : point) + (parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var significant = digits.TrimStart('0');
        exponent -= digits.Length - significant.Length;
        significant = significant.TrimEnd('0');
        return (number < 0 ? "-" : "") + Place(significant, exponent);
    }

    /// <param name="exponent">Where the decimal point stands: 0.<paramref name="digits"/> × 10^exponent.</param>
    private static string Place(string digits, int exponent)
    {
        if (exponent is > 0 and <= 21)
        {
            return digits.Length <= exponent ? digits.PadRight(exponent, '0') : $"{digits[..exponent]}.{digits[exponent..]}";
        }

        if (exponent is > -6 and <= 0)
        {
            return $"0.{new string('0', -exponent)}{digits}";
        }

        var power = exponent - 1;
        var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(power < 0 ? "-" : "+")}{Math.Abs(power)}");
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("Half a surrogate pair.");
        }
    }

    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("Half a surrogate pair.");
        }
    }

    private static void Ascii(ArrayBufferWriter<byte> output, string text)
    {
        Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(text.Length);
    }
}
