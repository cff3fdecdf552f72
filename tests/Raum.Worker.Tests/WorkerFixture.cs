using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Data;
using Raum.Jobs;
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

namespace Raum.Worker.Tests;

/// <summary>
/// What a worker works with: Postgres, a Redis of its own, a pretend Zendesk and a pretend provider, an organization whose replies need no person, a ticket.
/// <see cref="Host"/> is the other side: it queues jobs and looks at what became of them.
/// </summary>
public abstract class WorkerFixture(PostgresServer postgres) : IAsyncLifetime
{
    protected const string MasterSecret = "a master secret of more than 32 characters";
    protected static readonly AuditActor Admin = new(AuditActorKind.User, "0197a3c4-0000-7000-8000-0000000000ad", Authenticated: true);

    protected OrganizationId Acme { get; private set; }

    protected TestDatabase Database { get; private set; } = null!;

    protected RedisServer Redis { get; private set; } = null!;

    protected FakeZendesk Zendesk { get; private set; } = null!;

    protected ZendeskDesk Desk => Zendesk.Desk;

    protected FakeProviders Providers { get; private set; } = null!;

    protected ProviderScript Model => Providers.Script;

    protected DeskTicket Ticket { get; private set; } = null!;

    protected ServiceProvider Host { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Acme = new OrganizationId(NewId());
        Database = await postgres.CreateDatabaseAsync();
        Redis = await RedisServer.StartNewAsync(Token);
        Zendesk = await FakeZendesk.StartAsync(new FakeZendeskOptions());
        Providers = await FakeProviders.StartAsync();
        Host = NewHost();

        (await Host.GetRequiredService<OrganizationDirectory>().CreateAsync(Acme, "Acme Tools", "eu", Admin, Token)).Failure.ShouldBeNull();
        await ConnectZendeskAsync();
        (
            await Host.GetRequiredService<ProviderCredentials>()
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
                )
        ).Failure.ShouldBeNull();
        (
            await Host.GetRequiredService<SettingsStore>()
                .ChangeAsync(Acme, settings => settings with { ApprovalLifted = [AiOperation.Generate] }, Admin, Token)
        ).Failure.ShouldBeNull();
        await ApproveAsync(ApprovedUse.UnseenReplies, nameof(AiOperation.Generate));
        Ticket = Desk.OpenTicket(
            new NewTicket(
                "Order A-4711",
                "Hello, my name is Jane Doe and my order has not arrived. Please write to jane.doe@example.com.",
                "Jane Doe",
                "jane.doe@example.com"
            )
        );
    }

    /// <summary>A process of the same installation.</summary>
    /// <param name="first">Registered before Raum's own, so that it wins.</param>
    /// <param name="lease">Longer than any pause of a busy machine, unless a lease is meant to run out.</param>
    protected ServiceProvider NewHost(Action<IServiceCollection>? first = null, TimeSpan? lease = null)
    {
        var services = new ServiceCollection();
        first?.Invoke(services);
        services.AddLogging();
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = Database.App;
            options.Platform = Database.Platform;
        });
        services.Configure<KeysOptions>(options => options.Local = new LocalKeyringOptions { MasterSecret = MasterSecret });
        services.Configure<ZendeskOptions>(options => options.Development = true);
        services.Configure<GuardedHttpOptions>(options => options.AllowedNetworks.Add("127.0.0.0/8"));
        services.Configure<JobQueueOptions>(options =>
        {
            options.Lease = lease ?? TimeSpan.FromMinutes(1);
            options.Wait = TimeSpan.FromMilliseconds(100);
        });
        return services
            .AddRaumData()
            .AddRaumKeys()
            .AddRaumAuditStore()
            .AddRaumOrganizations()
            .AddRaumRedis(Redis.ConnectionString)
            .AddRaumProviders()
            .AddRaumJobQueue()
            .AddRaumJobPipeline()
            .AddRaumZendesk()
            .BuildServiceProvider();
    }

    protected static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    protected QueuedJob NewJob(DeliveryTarget target = DeliveryTarget.PublicReply) =>
        new()
        {
            Id = new JobId(NewId()),
            Organization = Acme,
            Operation = AiOperation.Generate,
            Target = target,
            Lane = JobLane.Interactive,
            Actor = Admin,
            Correlation = new CorrelationId(NewId()),
            AcceptedAt = TimeProvider.System.GetUtcNow(),
            TicketId = Ticket.Id,
        };

    protected async Task EnqueueAsync(QueuedJob job) =>
        (await Host.GetRequiredService<IJobQueue>().EnqueueAsync(job, [], Token)).Failure.ShouldBeNull();

    protected async Task<JobStatus?> StatusAsync(QueuedJob job) =>
        (await Host.GetRequiredService<IJobStatusStore>().FindAsync(Acme, job.Id, Token)).Value;

    protected Task WaitForAsync(QueuedJob job, JobState state) =>
        Eventually.TrueAsync(async () => (await StatusAsync(job))?.State == state);

    protected async Task<IReadOnlyList<AuditEvent>> EventsAsync(QueuedJob job)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in Host.GetRequiredService<IAuditLog>().ReadAsync(Acme, 0, Token))
        {
            if (recorded.Event.Target == AuditTarget.Job(job.Id))
            {
                events.Add(recorded.Event);
            }
        }

        return events;
    }

    protected IReadOnlyList<DeskComment> Written() =>
        [.. Desk.Find(Ticket.Id)!.Comments.Where(comment => comment.AuthorId == Desk.ApiUser.Id)];

    private async Task ApproveAsync(ApprovedUse use, string subject)
    {
        var words = ApprovalText.Of(use);
        (
            await Host.GetRequiredService<WrittenApprovals>().GiveAsync(Acme, use, subject, words.Version, words.Text, Admin, Token)
        ).Failure.ShouldBeNull();
    }

    private async Task ConnectZendeskAsync()
    {
        var request = new ZendeskConnectRequest(
            Zendesk.Address.GetLeftPart(UriPartial.Authority),
            Desk.Options.ClientId,
            new PersonalText(Desk.Options.ClientSecret),
            new PersonalText(Desk.Options.WebhookSecret),
            ZendeskGrant.AuthorizationCode,
            Desk.Options.AccountId
        );
        (await Host.GetRequiredService<ZendeskConnections>().SaveAsync(Acme, request, Admin, Token)).Failure.ShouldBeNull();
        await ApproveAsync(ApprovedUse.Zendesk, request.Address);
        var oauth = Host.GetRequiredService<ZendeskOAuth>();
        var page = await oauth.BeginAsync(Acme, new Uri("https://raum.example.com/zendesk"), ZendeskScopes.ReadAndWrite, Token);
        page.Failure.ShouldBeNull();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(page.Value, Token);
        var query = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location.ShouldNotBeNull().Query);
        (await oauth.CompleteAsync(Acme, query["code"]!, query["state"]!, Token)).Failure.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Host.DisposeAsync();
        await Zendesk.DisposeAsync();
        await Providers.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
