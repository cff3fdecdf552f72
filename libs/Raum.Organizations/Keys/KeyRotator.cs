using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Keys;

/// <summary>Begins rotations when they are due, and works off those that are open. More than one may run: a field is written once.</summary>
internal sealed partial class KeyRotator(
    KeyRotation rotation,
    RaumDatabase rows,
    TimeProvider clock,
    IOptions<KeysOptions> options,
    ILogger<KeyRotator> logger
) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await TickAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var organization in await CameInAsync(cancellationToken))
            {
                Log(organization, (await rotation.TakeInAsync(organization, cancellationToken)).Failure);
            }

            var found = await FindAsync(cancellationToken);
            foreach (var due in found.Where(one => !one.IsOpen).Select(one => one.Organization).Distinct())
            {
                var started = await rotation.StartAsync(due, AuditActor.System("key-rotation"), cancellationToken);
                Log(due, started.Failure);
            }

            foreach (var organization in found.Select(one => one.Organization).Distinct())
            {
                var worked = await rotation.WorkAsync(organization, cancellationToken);
                Log(organization, worked.Failure);
            }
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseFailures.IsUnavailable(e))
        {
            LogAway(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<List<OrganizationId>> CameInAsync(CancellationToken cancellationToken)
    {
        await using var lookup = rows.CreateLookup("select organization_id from lookup.credentials_that_came_in()");
        await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
        var found = new List<OrganizationId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new OrganizationId(reader.GetGuid(0)));
        }

        return found;
    }

    private async Task<List<(OrganizationId Organization, bool IsOpen)>> FindAsync(CancellationToken cancellationToken)
    {
        await using var lookup = rows.CreateLookup("select organization_id, is_open from lookup.rotations($1)");
        lookup.Parameters.Add(new() { Value = clock.GetUtcNow() - options.Value.RotateEvery });
        await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
        var found = new List<(OrganizationId, bool)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((new OrganizationId(reader.GetGuid(0)), reader.GetBoolean(1)));
        }

        return found;
    }

    private void Log(OrganizationId organization, Failure? failure)
    {
        if (failure is not null)
        {
            LogFailed(organization, failure.Code);
        }
    }

    [LoggerMessage(
        4221,
        LogLevel.Warning,
        "Organization {Organization}: the rotation of its keys pauses: {Code}; it goes on within a minute"
    )]
    private partial void LogFailed(OrganizationId organization, FailureCode code);

    [LoggerMessage(4222, LogLevel.Warning, "Rotations could not be looked for: {Code}; the next try follows in a minute")]
    private partial void LogAway(FailureCode code);
}
