using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Raum.AuditStore;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Data;
using Raum.Jobs.Drafts;
using Raum.Jobs.Pipeline;
using Raum.Jobs.Redis;
using Raum.Keys;
using Raum.Organizations;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Settings;
using Raum.Providers;
using Raum.Redis;
using Raum.Testing;
using Raum.Testing.Providers;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;
using Raum.Zendesk;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>
/// Everything a worker is made of, over real Postgres and Redis; a pretend Zendesk and a pretend provider over HTTP. A ticket of Jane Doe waits.
/// The process can be made to die at a seam, and <see cref="RestartAsync"/> is the next process.
/// </summary>
public abstract class PipelineFixture(PostgresServer postgres, RedisServer redis) : IAsyncLifetime
{
    protected static readonly AuditActor Agent = new(AuditActorKind.User, "0197a3c4-0000-7000-8000-0000000000a9", Authenticated: true);
    protected static readonly AuditActor Admin = new(AuditActorKind.User, "0197a3c4-0000-7000-8000-0000000000ad", Authenticated: true);

    /// <summary>What must never be found anywhere but at the desk. Each is one value that the ticket's metadata or a pattern tells.</summary>
    protected static readonly string[] PersonalValues =
    [
        "Jane Doe",
        "jane.doe@example.com",
        "+44 7700 900412",
        "4111 1111 1111 1111",
        "DE89370400440532013000",
        "Ravi Kumar",
        "ravi@example.org",
    ];

    protected const string TicketText = """
        Hello, my name is Jane Doe and my order A-4711 has not arrived. You can call me at +44 7700 900412 or write to jane.doe@example.com.
        I paid with the card 4111 1111 1111 1111, and the refund can go to DE89370400440532013000 if you cannot send it again.
        Please see https://shop.example.com/orders for the order. Thank you, Jane
        """;

    private ServiceProvider? _process;

    protected OrganizationId Acme { get; private set; }

    protected ManualClock Clock { get; } = new();

    protected CrashPlan Crash { get; } = new();

    protected LogLines Logs { get; } = new();

    protected TestDatabase Database { get; private set; } = null!;

    protected RedisServer Redis => redis;

    protected FakeZendesk Zendesk { get; private set; } = null!;

    protected ZendeskDesk Desk => Zendesk.Desk;

    protected FakeProviders Providers { get; private set; } = null!;

    protected ProviderScript Model => Providers.Script;

    protected DeskTicket Ticket { get; set; } = null!;

    protected ServiceProvider Process => _process!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CrashingLog Log => (CrashingLog)Process.GetRequiredService<IAuditLog>();

    protected CrashingTickets Tickets => (CrashingTickets)Process.GetRequiredService<ITicketSource>();

    protected RecordingQueue Queue => (RecordingQueue)Process.GetRequiredService<IJobQueue>();

    protected Approvals Approvals => Process.GetRequiredService<Approvals>();

    public virtual async ValueTask InitializeAsync()
    {
        Acme = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        Database = await postgres.CreateDatabaseAsync();
        Zendesk = await FakeZendesk.StartAsync(new FakeZendeskOptions { Clock = Clock });
        Providers = await FakeProviders.StartAsync();
        Providers.Script.Key = "sk-acme-model-key";
        await RestartAsync();

        (await Get<OrganizationDirectory>().CreateAsync(Acme, "Acme Tools", "eu", Admin, Token)).Failure.ShouldBeNull();
        await ConnectZendeskAsync();
        var credential = await Get<ProviderCredentials>()
            .AddAsync(
                Acme,
                new NewProviderCredential(
                    "compatible",
                    "llama-3.3-70b",
                    "eu",
                    new PersonalText("sk-acme-model-key"),
                    Providers.Compatible,
                    TermsApproved: true
                ),
                Admin,
                Token
            );
        credential.Failure.ShouldBeNull();
        Ticket = OpenTicket();
    }

