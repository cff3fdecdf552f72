using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Postgres;

/// <summary>LISTEN on the channel of <see cref="PostgresAnnouncer"/>, on a connection of its own.</summary>
internal sealed class PostgresFeed([FromKeyedServices(DatabaseRole.Projector)] NpgsqlDataSource source, TimeProvider clock) : IAuditFeed
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<OrganizationId?> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateUnbounded<OrganizationId?>(new UnboundedChannelOptions { SingleReader = true });
        var listening = ListenAsync(news.Writer, cancellationToken);
        await foreach (var organization in news.Reader.ReadAllAsync(cancellationToken))
        {
            yield return organization;
        }

        await listening;
    }

    private async Task ListenAsync(ChannelWriter<OrganizationId?> news, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                connection.Notification += (_, notification) =>
                {
                    if (OrganizationId.TryParse(notification.Payload, out var organization))
                    {
                        news.TryWrite(organization);
                    }
                };
                await using (var listen = new NpgsqlCommand($"listen {PostgresAnnouncer.Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(cancellationToken);
                }

                news.TryWrite(null);
                while (true)
                {
                    await connection.WaitAsync(cancellationToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or IOException || DatabaseFailures.IsUnavailable(e))
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        news.TryComplete();
    }
}
