using System.Globalization;
using System.Text.Json;

namespace Raum.Attachments;

/// <summary>JSON as lines "name: value", escapes resolved: an escape in the middle of a value would hide it from masking.</summary>
internal static class JsonText
{
    private const int MaxDepth = 64;

    public static string Read(ReadOnlySpan<byte> bytes, AttachmentOptions options)
    {
        var content = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        var text = new BoundedText(options);
        try
        {
            var reader = new Utf8JsonReader(
                content,
                new JsonReaderOptions
                {
                    MaxDepth = MaxDepth,
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true,
                }
            );
            while (reader.Read())
            {
                Write(ref reader, text);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser's exception quotes the text. A string that is no valid Unicode is an InvalidOperationException.
            throw new RefusedException(AttachmentRefusal.Unreadable);
        }

        return text.ToString();
    }

    private static void Write(ref Utf8JsonReader reader, BoundedText text)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                text.EndLine();
                text.Append(reader.GetString());
                text.Append(": ");
                break;
            case JsonTokenType.String:
                text.Append(reader.GetString());
                text.EndLine();
                break;
            case JsonTokenType.Number:
                text.Append(System.Text.Encoding.ASCII.GetString(reader.ValueSpan));
                text.EndLine();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                text.Append(reader.GetBoolean().ToString(CultureInfo.InvariantCulture));
                text.EndLine();
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null:
                text.EndLine();
                break;
        }
    }
}
