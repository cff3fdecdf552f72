using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs;
using Raum.Keys;
using Raum.Testing;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Zendesk.Tests;

/// <summary>A database of its own, a pretend Zendesk over HTTP, a clock that stands still, and two organizations of which the first is connected.</summary>
public abstract class ZendeskFixture(PostgresServer postgres) : IAsyncLifetime
{
    protected const string WebhookSecret = "c2Nob29uZXItYmVhY29uLWhhcmJvdXI=";
    protected static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    protected static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));
    protected static readonly AuditActor Admin = new(AuditActorKind.User, "user-1", Authenticated: true);
    private readonly List<ServiceProvider> _processes = [];

    protected ManualClock Clock { get; } = new();

    protected MemoryAuditLog Audit { get; } = new();

    protected TestDatabase Database { get; private set; } = null!;

    protected FakeZendesk Zendesk { get; private set; } = null!;

    protected ServiceProvider Process { get; private set; } = null!;

    protected ZendeskDesk Desk => Zendesk.Desk;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected ZendeskConnections Connections => Process.GetRequiredService<ZendeskConnections>();

    protected ZendeskOAuth OAuth => Process.GetRequiredService<ZendeskOAuth>();

    protected ITicketSource Source => Process.GetRequiredService<ITicketSource>();

    protected IDelivery Delivery => Process.GetRequiredService<IDelivery>();

    public virtual async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await ExecuteAsync(
                "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Test', 'eu', now())",
                organization.Value
            );
        }

        Zendesk = await FakeZendesk.StartAsync(NewDesk());
        Process = NewProcess();
    }

    protected virtual FakeZendeskOptions NewDesk() =>
        new()
        {
            Clock = Clock,
            WebhookSecret = WebhookSecret,
            ClientId = "acme-raum-client",
        };

    /// <summary>What another process of the same installation holds: its own caches, the same database.</summary>
    protected ServiceProvider NewProcess(bool development = true, Action<ZendeskOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IAuditLog>(Audit);
        services.Configure<RaumDataOptions>(options => options.App = Database.App);
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.Configure<ZendeskOptions>(options =>
        {
            options.Development = development;
            configure?.Invoke(options);
        });
        var process = services.AddRaumData().AddRaumKeys().AddRaumZendesk().BuildServiceProvider();
        _processes.Add(process);
        return process;
    }

    protected ZendeskConnectRequest NewRequest(ZendeskGrant grant = ZendeskGrant.AuthorizationCode) =>
        new(
            Zendesk.Address.GetLeftPart(UriPartial.Authority),
            Desk.Options.ClientId,
            new PersonalText(Desk.Options.ClientSecret),
            new PersonalText(WebhookSecret),
            grant,
            Desk.Options.AccountId
        );

    /// <summary>Connects Acme through the consent page, as an admin does in a browser.</summary>
    protected async Task<ZendeskConnection> ConnectAsync(string scopes = ZendeskScopes.ReadAndWrite)
    {
        await SaveAsync(Acme, NewRequest());
        var (code, state) = await ConsentAsync(Acme, scopes);
        var completed = await OAuth.CompleteAsync(Acme, code, state, Token);
        completed.Failure.ShouldBeNull();
        return completed.Value;
    }

    /// <summary>Stores a connection, and an admin approves it in writing.</summary>
    protected async Task SaveAsync(OrganizationId organization, ZendeskConnectRequest request)
    {
        (await Connections.SaveAsync(organization, request, Admin, Token)).Succeeded.ShouldBeTrue();
        await ApproveAsync(organization);
    }

    /// <summary>An admin approves the account that the organization is connected to.</summary>
    protected Task ApproveAsync(OrganizationId organization) =>
        ExecuteAsync(
            """
            insert into organizations.approval (organization_id, approval_id, use, subject, text, text_version, given_at, given_by)
            select organization_id, gen_random_uuid(), 'Zendesk', address, 'Yes.', 1, now(), 'user-1'
            from organizations.zendesk_connection where organization_id = $1
            on conflict do nothing
            """,
            organization.Value
        );

    /// <summary>Follows the page that Raum sends the admin to, up to the redirect back.</summary>
    protected async Task<(string Code, string State)> ConsentAsync(OrganizationId organization, string scopes = ZendeskScopes.ReadAndWrite)
    {
        var page = await OAuth.BeginAsync(organization, new Uri("https://raum.example.com/zendesk"), scopes, Token);
        page.Failure.ShouldBeNull();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(page.Value, Token);
        var query = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location.ShouldNotBeNull().Query);
        return (query["code"]!, query["state"]!);
    }

    protected async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    protected async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Zendesk.DisposeAsync();
    }
}

/// <summary>The events that were appended, by organization. Fails when it is told to.</summary>
public sealed class MemoryAuditLog : IAuditLog
{
    private readonly List<RecordedEvent> _events = [];

    public bool IsDown { get; set; }

    public IReadOnlyList<AuditEvent> EventsOf(OrganizationId organization)
    {
        lock (_events)
        {
            return [.. _events.Where(recorded => recorded.Organization == organization).Select(recorded => recorded.Event)];
        }
    }

    public Task<Outcome<long>> AppendAsync(
        OrganizationId organization,
        IReadOnlyList<AuditEvent> events,
        CancellationToken cancellationToken
    )
    {
        if (IsDown)
        {
            return Task.FromResult<Outcome<long>>(new Failure(FailureCode.AuditUnavailable));
        }

        lock (_events)
        {
            foreach (var auditEvent in events)
            {
                _events.Add(
                    new RecordedEvent(organization, _events.Count(known => known.Organization == organization), auditEvent.At, auditEvent)
                );
            }

            return Task.FromResult<Outcome<long>>(_events.Count(known => known.Organization == organization) - 1L);
        }
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (var recorded in _events.Where(known => known.Organization == organization && known.Revision >= fromRevision))
        {
            yield return recorded;
        }
    }
}
