using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Projections;

/// <summary>One process with log, projector and queries over the embedded log.</summary>
public abstract class ProjectionFixture(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    protected static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    protected ServiceProvider Process { get; private set; } = null!;

    protected IAuditLog Log => Process.GetRequiredService<IAuditLog>();

    protected AuditProjector Projector => Process.GetRequiredService<AuditProjector>();

    protected AuditQueries Queries => Process.GetRequiredService<AuditQueries>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Process = NewProcess(first: services => services.AddRaumAuditProjector());
    }

    /// <summary>The life of one job: a provider that failed, one that answered, an approval, a delivery.</summary>
    protected static List<AuditEvent> LifeOfAJob(JobId job, DateTimeOffset start)
    {
        var at = start;
        T Next<T>(T auditEvent)
            where T : AuditEvent =>
            auditEvent with
            {
                Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                At = at = at.AddSeconds(1),
                Correlation = new CorrelationId(job.Value),
                Target = AuditTarget.Job(job),
            };
        var worker = AuditActor.System("worker");
        var person = new AuditActor(AuditActorKind.User, "user-17", Authenticated: true);
        return
        [
            Next(
                new JobQueued
                {
                    Id = default,
                    At = at,
                    Actor = AuditActor.Webhook("zendesk"),
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Trigger = JobTrigger.Webhook,
                    Delivery = DeliveryTarget.PublicReply,
                    TicketId = 35436,
                }
            ),
            Next(
                new JobMasked
                {
                    Id = default,
                    At = at,
                    Actor = worker,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 1,
                    ValuesByType = new Dictionary<string, int> { ["NAME"] = 2, ["EMAIL"] = 1 },
                    MaskedPrompt = new PersonalText("Hello [REDACTED_NAME]"),
                }
            ),
            Next(
                new JobProviderCalled
                {
                    Id = default,
                    At = at,
                    Actor = worker,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 1,
                    Provider = "openai",
                    Model = "gpt-5-mini",
                    InputTokens = 100,
                    Cost = 0.001m,
                    Result = AuditResult.Failure,
                    Failure = FailureCode.ProviderOverloaded,
                }
            ),
            Next(
                new JobProviderCalled
                {
                    Id = default,
                    At = at,
                    Actor = worker,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 1,
                    Provider = "anthropic",
                    Model = "claude-sonnet",
                    InputTokens = 120,
                    OutputTokens = 40,
                    Cost = 0.0025m,
                    MaskedAnswer = new PersonalText("Dear [REDACTED_NAME]"),
                }
            ),
            Next(
                new JobHeld
                {
                    Id = default,
                    At = at,
                    Actor = worker,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 1,
                    Reasons = [HoldReason.Policy],
                }
            ),
            Next(
                new JobDecided
                {
                    Id = default,
                    At = at,
                    Actor = person,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Decision = DraftDecision.Approved,
                }
            ) with
            {
                Origin = new AuditOrigin(new PersonalText("203.0.113.7"), new PersonalText("Mozilla")),
            },
            Next(
                new JobIntended
                {
                    Id = default,
                    At = at,
                    Actor = worker,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 2,
                    Delivery = DeliveryTarget.PublicReply,
                    TicketId = 35436,
                    Mark = "m1",
                }
            ),
            Next(
                new JobDelivered
                {
                    Id = default,
                    At = at,
                    Actor = worker,
                    Correlation = default,
                    Job = job,
                    Operation = AiOperation.Generate,
                    Attempt = 2,
                    Delivery = DeliveryTarget.PublicReply,
                    EffectId = "e1",
                }
            ),
        ];
    }

    protected static JobId NewJob() => new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    /// <summary>The rows of a read model as text, in a fixed order.</summary>
    protected async Task<List<string>> RowsAsync(string table)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            $"select (to_jsonb(t) - 'generation')::text from projection.{table} t order by 1",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    protected async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
