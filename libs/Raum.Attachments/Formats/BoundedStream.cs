namespace Raum.Attachments;

/// <summary>How many bytes the parts of one file may still unpack to.</summary>
internal sealed class UnpackBudget(long bytes)
{
    private long _left = bytes;

    public void Take(int count)
    {
        if ((_left -= count) < 0)
        {
            throw new RefusedException(AttachmentRefusal.TooMuchUnpacked);
        }
    }
}

/// <summary>Counts what is unpacked as it comes out: what a file says about its size is not believed.</summary>
internal sealed class BoundedStream(Stream inner, UnpackBudget budget) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        budget.Take(read);
        return read;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
