using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.Testing;
using Raum.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Raum.People.Tests;

/// <summary>An organization with an owner, in a database of its own, as the API's role, with the real audit log and a clock that stands still.</summary>
public abstract class PeopleFixture(PostgresServer postgres, ManualClock? clock = null) : IAsyncLifetime
{
    protected static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    protected static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));
    protected static readonly PersonalText Email = new("jane.doe@acme.example");
    protected static readonly PersonalText Password = new("a long sentence that only Jane knows");
    private static readonly AuditActor Setup = AuditActor.System("tests");

    /// <summary>Whether the audit log can be reached.</summary>
    private protected LogSwitch Log { get; } = new();

    protected ManualClock Clock { get; } = clock ?? new ManualClock();

    protected TestDatabase Database { get; private set; } = null!;

    protected ServiceProvider Process { get; private set; } = null!;

    protected SignIns SignIns => Process.GetRequiredService<SignIns>();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        await using (var administration = Services(Database.App).BuildServiceProvider())
        {
            var directory = administration.GetRequiredService<OrganizationDirectory>();
            (await directory.CreateAsync(Acme, "Acme Tools", "eu", Setup, Token)).Succeeded.ShouldBeTrue();
            (await directory.CreateAsync(Globex, "Globex", "us", Setup, Token)).Succeeded.ShouldBeTrue();
        }

        Process = Services(Database.Api).BuildServiceProvider();
    }

    /// <summary>Another process of the API on the same database.</summary>
    protected ServiceProvider NewProcess() => Services(Database.Api).BuildServiceProvider();

    /// <summary>An operator's command line on the same database, in its role.</summary>
    protected ServiceProvider NewAdministration() => Services(Database.App).BuildServiceProvider();

    private ServiceCollection Services(string connection)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<RaumDataOptions>(options => (options.App, options.Platform) = (connection, Database.Platform));
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.AddRaumData().AddRaumKeys().AddRaumAuditStore().AddRaumOrganizations().AddRaumPeople();
        Configure(services);
        services.AddAwayLog(Log);
        return services;
    }

    protected virtual void Configure(IServiceCollection services) { }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Process.DisposeAsync();
    }

    protected async Task<NewInvitation> InviteAsync(OrganizationId organization, Role role, PersonalText? email = null) =>
        (
            await Process
                .GetRequiredService<Invitations>()
                .CreateAsync(organization, EmailAddress.Read(email ?? Email)!, role, Setup, Token)
        ).Value;

    /// <summary>Jane, a member with a password.</summary>
    protected async Task<SignInStep> JoinAsync(Role role = Role.Owner, PersonalText? email = null, OrganizationId? organization = null)
    {
        var invitation = await InviteAsync(organization ?? Acme, role, email);
        return (await SignIns.WithInvitationAsync(invitation.Token, new PersonalText("Jane Doe"), Password, null, Token)).Value;
    }

    protected Task<Outcome<SignInStep>> SignInAsync(PersonalText? password = null, PersonalText? email = null) =>
        SignIns.WithPasswordAsync(email ?? Email, password ?? Password, null, null, Token);

    /// <summary>A member with a session; no password is hashed.</summary>
    protected async Task<NewSession> HireAsync(Role role, OrganizationId? organization = null, params string[] methods)
    {
        var home = organization ?? Acme;
        var email = EmailAddress.Read(new PersonalText($"{Guid.CreateVersion7(Clock.GetUtcNow()):N}@acme.example"))!;
        var user = (await Process.GetRequiredService<AccountStore>().CreateAsync(email, null, null, Token)).Value;
        var added = await Process
            .GetRequiredService<RaumDatabase>()
            .RunAsync(
                home,
                (scope, stop) =>
                    MemberStore.AddAsync(
                        scope,
                        Process.GetRequiredService<IAuditLog>(),
                        user,
                        role,
                        "operator",
                        AuditActor.System("tests"),
                        Clock.GetUtcNow(),
                        stop
                    ),
                Token
            );
        added.Succeeded.ShouldBeTrue();
        return await SignInAsync(home, user, role, methods);
    }

    protected async Task<NewSession> SignInAsync(OrganizationId organization, UserId user, Role role, params string[] methods) =>
        (
            await Process
                .GetRequiredService<SessionStore>()
                .StartAsync(organization, user, role, methods is [] ? ["password"] : methods, null, Token)
        ).Value;

    protected async Task<List<AuditEvent>> EventsAsync(OrganizationId organization)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in Process.GetRequiredService<IAuditLog>().ReadAsync(organization, 0, Token))
        {
            events.Add(recorded.Event);
        }

        return events;
    }

    /// <summary>Comes back when somebody in this database waits for a lock: it was not taken before, and is taken next.</summary>
    /// <param name="count">How many wait.</param>
    protected async Task UntilWaitingAsync(int count = 1)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var waiting = new NpgsqlCommand(
            "select count(*) >= $1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            connection
        );
        waiting.Parameters.Add(new() { Value = count });
        while (await waiting.ExecuteScalarAsync(Token) is not true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    /// <summary>All rows of the schema, as the superuser sees them.</summary>
    protected async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("select schema_to_xml('people', true, false, '')::text", connection);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
