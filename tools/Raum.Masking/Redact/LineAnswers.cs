using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Raum.Redaction;

namespace Raum.Masking.Redact;

/// <summary>Answers lines one after another, into one buffer. Not thread-safe.</summary>
internal sealed class LineAnswers(OffsetUnit unit)
{
    // The output is data, not a page: letters stay readable.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _answers = new(1 << 16);
    private Utf8JsonWriter? _writer;

    public void Clear() => _answers.ResetWrittenCount();

    /// <summary>Where the answers of this buffer end by now.</summary>
    public int End => _answers.WrittenCount;

    public ReadOnlyMemory<byte> Text => _answers.WrittenMemory;

    /// <summary>Masks one line; gives what is wrong with it, in words that quote nothing of it, or null.</summary>
    public string? Answer(ReadOnlySequence<byte> line)
    {
        if (IsBlank(line))
        {
            return null;
        }

        using var document = Parsed(line);
        if (document is null)
        {
            return "is not JSON";
        }

        if (Read(document.RootElement, out var fault) is not { } request)
        {
            return fault;
        }

        var masked = new RedactionSession(RedactionOptions.Default, request.People).Mask(request.Text);
        _writer ??= new Utf8JsonWriter(_answers, Form);
        _writer.Reset(_answers);
        Write(_writer, document.RootElement.GetProperty("id"), request.Text, masked, unit);
        _writer.Flush();
        _answers.Write("\n"u8);
        return null;
    }

    private static JsonDocument? Parsed(ReadOnlySequence<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            // The message of the exception quotes the text.
            return null;
        }
    }

    /// <summary>What is asked. Half a surrogate pair shows only here, where the escapes are read; whatever goes wrong later is a bug.</summary>
    private static RedactRequest? Read(JsonElement line, out string fault)
    {
        try
        {
            return RedactRequest.Read(line, out fault);
        }
        catch (InvalidOperationException)
        {
            fault = "holds text that is not valid Unicode";
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement id, string text, MaskedText masked, OffsetUnit unit)
    {
        var offsets = new OffsetCounter(text, unit);
        writer.WriteStartObject();
        writer.WritePropertyName("id");
        id.WriteTo(writer);
        writer.WriteString("text", masked.Text);
        writer.WriteStartArray("spans");
        foreach (var span in masked.Spans)
        {
            // Text that looked like a placeholder is put aside, but it is nobody's value.
            if (span.Type == PiiType.Lookalike)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteNumber("start", offsets.Of(span.Start));
            writer.WriteNumber("end", offsets.Of(span.End));
            writer.WriteString("type", Label(span));
            writer.WriteString("placeholder", span.Placeholder);
            writer.WriteNumber("score", span.Score);
            writer.WriteString("detector", span.Detector);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The placeholder's word, but <c>MAC</c> for a hardware address, which shares the placeholder of network addresses.</summary>
    internal static string Label(MaskedSpan span) => span is { Type: PiiType.Ip, Detector: "mac" } ? "MAC" : span.Type.Label();

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
