using System.Buffers;
using System.IO.Pipelines;

namespace Raum.Masking.Redact;

/// <summary>Masks texts line by line, on all processors. Each line is a session of its own: nothing goes from one to the next.</summary>
internal static class JsonlFilter
{
    /// <summary>Longest line that is read, in bytes. A longer one is refused like any other bad line.</summary>
    public const int LongestLine = 64 * 1024 * 1024;

    private const int ReadAtOnce = 1 << 20;

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
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: ReadAtOnce, leaveOpen: true));
        var answers = new BufferedStream(output, ReadAtOnce);
        var batch = new LineBatch(unit);
        var number = 0;
        var refused = 0;
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            batch.Clear();
            while (Next(ref rest, read.IsCompleted) is { } line)
            {
                batch.Add(line, skipping ? "is too long" : null);
                skipping = false;
            }

            if (rest.Length > LongestLine)
            {
                skipping = true;
                rest = rest.Slice(rest.End);
            }

            await batch.AnswerAsync(cancellationToken);
            reader.AdvanceTo(rest.Start, rest.End);
            for (var i = 0; i < batch.Count; i++)
            {
                number++;
                if (batch[i].Fault is { } fault)
                {
                    refused++;
                    await errors.WriteLineAsync($"line {number}: {fault}");
                }
                else
                {
                    await answers.WriteAsync(batch[i].Text, cancellationToken);
                }
            }

            await answers.FlushAsync(cancellationToken);
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
}
