namespace Raum.AuditStore.Events;

/// <summary>A stored event cannot be read: an unknown type, or bytes that are not what was written. Readers stop here; nothing is skipped.</summary>
public sealed class UnreadableEventException : Exception
{
    public UnreadableEventException()
        : base("A stored event cannot be read.") { }

    public UnreadableEventException(string message)
        : base(message) { }

    public UnreadableEventException(string message, Exception innerException)
        : base(message, innerException) { }
}
