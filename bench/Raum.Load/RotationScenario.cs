using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Keys;
using Raum.Organizations.Keys;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>100,000 sealed fields of the organization whose jobs run, sealed anew by the worker beside them (KEY-3).</summary>
internal sealed class RotationScenario(LocalStack stack) : IAsyncDisposable
{
    private readonly OrganizationId _organization = new(Guid.Parse(stack.Organization));
    private readonly ServiceProvider _services = Administration.Of(stack);

    /// <summary>Stores credentials that were removed long ago: fields like any other, and nobody calls a provider with them.</summary>
    public async Task FillAsync(int count, CancellationToken cancellationToken)
    {
        var sealer = _services.GetRequiredService<FieldSealer>();
        await using var connection = new NpgsqlConnection((string)stack.Running["postgres"]!);
        await connection.OpenAsync(cancellationToken);
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy organizations.provider_credential (organization_id, credential_id, provider, model, region, sealed_key, priority, created_at, removed_at)
            from stdin (format binary)
            """,
            cancellationToken
        );
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7(now);
            var address = new FieldAddress("provider_credential", "sealed_key", id.ToString("D")) { Use = KeyUse.Credential };
            var field = (await sealer.SealAsync(_organization, address, "sk-one-of-very-many-keys"u8.ToArray(), cancellationToken)).Value;
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(_organization.Value, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync("openai", NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync("gpt", NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync("eu", NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(field, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(9, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = await _services
            .GetRequiredService<KeyRotation>()
            .StartAsync(_organization, AuditActor.System("bench"), cancellationToken);
        if (!started.Succeeded)
        {
            throw new InvalidOperationException(started.Failure.Code.ToString());
        }
    }

    /// <summary>Fields sealed anew so far, and those that did not open.</summary>
    public async Task<(long Resealed, long Unreadable)> ProgressAsync(CancellationToken cancellationToken)
    {
        var status = (await _services.GetRequiredService<KeyRotation>().StatusAsync(_organization, cancellationToken)).Value;
        return (status.Sum(one => one.Resealed), status.Sum(one => one.Unreadable));
    }

    /// <summary>Rows of jobs beside the rotation until everything is sealed anew.</summary>
    public async Task RunAsync(
        JobScenario jobs,
        double perSecond,
        Action<string, (Latencies Latencies, TimeSpan Elapsed)> row,
        CancellationToken cancellationToken
    )
    {
        const int Fields = 100_000;
        await FillAsync(Fields, cancellationToken);
        row("jobs, nothing else", await jobs.RunAsync(perSecond, TimeSpan.FromSeconds(20), cancellationToken));
        await StartAsync(cancellationToken);
        while ((await ProgressAsync(cancellationToken)).Resealed == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }

        var began = TimeProvider.System.GetTimestamp();
        var (resealed, unreadable) = (0L, 0L);
        while (resealed < Fields)
        {
            row(
                string.Create(CultureInfo.InvariantCulture, $"jobs, from {resealed:N0} fields sealed anew"),
                await jobs.RunAsync(perSecond, TimeSpan.FromSeconds(10), cancellationToken)
            );
            (resealed, unreadable) = await ProgressAsync(cancellationToken);
        }

        var elapsed = TimeProvider.System.GetElapsedTime(began);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{resealed:N0} fields sealed anew, {unreadable} unreadable, at most {elapsed.TotalSeconds:F0} s"
            )
        );
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
