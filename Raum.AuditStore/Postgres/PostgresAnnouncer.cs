using Npgsql;
using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Postgres;

/// <summary>Tells the projectors that an organization has new events: <c>NOTIFY raum_audit</c> with its id.</summary>
/// <remarks>
/// Not in the transaction of the append: NOTIFY takes one lock for the whole server until the commit is on disk, and all organizations would wait in one line.
/// One notice at a time is on its way, and what comes meanwhile shares the next. A notice that is lost is made good by the projector's own sweep.
/// </remarks>
internal sealed class PostgresAnnouncer(RaumDatabase database, TimeProvider clock)
{
    public const string Channel = "raum_audit";

    /// <summary>A job writes a handful of events within milliseconds: its readers are woken once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private HashSet<OrganizationId> _waiting = [];
    private bool _running;

    public void Announce(OrganizationId organization)
    {
        lock (_gate)
        {
            _waiting.Add(organization);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        await Task.Delay(Gather, clock);
        while (Take() is { Length: > 0 } organizations)
        {
            try
            {
                await using var command = database.CreateLookup($"select pg_notify('{Channel}', id::text) from unnest($1) as id");
                command.With(organizations);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is NpgsqlException || DatabaseFailures.IsUnavailable(e))
            {
                // The projector's sweep finds them.
            }

            await Task.Delay(Gather, clock);
        }
    }

    private Guid[] Take()
    {
        lock (_gate)
        {
            var taken = _waiting.Select(organization => organization.Value).ToArray();
            _waiting = [];
            _running = taken.Length > 0;
            return taken;
        }
    }
}
