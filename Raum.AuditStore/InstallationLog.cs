using System.Net;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore;

/// <summary>What happened at the edge before anybody was known: the log of the installation itself, a stream like that of an organization and apart from all of them.</summary>
public sealed class InstallationLog
{
    /// <summary>Sources that one event tells apart.</summary>
    public const int SourcesAnEvent = 1000;

    private readonly AddressHasher _addresses;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal InstallationLog(AddressHasher addresses, IAuditLog log, TimeProvider clock) =>
        (_addresses, _log, _clock) = (addresses, log, clock);

    /// <summary>Records the denials of one window; an address is written down as its keyed hash only.</summary>
    /// <param name="window">Id of the window: the same counts again are recorded once.</param>
    /// <param name="from">When it began.</param>
    /// <param name="bySource">Counts by source.</param>
    /// <param name="others">Denials of sources that were not told apart.</param>
    /// <returns>Failures of log and keys: call again with the same.</returns>
    public async Task<Outcome<Done>> RecordDenialsAsync(
        Guid window,
        DateTimeOffset from,
        IReadOnlyDictionary<IPAddress, long> bySource,
        long others,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var hashed = new List<KeyValuePair<string, long>>(bySource.Count);
            // In an order that depends neither on the process nor on the key of the hashes, so that a repetition is the same.
            foreach (var (source, count) in bySource.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
            {
                var hash = await _addresses.HashAsync(OrganizationId.Installation, new PersonalText(source.ToString()), cancellationToken);
                hashed.Add(new(Convert.ToHexStringLower(hash), count));
            }

            var chunks = hashed.Chunk(SourcesAnEvent).ToList();
            if (chunks.Count == 0)
            {
                chunks.Add([]);
            }

            for (var i = 0; i < chunks.Count; i++)
            {
                var counted = new DenialsCounted
                {
                    Id = Numbered(window, i),
                    At = from,
                    Actor = AuditActor.System("api"),
                    Correlation = new CorrelationId(window),
                    Result = AuditResult.Denied,
                    From = from,
                    BySource = new Dictionary<string, long>(chunks[i], StringComparer.Ordinal),
                    Others = i == 0 ? others : 0,
                };
                var recorded = await _log.AppendAsync(OrganizationId.Installation, [counted], cancellationToken);
                // A conflict: it was recorded by a try whose answer was lost, and the key of the hashes has changed since. The counts are the same.
                if (recorded is { Succeeded: false, Failure.Code: not FailureCode.AuditConflict })
                {
                    return recorded.Failure;
                }
            }

            return default(Done);
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
    }

    /// <summary>A window for <see cref="RecordDenialsAsync"/>.</summary>
    public Guid NewWindow() => Guid.CreateVersion7(_clock.GetUtcNow());

    private static Guid Numbered(Guid window, int number)
    {
        var bytes = window.ToByteArray(bigEndian: true);
        bytes[^1] ^= (byte)number;
        return new Guid(bytes, bigEndian: true);
    }
}
