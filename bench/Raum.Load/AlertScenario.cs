using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Raum.AuditStore.Export;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations;
using Raum.Organizations.Approvals;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>How long it takes from something suspicious to the alert at the organization's own webhook (AUD-7: a minute). Each organization places one legal hold.</summary>
internal sealed class AlertScenario(LocalStack stack) : IAsyncDisposable
{
    private static readonly AuditActor Operator = AuditActor.System("bench");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _services = Administration.Of(stack);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);

    /// <param name="organizations">One alert each, at moments that are spread over <paramref name="duration"/>.</param>
    public async Task<(Latencies Latencies, TimeSpan Elapsed)> RunAsync(
        int organizations,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        await using var receiver = await StartReceiverAsync(cancellationToken);
        var address = receiver.Urls.First();
        var tenants = new List<OrganizationId>();
        for (var i = 0; i < organizations; i++)
        {
            tenants.Add(await MoveInAsync(address, cancellationToken));
        }

        var latencies = new Latencies();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            tenants.Select(
                async (tenant, i) =>
                {
                    await Task.Delay(duration * i / organizations, TimeProvider.System, cancellationToken);
                    await MeasureAsync(tenant, latencies, cancellationToken);
                }
            )
        );
        return (latencies, Stopwatch.GetElapsedTime(start));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task MeasureAsync(OrganizationId tenant, Latencies latencies, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        Check(await _services.GetRequiredService<RetentionSettings>().PlaceHoldAsync(tenant, Operator, cancellationToken));
        try
        {
            await _awaited[tenant.ToString()].Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(began), "told");
        }
        catch (TimeoutException)
        {
            latencies.Add(Patience, "not told");
        }
    }

    private async Task<WebApplication> StartReceiverAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost(
            "/{tenant}",
            (string tenant) =>
            {
                _awaited[tenant].TrySetResult();
                return Results.NoContent();
            }
        );
        await app.StartAsync(cancellationToken);
        return app;
    }

    private async Task<OrganizationId> MoveInAsync(string receiver, CancellationToken cancellationToken)
    {
        var tenant = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        _awaited[tenant.ToString()] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Check(
            await _services.GetRequiredService<OrganizationDirectory>().CreateAsync(tenant, "Watched", "eu", Operator, cancellationToken)
        );
        var sink = await _services
            .GetRequiredService<AuditSinks>()
            .AddAsync(
                tenant,
                SinkKind.AlertWebhook,
                EntryFormat.Ocsf,
                new PersonalText($"{receiver}/{tenant}"),
                new PersonalText(Convert.ToHexString(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToByteArray())),
                null,
                "eu",
                Operator,
                cancellationToken
            );
        Check(sink);
        var words = ApprovalText.Current.Single(text => text.Use == ApprovedUse.AuditSink);
        Check(
            await _services
                .GetRequiredService<WrittenApprovals>()
                .GiveAsync(tenant, ApprovedUse.AuditSink, sink.Value.ToString("D"), words.Version, words.Text, Operator, cancellationToken)
        );
        return tenant;
    }

    private static void Check<T>(Outcome<T> outcome)
    {
        if (!outcome.Succeeded)
        {
            throw new InvalidOperationException(outcome.Failure.Code.ToString());
        }
    }
}
