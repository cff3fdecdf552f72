using Raum.AuditStore.Export;
using Raum.Core;

namespace Raum.AuditStore.Sinks;

/// <summary>Pushes what a sink has not taken yet.</summary>
internal interface ISinkOutlet
{
    bool Serves(SinkKind kind);

    /// <summary>True when the position is an entry's, so that what was cut off the log is missing there.</summary>
    bool TakesEntries { get; }

    /// <summary>Pushes a bounded piece, in order.</summary>
    /// <returns>The new position, the old one when there is nothing; a failure when it is not known that the sink has taken all: it is pushed again.</returns>
    Task<Outcome<long>> PushAsync(OpenSink sink, CancellationToken cancellationToken);
}

/// <summary>A sink that is being pushed to.</summary>
internal sealed record OpenSink(
    OrganizationId Organization,
    Guid Id,
    SinkKind Kind,
    EntryFormat Format,
    bool Content,
    long Position,
    SinkTarget Target
);
