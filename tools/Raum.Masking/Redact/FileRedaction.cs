using System.Text;
using Microsoft.Extensions.Options;
using Raum.Attachments;
using Raum.Redaction;

namespace Raum.Masking.Redact;

/// <summary><c>redact --file</c>: the text of a file, read as an attachment is, and masked.</summary>
internal static class FileRedaction
{
    /// <returns>0, or 1 for a file that is refused; the reason stands in <paramref name="errors"/>.</returns>
    public static async Task<int> RunAsync(FileInfo file, Stream output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            await errors.WriteLineAsync("There is no such file.");
            return 1;
        }

        var options = new AttachmentOptions();
        var read =
            file.Length > options.MaxBytes
                ? AttachmentText.Refused(AttachmentRefusal.TooLarge)
                : await new AttachmentReader(Options.Create(options), TimeProvider.System).ReadAsync(
                    await File.ReadAllBytesAsync(file.FullName, cancellationToken),
                    MediaTypeOf(file.Extension),
                    cancellationToken
                );
        if (read.Text is not { } text)
        {
            await errors.WriteLineAsync($"Refused: {read.Refusal}");
            return 1;
        }

        var masked = new RedactionSession(RedactionOptions.Default, []).Mask(text).Text;
        await output.WriteAsync(Encoding.UTF8.GetBytes(masked), cancellationToken);
        return 0;
    }

    private static string? MediaTypeOf(string extension) =>
        extension.ToLowerInvariant() switch
        {
            ".txt" or ".md" or ".log" => "text/plain",
            ".csv" => "text/csv",
            ".json" => "application/json",
            ".html" or ".htm" => "text/html",
            ".eml" => "message/rfc822",
            _ => null,
        };
}
