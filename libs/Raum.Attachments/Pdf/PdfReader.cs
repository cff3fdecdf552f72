using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Raum.Attachments;

/// <summary>The text of a PDF, by <c>pdftotext</c> of poppler-utils in a child process that has nothing.</summary>
/// <remarks>
/// The file goes in over standard input and the text comes out over standard output: no name, no path and no byte of the customer's is on the command line.
/// The child has an empty environment, no network where the kernel lets a process give it up, no right to write a file, and limits for memory, processor time,
/// elapsed time and output. Where those limits cannot be set, PDFs are refused.
/// </remarks>
internal sealed class PdfReader(AttachmentOptions options, TimeProvider clock)
{
    private const string Reader = "/usr/bin/pdftotext";
    private const string Limiter = "/usr/bin/prlimit";
    private const string Isolator = "/usr/bin/unshare";
    private const int NeedsPassword = 3;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>How to give up the network here; found out once, empty where it is not allowed.</summary>
    private static readonly Lazy<Task<string[]>> NoNetwork = new(FindIsolationAsync);

    public async Task<string> ReadAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!File.Exists(Reader) || !File.Exists(Limiter))
        {
            throw new RefusedException(AttachmentRefusal.ReaderMissing);
        }

        using var timeout = new CancellationTokenSource(options.PdfTime, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var child = new Process
        {
            StartInfo = StartInfo([.. Limits(), .. await NoNetwork.Value, Reader, "-q", "-nopgbrk", "-enc", "UTF-8", "-", "-"]),
        };
        child.Start();
        try
        {
            var errors = child.StandardError.BaseStream.CopyToAsync(Stream.Null, both.Token);
            var written = WriteAsync(child, bytes, both.Token);
            var text = await ReadOutputAsync(child, both.Token);
            await written;
            await errors;
            await child.WaitForExitAsync(both.Token);
            return child.ExitCode switch
            {
                0 => text,
                NeedsPassword => throw new RefusedException(AttachmentRefusal.Encrypted),
                // Ended by a signal: a limit was reached. 128 and more is how the limiter passes that on.
                > 128 => throw new RefusedException(AttachmentRefusal.TookTooLong),
                _ => throw new RefusedException(IsEncrypted(bytes.Span) ? AttachmentRefusal.Encrypted : AttachmentRefusal.Unreadable),
            };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusedException(AttachmentRefusal.TookTooLong);
        }
        finally
        {
            End(child);
        }
    }

    private string[] Limits()
    {
        var seconds = (int)Math.Ceiling(options.PdfTime.TotalSeconds);
        return
        [
            Limiter,
            $"--as={options.PdfMemory.ToString(CultureInfo.InvariantCulture)}",
            $"--cpu={seconds.ToString(CultureInfo.InvariantCulture)}",
            "--fsize=0",
            "--core=0",
            "--nofile=64",
            "--",
        ];
    }

    private static ProcessStartInfo StartInfo(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static async Task WriteAsync(Process child, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await child.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
            child.StandardInput.Close();
        }
        catch (IOException)
        {
            // The child ended before it had read everything: its exit code says why.
        }
    }

    private async Task<string> ReadOutputAsync(Process child, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(child.StandardOutput.BaseStream, Utf8);
        var text = new BoundedText(options);
        var piece = new char[8192];
        int read;
        while ((read = await reader.ReadAsync(piece, cancellationToken)) > 0)
        {
            text.Append(piece.AsSpan(0, read));
        }

        return text.ToString();
    }

    private static bool IsEncrypted(ReadOnlySpan<byte> bytes) => bytes.IndexOf("/Encrypt"u8) >= 0;

    private static void End(Process child)
    {
        try
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }

    private static async Task<string[]> FindIsolationAsync()
    {
        if (!File.Exists(Isolator))
        {
            return [];
        }

        // As root a namespace of its own is enough; others need one for users, too, where the kernel lets them.
        foreach (
            var command in (string[][])
                [
                    [Isolator, "--net", "--"],
                    [Isolator, "--map-root-user", "--net", "--"],
                ]
        )
        {
            using var probe = new Process { StartInfo = StartInfo([.. command, "/bin/true"]) };
            probe.Start();
            probe.StandardInput.Close();
            await probe.WaitForExitAsync();
            if (probe.ExitCode == 0)
            {
                return command;
            }
        }

        return [];
    }
}
