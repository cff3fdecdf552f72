using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using Raum.AuditStore;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Http.Authentication;
using Raum.Keys;
using Raum.Organizations;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Approvals;
using Raum.Organizations.Settings;
using Raum.People;
using Raum.Testing;
using Raum.Testing.Servers;
using Raum.Zendesk;

namespace Raum.Api.Tests;

/// <summary>The API as it runs: on Kestrel, with a real Redis and a database. What it logs and traces is kept.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private static readonly AuditActor Setup = AuditActor.System("tests");
    private const string MasterSecret = "a-master-secret-of-the-tests-only-0123456789";
    private readonly WebApplication _app;

    private readonly TestDatabase _database;
    private readonly ServiceProvider _administration;

    private ApiHost(WebApplication app, TestDatabase database, LineKeeper lines, SpanKeeper spans)
    {
        (_app, _database, Lines, Spans) = (app, database, lines, spans);
        var services = new ServiceCollection().AddLogging();
        services.Configure<RaumDataOptions>(data => (data.App, data.Platform) = (database.App, database.Platform));
        services.Configure<KeysOptions>(keys => keys.Local = new LocalKeyringOptions { MasterSecret = MasterSecret });
        services.AddRaumData().AddRaumKeys().AddRaumAuditStore().AddRaumOrganizations().AddRaumPeople().AddRaumZendesk();
        _administration = services.BuildServiceProvider();
    }

    public LineKeeper Lines { get; }

    public SpanKeeper Spans { get; }

    public Uri Url => new(_app.Urls.First());

    public static async Task<ApiHost> StartAsync(RedisServer redis, PostgresServer postgres, params (string Key, string Value)[] settings)
    {
        var host = await StartAsync(redis, await postgres.CreateDatabaseAsync(), "Production", settings);
        await Eventually.TrueAsync(() => host.Get<KeyringWarmUp>().IsReady);
        return host;
    }

    /// <summary>Starts on a database that is there; throws what the host throws at its start.</summary>
    public static async Task<ApiHost> StartAsync(
        RedisServer redis,
        TestDatabase database,
        string environment,
        params (string Key, string Value)[] settings
    )
    {
        var all = new Dictionary<string, string>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["environment"] = environment,
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["ConnectionStrings:raumdb"] = database.Api,
            ["Keys:Local:MasterSecret"] = MasterSecret,
            ["Queue:Wait"] = "00:00:00.5",
            ["Queue:MaxInFlight"] = "1000",
            ["People:RefusalTakes"] = "00:00:00",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var lines = new LineKeeper();
        var spans = new SpanKeeper();
        var app = Program.Build([.. all.Select(setting => $"--{setting.Key}={setting.Value}")], builder => Watch(builder, lines, spans));
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new ApiHost(app, database, lines, spans);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void Watch(WebApplicationBuilder builder, LineKeeper lines, SpanKeeper spans)
    {
        var services = builder.Services;
        foreach (var console in services.Where(service => service.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
        {
            services.Remove(console);
        }

        services.AddSingleton<ILoggerProvider>(lines);
        services.AddSingleton<BaseProcessor<Activity>>(spans);
        services.PostConfigure<LoggerFilterOptions>(options =>
        {
            // The most talkative setting there is.
            options.MinLevel = LogLevel.Trace;
            options.Rules.Clear();
        });
    }

    /// <summary>Leaves as on SIGTERM.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _administration.DisposeAsync();
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>What an operator's command line does, in its role: the API's own may not.</summary>
    public T Administration<T>()
        where T : notnull => _administration.GetRequiredService<T>();

    /// <summary>Keeps the read models of this host's database, as a worker does.</summary>
    public ProjectorProcess StartProjector() => new(new TestDatabaseSettings(_database.App, _database.Projector, MasterSecret));

    /// <summary>A client of a connection pool of its own, with a bearer token or without.</summary>
    public HttpClient Client(string? token = null)
    {
        // Who asks to be told whether to go on waits for the answer, however long a busy machine takes.
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        var client = new HttpClient(handler) { BaseAddress = Url };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>A client that sends what a page of the API's own origin would: a session's cookie and its origin.</summary>
    public HttpClient Browser(string? session = null)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = Url };
        client.DefaultRequestHeaders.Add("Origin", Origin);
        if (session is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie.Name}={session}");
        }

        return client;
    }

    /// <summary>The person's last proof of who it is was long ago.</summary>
    public async Task AgeConfirmationAsync(SessionId session, CancellationToken cancellationToken)
    {
        await using var source = RaumDataServiceCollectionExtensions.DataSource(_database.Superuser);
        await using var update = source
            .CreateCommand("update people.session set confirmed_at = confirmed_at - interval '1 day' where session_id = $1")
            .With(session.Value);
        (await update.ExecuteNonQueryAsync(cancellationToken)).ShouldBe(1);
    }

    /// <summary>The organization's keys cannot be had from here on: a customer holds them, and does not give them.</summary>
    public async Task TakeKeysAwayAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var source = RaumDataServiceCollectionExtensions.DataSource(_database.Superuser);
        await using var take = source
            .CreateCommand(
                """
                with held as (
                  insert into keys.customer_key (organization_id, customer_key_id, key_arn, role_arn, created_at)
                  values ($1, $1, 'arn:aws:kms:eu-central-1:444455556666:key/none', 'arn:aws:iam::444455556666:role/none', now()) returning organization_id)
                update keys.data_key set wrapper = 'customer.v1/' || replace($1::text, '-', '') from held
                where keys.data_key.organization_id = held.organization_id
                """
            )
            .With(organization.Value);
        (await take.ExecuteNonQueryAsync(cancellationToken)).ShouldBeGreaterThan(0);
    }

    public const string Origin = "https://localhost:5001";

    /// <summary>A new organization with a key of every scope and a Zendesk connection.</summary>
    public async Task<Tenant> AddTenantAsync(CancellationToken cancellationToken)
    {
        var id = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        (
            await Administration<OrganizationDirectory>().CreateAsync(id, "Muster GmbH", "eu", Setup, cancellationToken)
        ).Succeeded.ShouldBeTrue();
        var key = await AddKeyAsync(id, ApiKeyScopes.All, null, cancellationToken);
        var secret = $"whsec-{id.Value:N}";
        var connected = await Administration<ZendeskConnections>()
            .SaveAsync(
                id,
                new ZendeskConnectRequest(
                    $"muster-{id.Value.ToString("N")[^8..]}",
                    "raum",
                    new PersonalText("client-secret"),
                    new PersonalText(secret),
                    AccountId: Tenant.AccountId
                ),
                Setup,
                cancellationToken
            );
        connected.Succeeded.ShouldBeTrue();
        await ApproveAsync(id, ApprovedUse.Zendesk, connected.Value.Address.Text, cancellationToken);
        return new Tenant(id, key.Id, key.Token, secret);
    }

    /// <summary>An admin approves it in writing.</summary>
    public async Task<WrittenApproval> ApproveAsync(
        OrganizationId organization,
        ApprovedUse use,
        string subject,
        CancellationToken cancellationToken
    )
    {
        var words = ApprovalText.Of(use);
        var given = await Administration<WrittenApprovals>()
            .GiveAsync(organization, use, subject, words.Version, words.Text, Setup, cancellationToken);
        given.Failure.ShouldBeNull();
        return given.Value;
    }

    public async Task<NewApiKey> AddKeyAsync(
        OrganizationId organization,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken
    ) => (await Administration<ApiKeys>().CreateAsync(organization, "test", scopes, expiresAt, Setup, cancellationToken)).Value;

    public async Task ChangeSettingsAsync(
        OrganizationId organization,
        Func<OrganizationSettings, OrganizationSettings> change,
        CancellationToken cancellationToken
    ) => (await Administration<SettingsStore>().ChangeAsync(organization, change, Setup, cancellationToken)).Succeeded.ShouldBeTrue();
}

