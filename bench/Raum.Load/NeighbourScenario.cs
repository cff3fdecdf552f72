using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Credentials;
using Raum.Organizations.Quotas;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>What one organization's jobs take beside another one that is at its limit: of requests, of its quota, of jobs at once (ORG-8).</summary>
internal sealed class NeighbourScenario(LocalStack stack, Uri provider) : IAsyncDisposable
{
    private const int Allowed = 20;
    private static readonly AuditActor Operator = AuditActor.System("bench");

    private readonly ServiceProvider _services = Administration.Of(stack);
    private readonly OrganizationId _neighbour = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = stack.Api };

    /// <param name="perSecond">Jobs of the organization that is watched.</param>
    /// <param name="flood">Requests a second of its neighbour.</param>
    public async Task RunAsync(
        double perSecond,
        double flood,
        TimeSpan duration,
        Func<string, double, (Latencies Latencies, TimeSpan Elapsed), Latencies> row,
        CancellationToken cancellationToken
    )
    {
        await MoveInAsync(cancellationToken);
        var jobs = new JobScenario(stack);
        await jobs.RunAsync(perSecond, duration, cancellationToken); // warm up

        var alone = row("jobs, no neighbour", perSecond, await jobs.RunAsync(perSecond, duration, cancellationToken));
        await BesideAsync("beside one at its rate", quota => quota with { RequestsPerSecond = Allowed }, interactive: true);
        await BesideAsync("beside one at its quota", quota => quota with { RequestsPerSecond = null, JobsPerMonth = 0 }, interactive: true);
        await BesideAsync("beside one with a backlog", _ => Quota.None, interactive: false);
        var again = row("jobs, no neighbour, again", perSecond, await jobs.RunAsync(perSecond, duration, cancellationToken));
        Ratio("the same without a neighbour (noise)", again, alone);

        async Task BesideAsync(string name, Func<Quota, Quota> limit, bool interactive)
        {
            await SetAsync(limit, cancellationToken);

            // A backlog grows by what the neighbour queues beyond its share of jobs at once.
            var rate = interactive ? flood : perSecond * 4;
            var flooding = OpenLoop.RunAsync(rate, duration, (_, token) => AskAsync(interactive, token), cancellationToken);
            var beside = row($"jobs {name}", perSecond, await jobs.RunAsync(perSecond, duration, cancellationToken));
            row($"  its neighbour's requests", rate, await flooding);
            Ratio(name, beside, alone);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _services.DisposeAsync();
    }

    private static void Ratio(string name, Latencies beside, Latencies alone) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: p50 × {beside.Percentile(50) / alone.Percentile(50):F2}, p95 × {beside.Percentile(95) / alone.Percentile(95):F2}"
            )
        );

    private async Task MoveInAsync(CancellationToken cancellationToken)
    {
        var created = await _services
            .GetRequiredService<OrganizationDirectory>()
            .CreateAsync(_neighbour, "Neighbour", "eu", Operator, cancellationToken);
        var credential = await _services
            .GetRequiredService<ProviderCredentials>()
            .AddAsync(
                _neighbour,
                new NewProviderCredential("compatible", "llama", "eu", new PersonalText(DirectScenario.Key), provider, TermsApproved: true),
                Operator,
                cancellationToken
            );
        var key = await _services
            .GetRequiredService<ApiKeys>()
            .CreateAsync(_neighbour, "bench", [ApiKeyScopes.Jobs], null, Operator, cancellationToken);
        if (!created.Succeeded || !credential.Succeeded || !key.Succeeded)
        {
            throw new InvalidOperationException("The neighbour could not move in.");
        }

        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Value.Token);
    }

    private async Task SetAsync(Func<Quota, Quota> limit, CancellationToken cancellationToken)
    {
        var set = await _services.GetRequiredService<QuotaStore>().ChangeAsync(_neighbour, null, limit, Operator, cancellationToken);
        if (!set.Succeeded)
        {
            throw new InvalidOperationException(set.Failure.Code.ToString());
        }
    }

    private async Task<string> AskAsync(bool interactive, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.PostAsJsonAsync(
                "/v1/jobs",
                new
                {
                    operation = "generate",
                    text = "Where is my order 4711-20931? Write to john.smith@example.com.",
                    lane = interactive ? "interactive" : "background",
                },
                cancellationToken
            );
            return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }
}
