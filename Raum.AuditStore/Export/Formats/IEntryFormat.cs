using System.Buffers;

namespace Raum.AuditStore.Export.Formats;

/// <summary>A form in which entries leave Raum, one line each.</summary>
internal interface IEntryFormat
{
    /// <summary>Media type of a file of it.</summary>
    string ContentType { get; }

    /// <summary>What a file begins with; empty for most.</summary>
    ReadOnlySpan<byte> Head { get; }

    /// <summary>Writes one entry, without the end of the line. No line break is inside.</summary>
    void Write(IBufferWriter<byte> output, LogEntry entry);
}
