using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Raum.Redaction;

namespace Raum.Masking.Redact;

/// <summary>Masks texts line by line. Each line is a session of its own: nothing goes from one to the next.</summary>
internal static class JsonlFilter
{
    /// <summary>Longest line that is read, in bytes. A longer one is refused like any other bad line.</summary>
    public const int LongestLine = 64 * 1024 * 1024;

    // The output is data, not a page: letters stay readable.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Answers every good line, in order, as soon as what has arrived is used up; names bad ones by number on <paramref name="errors"/>.</summary>
    /// <returns>How many lines were refused.</returns>
    public static async Task<int> RunAsync(
        Stream input,
        Stream output,
        TextWriter errors,
        OffsetUnit unit,
        CancellationToken cancellationToken
    )
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var answers = new ArrayBufferWriter<byte>(1 << 16);
        var writer = new Utf8JsonWriter(answers, Form);
        var number = 0;
        var refused = 0;
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (Next(ref rest, read.IsCompleted) is { } line)
            {
                number++;
                var fault = skipping ? "is too long" : Answer(line, answers, writer, unit);
                skipping = false;
                if (fault is not null)
                {
                    refused++;
                    await errors.WriteLineAsync($"line {number}: {fault}");
                }
            }

            if (rest.Length > LongestLine)
            {
                skipping = true;
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            await output.WriteAsync(answers.WrittenMemory, cancellationToken);
            await output.FlushAsync(cancellationToken);
            answers.ResetWrittenCount();
            if (read.IsCompleted)
            {
                return refused;
            }
        }
    }

    /// <summary>The next whole line; the last one needs no line end.</summary>
    private static ReadOnlySequence<byte>? Next(ref ReadOnlySequence<byte> rest, bool last)
    {
        var end = rest.PositionOf((byte)'\n');
        if (end is { } at)
        {
            var line = rest.Slice(0, at);
            rest = rest.Slice(rest.GetPosition(1, at));
            return line;
        }

        if (!last || rest.IsEmpty)
        {
            return null;
        }

        var tail = rest;
        rest = rest.Slice(rest.End);
        return tail;
    }

    /// <summary>Masks one line; gives what is wrong with it, in words that quote nothing of it, or null.</summary>
    private static string? Answer(ReadOnlySequence<byte> line, ArrayBufferWriter<byte> answers, Utf8JsonWriter writer, OffsetUnit unit)
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
        writer.Reset(answers);
        Write(writer, document.RootElement.GetProperty("id"), request.Text, masked, unit);
        writer.Flush();
        answers.Write("\n"u8);
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