/// <summary>An organization, as its own people know it.</summary>
internal sealed record Tenant(OrganizationId Id, ApiKeyId Key, string Token, string WebhookSecret)
{
    public const long AccountId = 12_514_403;
}

/// <summary>Keeps every line as a provider would write it: message, structured values, exception, scopes.</summary>
internal sealed class LineKeeper : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Keeper(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Keeper(LineKeeper keeper, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => keeper._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var scopes = new List<string?>();
            keeper._scopes?.ForEachScope(static (scope, list) => list.Add(Show(scope)), scopes);
            keeper._lines.Enqueue(
                $"{logLevel} {category} {eventId}: {formatter(state, exception)} | {Show(state)} | {exception} | {string.Join(' ', scopes)}"
            );
        }

        private static string? Show(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : state?.ToString();
    }
}

/// <summary>Keeps every span as an exporter would see it.</summary>
internal sealed class SpanKeeper : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<string> _spans = new();

    public string Text => string.Join('\n', _spans);

    public override void OnEnd(Activity data) =>
        _spans.Enqueue(
            $"{data.Source.Name} {data.DisplayName} {data.OperationName} {data.StatusDescription} "
                + $"{string.Join(' ', data.TagObjects)} {string.Join(' ', data.Events.SelectMany(item => item.Tags))} {string.Join(' ', data.Baggage)}"
        );
}
