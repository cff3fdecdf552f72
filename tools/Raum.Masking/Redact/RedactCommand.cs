using System.CommandLine;
using System.Text;
using Raum.Redaction;

namespace Raum.Masking.Redact;

/// <summary><c>redact</c>: a filter from standard input to standard output.</summary>
internal static class RedactCommand
{
    public static Command Create()
    {
        var jsonl = new Option<bool>("--jsonl")
        {
            Description =
                "Lines {id, text, lang?, people?: [{role?, name?, email?, phone?}]} in, {id, text, spans: [{start, end, type, placeholder, score, detector}]} out.",
        };
        var offsets = new Option<OffsetUnit>("--offsets")
        {
            Description = "What start and end count: Utf16 units (default) or Codepoints, of the text that came in.",
        };
        var file = new Option<FileInfo>("--file")
        {
            Description = "Mask the text of a file instead: txt, csv, json, html, eml, docx or pdf, as an attachment of a ticket is read.",
        };
        var command = new Command("redact", "Mask what comes in on standard input. Without options: plain text in, masked text out.")
        {
            jsonl,
            offsets,
            file,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var input = Console.OpenStandardInput();
                await using var output = Console.OpenStandardOutput();
                if (parsed.GetValue(file) is { } path)
                {
                    return await FileRedaction.RunAsync(path, output, Console.Error, cancellationToken);
                }

                if (!parsed.GetValue(jsonl))
                {
                    await MaskTextAsync(input, output, cancellationToken);
                    return 0;
                }

                var refused = await JsonlFilter.RunAsync(input, output, Console.Error, parsed.GetValue(offsets), cancellationToken);
                return refused == 0 ? 0 : 1;
            }
        );
        return command;
    }

    /// <summary>One text, read whole: a value may be recognized by what stands behind it.</summary>
    internal static async Task MaskTextAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(input, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        var text = await reader.ReadToEndAsync(cancellationToken);
        var masked = new RedactionSession(RedactionOptions.Default, []).Mask(text).Text;
        await output.WriteAsync(Encoding.UTF8.GetBytes(masked), cancellationToken);
    }
}
