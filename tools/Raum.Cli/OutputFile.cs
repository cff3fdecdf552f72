namespace Raum.Cli;

/// <summary>A file that a command writes for somebody to keep: a new one, for who ran the command alone, and there in full or not at all.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isWhole;

    private OutputFile(string path, FileStream stream) => (_path, _stream) = (path, stream);

    /// <exception cref="RefusedException">There is a file of that name, or it cannot be made.</exception>
    public static OutputFile Create(FileInfo file)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new OutputFile(file.FullName, new FileStream(file.FullName, options));
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new RefusedException(
                Path.Exists(file.FullName)
                    ? "Nothing was done: a file of that name is there, and is not written over."
                    : "Nothing was done: the file cannot be made. Is there such a folder, and may you write to it?"
            );
        }
    }

    /// <summary>Writes it and returns when it is on the disk. Without that the file is removed again.</summary>
    /// <param name="otherwise">What is told when it cannot be written in full.</param>
    /// <exception cref="RefusedException">It cannot be written in full.</exception>
    public async Task WriteAsync(Func<Stream, CancellationToken, Task> write, string otherwise, CancellationToken cancellationToken)
    {
        try
        {
            await write(_stream, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
            _stream.Flush(flushToDisk: true);
            _isWhole = true;
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new RefusedException($"The file could not be written in full (is the disk full?), and was removed. {otherwise}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            // What is left of it in memory does not fit either.
        }

        if (!_isWhole)
        {
            try
            {
                File.Delete(_path);
            }
            catch (Exception e) when (IsOfTheFile(e))
            {
                // It is told that it is not whole.
            }
        }
    }

    private static bool IsOfTheFile(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}

/// <summary>Ends a command with words of its own and exit code 1.</summary>
/// <param name="words">For the operator: nothing that an exception said.</param>
internal sealed class RefusedException(string words) : Exception(words);
