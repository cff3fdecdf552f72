using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Postgres;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Tests.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Organizations;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>DATA-1: the end of a closed organization has a point of no return. Before it nothing has gone; after it nobody opens it again, and it comes to its end.</summary>
public sealed class OrganizationEndTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private static readonly AuditActor Operator = AuditActor.System("raum-cli");
    private NpgsqlDataSource _platform = null!;

    private OrganizationClosure Closure => new(new RaumDatabase(_platform), Log, Clock);

    private OrganizationEnd End => Process.GetRequiredService<OrganizationEnd>();

    private RetentionSettings Settings => Process.GetRequiredService<RetentionSettings>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _platform = NpgsqlDataSource.Create(Database.Platform);
    }

    public override async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Opened_again_after_it_was_found_due_it_keeps_everything()
    {
        await CloseAsync();
        (await End.DueAsync(Token)).Value.ShouldBe([Acme]);
        (await Closure.ReopenAsync(Acme, Operator, Token)).Value.ClosedAt.ShouldBeNull();

        (await End.RunAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.PreconditionFailed);

        await ShouldHaveEverythingAsync();
        (await CountAsync("audit.removal")).ShouldBe(0);
        (await End.DueAsync(Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_ends_it_cannot_be_opened_again_and_nothing_says_that_it_was()
    {
        await CloseAsync();
        Outcome<Closure>? opened = null;
        var worker = ProcessWhere("bodies-removed.v1", async () => opened = await Closure.ReopenAsync(Acme, Operator, Token));

        (await worker.GetRequiredService<OrganizationEnd>().RunAsync(Acme, Token)).Failure.ShouldBeNull();

        opened!.Value.Failure!.Code.ShouldBe(FailureCode.Gone);
        var closure = (await Closure.FindAsync(Acme, Token)).Value;
        (closure.ClosedAt is null, closure.EndingAt is null, closure.DestroyedAt is null).ShouldBe((false, false, false));
        // It was closed: one entry.
        (await CountAsync("audit.event where convert_from(header, 'UTF8') like '%closure-changed.v1%'")).ShouldBe(1);
        await ShouldHaveNothingAsync();
    }

    [Fact]
    public async Task A_hold_that_is_placed_while_it_ends_keeps_it_and_it_ends_when_the_hold_is_lifted()
    {
        await CloseAsync();
        var hold = Guid.Empty;
        var worker = ProcessWhere("bodies-removed.v1", async () => hold = (await Settings.PlaceHoldAsync(Acme, Operator, Token)).Value);

        (await worker.GetRequiredService<OrganizationEnd>().RunAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);

        await ShouldHaveEverythingAsync();
        (await End.RunAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);
        (await Closure.ReopenAsync(Acme, Operator, Token)).Failure!.Code.ShouldBe(FailureCode.Gone);
        (await Settings.LiftHoldAsync(Acme, hold, Operator, Token)).Failure.ShouldBeNull();
        (await End.RunAsync(Acme, Token)).Failure.ShouldBeNull();
        await ShouldHaveNothingAsync();
    }

    [Fact]
    public async Task A_hold_on_what_was_destroyed_is_refused()
    {
        await CloseAsync();
        (await End.RunAsync(Acme, Token)).Failure.ShouldBeNull();

        (await Settings.PlaceHoldAsync(Acme, Operator, Token)).Succeeded.ShouldBeFalse();

        await ShouldHaveNothingAsync();
    }

    [Fact]
    public async Task A_worker_that_dies_after_the_point_of_no_return_leaves_what_the_next_one_ends()
    {
        await CloseAsync();
        await DieAtAsync("bodies-removed.v1");

        (await Closure.ReopenAsync(Acme, Operator, Token)).Failure!.Code.ShouldBe(FailureCode.Gone);
        (await End.DueAsync(Token)).Value.ShouldBe([Acme]);
        (await End.RunAsync(Acme, Token)).Failure.ShouldBeNull();

        await ShouldHaveNothingAsync();
        (await CountAsync("audit.receipt")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_workers_that_end_it_at_once_one_does_it_and_the_other_leaves_nothing()
    {
        await CloseAsync();
        var worker = ProcessWhere("bodies-removed.v1", async () => (await End.RunAsync(Acme, Token)).Failure.ShouldBeNull());

        await worker.GetRequiredService<OrganizationEnd>().RunAsync(Acme, Token);

        await ShouldHaveNothingAsync();
        (await CountAsync("audit.receipt")).ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_has_not_heard_of_the_end_records_nothing_any_more()
    {
        await CloseAsync();
        (await End.RunAsync(Acme, Token)).Failure.ShouldBeNull();
        var entries = await CountAsync("audit.event");

        // It tries again until its time is over, by a clock that somebody has to move.
        var append = Log.AppendAsync(Acme, [AnyEvent()], Token);
        while (!append.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        (await append).Succeeded.ShouldBeFalse();

        (await CountAsync("audit.event")).ShouldBe(entries);
        (await End.DestroyedAsync(Token)).Value.ShouldBe([Acme]);
        (await End.SweepAsync(Acme, Token)).Failure.ShouldBeNull();
        await ShouldHaveNothingAsync();
    }

    [Fact]
    public async Task Nobody_is_told_to_build_the_read_models_of_one_that_was_destroyed()
    {
        await CloseAsync();
        await RecordAsync(Globex, 1);
        await Log.AppendAsync(Globex, [AnyEvent()], Token);
        (await End.RunAsync(Acme, Token)).Failure.ShouldBeNull();

        await using var source = NpgsqlDataSource.Create(Database.Projector);
        await using var behind = source.CreateCommand("select id from lookup.organizations_behind('tree.v1') as id");
        await using var reader = await behind.ExecuteReaderAsync(Token);
        var found = new List<OrganizationId>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(new OrganizationId(reader.GetGuid(0)));
        }

        found.ShouldBe([Globex]);
    }

    [Theory]
    [InlineData("closed_at = null, destroy_after = null, exported_at = null, ending_at = null, destroyed_at = null")]
    [InlineData("destroy_after = now() + interval '30 days'")]
    public async Task What_ends_is_not_brought_back_by_a_statement_of_ones_own(string set)
    {
        await CloseAsync();
        await DieAtAsync("bodies-removed.v1");

        foreach (var role in (string[])[Database.Platform, Database.Superuser])
        {
            (
                await Should.ThrowAsync<PostgresException>(() =>
                    ExecuteAsync(role, $"update organizations.organization set {set} where organization_id = $1", Acme.Value)
                )
            ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Fact]
    public async Task What_ends_leaves_for_no_other_database()
    {
        await CloseAsync();
        await DieAtAsync("bodies-removed.v1");

        (
            await Should.ThrowAsync<PostgresException>(() =>
                ExecuteAsync(Database.Superuser, "insert into organizations.elsewhere (organization_id) values ($1)", Acme.Value)
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task The_role_that_purges_cannot_begin_the_end_of_one_that_may_come_back_nor_plan_it()
    {
        await RecordAsync(Acme, 1);
        (await Closure.CloseAsync(Acme, 7, Operator, Token)).Failure.ShouldBeNull();

        foreach (
            var attack in (string[])
                [
                    "update organizations.organization set ending_at = now()",
                    $"insert into audit.removal (organization_id, receipt_id, cause, reason, revisions, planned_at) values ('{Acme}', gen_random_uuid(), 'closure', '', '{{0}}', now())",
                ]
        )
        {
            try
            {
                await ExecuteAsync(Database.Purge, $"set raum.organization = '{Acme}'; {attack}");
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // Refused, or nothing was found.
            }
        }

        (await Closure.FindAsync(Acme, Token)).Value.EndingAt.ShouldBeNull();
        (await CountAsync("audit.removal")).ShouldBe(0);
    }

    /// <summary>Closed, exported, and its days are over; with entries, bodies, keys and read models.</summary>
    private async Task CloseAsync()
    {
        await RecordAsync(Acme, 3);
        var closed = (await Closure.CloseAsync(Acme, 0, Operator, Token)).Value;
        (await Closure.ExportedAsync(Acme, closed.ClosedAt!.Value, Token)).Value.ExportedAt.ShouldNotBeNull();
        await Projector.CatchUpAsync(Acme, Token);
    }

    private async Task DieAtAsync(string type)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var worker = ProcessWhere(type, life.CancelAsync);
        try
        {
            await worker.GetRequiredService<OrganizationEnd>().RunAsync(Acme, life.Token);
        }
        catch (OperationCanceledException)
        {
            // A worker that is no more answers nobody.
        }

        (await Closure.FindAsync(Acme, Token)).Value.EndingAt.ShouldNotBeNull();
    }

    private async Task ShouldHaveEverythingAsync()
    {
        (await CountAsync("audit.removed_body")).ShouldBe(0);
        (await CountAsync("audit.event where body = ''")).ShouldBe(0);
        (await ReadAllAsync(Log, Acme)).Count.ShouldBeGreaterThan(3);
        (await CountAsync($"keys.data_key where organization_id = '{Acme}'")).ShouldBeGreaterThan(0);
    }

    private async Task ShouldHaveNothingAsync()
    {
        (await CountAsync("audit.event where body <> '' and convert_from(header, 'UTF8') like '%job-masked%'")).ShouldBe(0);
        foreach (
            var table in (string[])
                ["keys.data_key", "projection.audit_entry", "projection.checkpoint", "projection.usage", "audit.removal", "audit.hold"]
        )
        {
            (await CountAsync($"{table} where organization_id = '{Acme}'")).ShouldBe(0, table);
        }
    }

    /// <summary>Another process, in which something happens once, right after an event was written.</summary>
    private ServiceProvider ProcessWhere(string type, Func<Task> happens) =>
        NewProcess(
            options => options.LogOrigin = "raum.example/log",
            services =>
                services
                    .AddSingleton<TimeProvider>(Clock)
                    .AddSingleton<ILogStore>(provider => new StoreWithHook(
                        ActivatorUtilities.CreateInstance<PostgresLogStore>(provider),
                        type,
                        happens
                    ))
                    .AddRaumAuditProjector()
        );
}