    /// <summary>A new process: nothing in memory is carried over.</summary>
    protected async Task RestartAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = Database.App;
            options.Platform = Database.Platform;
        });
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.Configure<ZendeskOptions>(options => options.Development = true);
        services.Configure<GuardedHttpOptions>(options => options.AllowedNetworks.Add("127.0.0.0/8"));
        services
            .AddRaumData()
            .AddRaumKeys()
            .AddRaumAuditStore()
            .AddRaumOrganizations()
            .AddRaumRedis(redis.ConnectionString)
            .AddRaumProviders()
            .AddRaumJobQueue()
            .AddRaumJobPipeline()
            .AddRaumZendesk();
        Configure(services);
        services.Decorate<IAuditLog>((_, inner) => new CrashingLog(inner, Crash));
        services.Decorate<ITicketSource>((_, inner) => new CrashingTickets(inner, Crash));
        services.Decorate<IJobQueue>((_, inner) => new RecordingQueue(inner));
        services.Decorate<IResultChannel>((_, inner) => new CrashingChannel(inner, Crash));
        services.Decorate<IDelivery>((_, inner) => new CrashingDelivery(inner, Crash)); // the last one: Zendesk's
        _process = services.BuildServiceProvider();
    }

    /// <summary>Settings of a class of tests.</summary>
    protected virtual void Configure(IServiceCollection services) { }

    protected T Get<T>()
        where T : notnull => Process.GetRequiredService<T>();

    protected DeskTicket OpenTicket(string? text = null, IReadOnlyList<NewPerson>? ccs = null) =>
        Desk.OpenTicket(
            new NewTicket("Order A-4711 of Jane Doe", text ?? TicketText, "Jane Doe", "jane.doe@example.com", "+44 7700 900412", ccs)
        );

    protected QueuedJob NewJob(
        AiOperation operation = AiOperation.Generate,
        DeliveryTarget target = DeliveryTarget.PublicReply,
        JobOptions? options = null
    ) =>
        new()
        {
            Id = new JobId(Guid.CreateVersion7(Clock.GetUtcNow())),
            Organization = Acme,
            Operation = operation,
            Target = target,
            Lane = JobLane.Interactive,
            Actor = Agent,
            Correlation = new CorrelationId(Guid.CreateVersion7(Clock.GetUtcNow())),
            AcceptedAt = Clock.GetUtcNow(),
            TicketId = Ticket.Id,
            Options = options ?? new JobOptions(),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };

    /// <summary>One try, as the consumer makes it.</summary>
    protected Task<JobTry> RunAsync(QueuedJob job, int attempt = 1) => Get<IJobPipeline>().RunAsync(job, attempt, Token);

    /// <summary>One try that must end well.</summary>
    protected async Task<JobEnd> RunWellAsync(QueuedJob job, int attempt = 1)
    {
        var ended = await RunAsync(job, attempt);
        ended.Outcome.Failure.ShouldBeNull($"failed at {ended.Step}");
        return ended.Outcome.Value;
    }

    /// <summary>What the last approval has queued, run as the consumer runs it.</summary>
    protected Task<JobEnd> RunQueuedAsync() => RunWellAsync(Queue.Queued[^1]);

    protected async Task ChangeSettingsAsync(Func<OrganizationSettings, OrganizationSettings> change) =>
        (await Get<SettingsStore>().ChangeAsync(Acme, change, Admin, Token)).Failure.ShouldBeNull();

    /// <summary>Public replies of this operation go out without a person.</summary>
    protected async Task LiftApprovalAsync(AiOperation operation = AiOperation.Generate)
    {
        await ChangeSettingsAsync(settings => settings with { ApprovalLifted = [operation] });
        await ApproveAsync(ApprovedUse.UnseenReplies, operation.ToString());
    }

    /// <summary>An admin approves it in writing.</summary>
    protected async Task<WrittenApproval> ApproveAsync(ApprovedUse use, string subject)
    {
        var words = ApprovalText.Of(use);
        var given = await Get<WrittenApprovals>().GiveAsync(Acme, use, subject, words.Version, words.Text, Admin, Token);
        given.Failure.ShouldBeNull();
        return given.Value;
    }

    protected async Task<IReadOnlyList<AuditEvent>> EventsAsync(JobId job)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in Get<IAuditLog>().ReadAsync(Acme, 0, Token))
        {
            if (recorded.Event.Target == AuditTarget.Job(job))
            {
                events.Add(recorded.Event);
            }
        }

        return events;
    }

    /// <summary>Comments that Raum wrote, oldest first.</summary>
    protected IReadOnlyList<DeskComment> Written() =>
        [.. Desk.Find(Ticket.Id)!.Comments.Where(comment => comment.AuthorId == Desk.ApiUser.Id)];

    protected async Task<List<JobResult>> ResultsAsync(JobId job, Func<JobResult, bool>? last = null)
    {
        var results = new List<JobResult>();
        await foreach (var result in Get<JobResults>().ReadAsync(Acme, job, null, Token))
        {
            results.Add(result);
            if (last?.Invoke(result) == true)
            {
                break;
            }
        }

        return results;
    }

    protected async Task<T?> StoredAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    /// <summary>What the ticket says from now on: somebody else has asked, in the same words.</summary>
    protected void StoreOtherRequester()
    {
        Tickets.Change = ticket =>
            ticket with
            {
                People =
                [
                    .. ticket.People.Select(person =>
                        person.Role == TicketRole.Requester ? person with { Name = new PersonalText("Maria Santos") } : person
                    ),
                ],
                Comments =
                [
                    .. ticket.Comments.Select(comment =>
                        comment with
                        {
                            Text = new PersonalText(comment.Text.Reveal().Replace("Jane Doe", "Maria Santos", StringComparison.Ordinal)),
                        }
                    ),
                ],
            };
    }

    private async Task ConnectZendeskAsync()
    {
        var connections = Get<ZendeskConnections>();
        var request = new ZendeskConnectRequest(
            Zendesk.Address.GetLeftPart(UriPartial.Authority),
            Desk.Options.ClientId,
            new PersonalText(Desk.Options.ClientSecret),
            new PersonalText(Desk.Options.WebhookSecret),
            ZendeskGrant.AuthorizationCode,
            Desk.Options.AccountId
        );
        (await connections.SaveAsync(Acme, request, Admin, Token)).Failure.ShouldBeNull();
        await ApproveAsync(ApprovedUse.Zendesk, request.Address);
        var page = await Get<ZendeskOAuth>()
            .BeginAsync(Acme, new Uri("https://raum.example.com/zendesk"), ZendeskScopes.ReadAndWrite, Token);
        page.Failure.ShouldBeNull();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(page.Value, Token);
        var query = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location.ShouldNotBeNull().Query);
        (await Get<ZendeskOAuth>().CompleteAsync(Acme, query["code"]!, query["state"]!, Token)).Failure.ShouldBeNull();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Zendesk.DisposeAsync();
        await Providers.DisposeAsync();
    }
}

/// <summary>Every line that was logged, with its parameters, as a log file would have it.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public string All
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        lock (_lines)
        {
            _lines.Add($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose() { }
}
