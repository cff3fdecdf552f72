using System.CommandLine;
using System.Text;
using Raum.Proofs.Export;
using Raum.Proofs.Notes;

namespace Raum.Cli.Commands;

/// <summary><c>audit verify EXPORT --key KEY [--since CHECKPOINT]</c>: offline, without any setting. Exit code 0 only when all holds.</summary>
internal static class AuditVerifyCommand
{
    private const int DoesNotHold = 1;
    private const int CannotRead = 2;

    public static Command Create()
    {
        var export = new Argument<FileInfo>("export")
        {
            Description = "An export of the audit log, or the proof of one entry (.tlog-proof).",
        };
        var keys = new Option<string[]>("--key")
        {
            Description = "A public key of the log (name+id+base64), or a file with one key a line. May be given several times.",
            Required = true,
        };
        var since = new Option<FileInfo?>("--since") { Description = "A checkpoint that you kept: nothing before it may have changed." };
        var verify = new Command("verify", "Check an export or a proof offline, and say what holds.") { export, keys, since };
        verify.SetAction(
            async (parsed, cancellationToken) =>
                await RunAsync(parsed.GetRequiredValue(export), parsed.GetRequiredValue(keys), parsed.GetValue(since), cancellationToken)
        );
        return verify;
    }

    private static async Task<int> RunAsync(FileInfo export, string[] keys, FileInfo? since, CancellationToken cancellationToken)
    {
        try
        {
            var known = new List<NoteKey>();
            foreach (var key in keys)
            {
                known.AddRange(await ReadKeysAsync(key, cancellationToken));
            }

            var kept = since is null ? null : await ReadNoteAsync(since, cancellationToken);
            var report = await VerifyAsync(export, known, kept, cancellationToken);
            foreach (var line in report.Lines())
            {
                Console.WriteLine(line);
            }

            return report.Holds ? 0 : DoesNotHold;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CannotRead;
        }
    }

    private static async Task<ExportReport> VerifyAsync(
        FileInfo export,
        List<NoteKey> keys,
        SignedNote? since,
        CancellationToken cancellationToken
    )
    {
        using var reader = new StreamReader(export.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var start = new char[64];
        var read = await reader.ReadBlockAsync(start, cancellationToken);
        if (!ProofFileVerifier.IsProofFile(new string(start, 0, read)))
        {
            reader.BaseStream.Position = 0;
            reader.DiscardBufferedData();
            return await ExportVerifier.VerifyAsync(reader, keys, since, cancellationToken);
        }

        if (since is not null)
        {
            throw new FormatException("--since is for exports: the proof of one entry says nothing about the others.");
        }

        return ProofFileVerifier.Verify(new string(start, 0, read) + await reader.ReadToEndAsync(cancellationToken), keys);
    }

    private static async Task<IReadOnlyList<NoteKey>> ReadKeysAsync(string keyOrFile, CancellationToken cancellationToken)
    {
        if (NoteKey.Parse(keyOrFile) is { } key)
        {
            return [key];
        }

        if (!File.Exists(keyOrFile))
        {
            throw new FormatException($"Not a key of a log, and not a file: {keyOrFile}");
        }

        var lines = await File.ReadAllLinesAsync(keyOrFile, cancellationToken);
        return
        [
            .. lines
                .Where(line => !string.IsNullOrWhiteSpace(line))
                .Select(line =>
                    NoteKey.Parse(line.Trim()) ?? throw new FormatException($"{keyOrFile} has a line that is not a key of a log.")
                ),
        ];
    }

    private static async Task<SignedNote> ReadNoteAsync(FileInfo file, CancellationToken cancellationToken)
    {
        // A checkpoint that went through a mail or an editor may have lost its last line end.
        var text = (await File.ReadAllTextAsync(file.FullName, cancellationToken)).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        return SignedNote.Parse(text) ?? throw new FormatException($"{file.Name} is not a signed checkpoint.");
    }
}
