using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations.Placement;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-1: an organization's conversations and log move to a database of their own and back, in full or not at all.</summary>
public sealed class PlacementTests(PostgresServer postgres) : PlacementFixture(postgres)
{
    private const string FailingTrigger = """
        create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
        create trigger fails before insert on audit.body_key for each row execute function public.fail();
        """;

    [Fact]
    public async Task What_was_there_moves_what_follows_goes_there_and_the_log_has_no_gap()
    {
        await WorkAsync(Acme, 3);
        await WorkAsync(Globex, 2);
        var neighbours = await RowsAsync(Shared, Globex);

        var moved = await PlaceAsync(Acme, Own);
        var left = await RowsAsync(Shared, Acme);
        await WorkAsync(Acme, 2);
        await WorkAsync(Globex);

        moved.Rows.ShouldBe(left);
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Moved);
        (await RowsAsync(Shared, Acme)).ShouldBe(left);
        (await RowsAsync(Own, Acme)).ShouldBeGreaterThan(left);
        (await RevisionsAsync(Acme)).ShouldBe(Enumerable.Range(0, (await RevisionsAsync(Acme)).Count).Select(i => (long)i));
        (await RowsAsync(Own, Globex)).ShouldBe(0);
        (await RowsAsync(Shared, Globex)).ShouldBeGreaterThan(neighbours);
    }

    [Fact]
    public async Task What_it_left_behind_is_deleted_by_a_second_command_and_it_works_on()
    {
        await WorkAsync(Acme, 2);
        await PlaceAsync(Acme, Own);
        var before = await RevisionsAsync(Acme);

        (await Moves.ClearAsync(Acme, Shared.Owner, Admin, Token)).Value.ShouldBeGreaterThan(0);

        (await RowsAsync(Shared, Acme)).ShouldBe(0);
        await WorkAsync(Acme);
        (await RowsAsync(Shared, Acme)).ShouldBe(0);
        (await RevisionsAsync(Acme)).Count.ShouldBeGreaterThan(before.Count);
        (await RowsAsync(Shared, Globex)).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_comes_back_with_everything_that_was_written_since(bool cleared)
    {
        await WorkAsync(Acme, 2);
        await PlaceAsync(Acme, Own);
        await WorkAsync(Acme, 3);
        if (cleared)
        {
            (await Moves.ClearAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        }

        var there = await RevisionsAsync(Acme);
        var back = await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token);

        back.Value!.Rows.ShouldBe(await RowsAsync(Own, Acme));
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Here);
        (await RevisionsAsync(Acme)).Take(there.Count).ShouldBe(there);
        await WorkAsync(Acme);
        (await RowsAsync(Own, Acme)).ShouldBe(back.Value.Rows);
    }

    [Fact]
    public async Task It_can_leave_again_to_where_it_was()
    {
        await PlaceAsync(Acme, Own);
        (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        await WorkAsync(Acme, 2);

        await PlaceAsync(Acme, Own);

        await WorkAsync(Acme);
        (await RevisionsAsync(Acme)).Count.ShouldBeGreaterThan(6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_in_the_middle_it_goes_on_or_back_and_nobody_works_for_it_meanwhile(bool goesOn)
    {
        await WorkAsync(Acme, 2);
        await Migrator.ApplyAsync(Own.Owner, Token);
        await ExecuteAsync(Own, FailingTrigger);
        var before = (await RevisionsAsync(Acme)).Count;

        await Should.ThrowAsync<PostgresException>(() => Moves.PlaceAsync(Acme, Shared.Owner, Connections(Own), Admin, Token));

        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Moving);
        (await NewProcess(DatabaseRole.Worker).GetRequiredService<PlacedDatabase>().IsMovingAsync(Acme, Token)).Value.ShouldBeTrue();
        await WorkAsync(Globex);

        await ExecuteAsync(Own, "drop function public.fail() cascade");
        if (goesOn)
        {
            await PlaceAsync(Acme, Own);
        }
        else
        {
            (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Value.ShouldBeNull();
        }

        await WorkAsync(Acme);
        (await RevisionsAsync(Acme)).Count.ShouldBeGreaterThan(before);
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(goesOn ? PlacementState.Moved : PlacementState.Here);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_on_the_way_back_it_goes_on_or_stays(bool goesOn)
    {
        await PlaceAsync(Acme, Own);
        await WorkAsync(Acme, 2);
        await ExecuteAsync(Shared, FailingTrigger);
        await Should.ThrowAsync<PostgresException>(() => Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token));
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Returning);

        await ExecuteAsync(Shared, "drop function public.fail() cascade");
        if (goesOn)
        {
            (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        }
        else
        {
            await PlaceAsync(Acme, Own);
        }

        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(goesOn ? PlacementState.Here : PlacementState.Moved);
        await WorkAsync(Acme);
        (await RevisionsAsync(Acme)).Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_copy_that_is_not_the_same_is_not_used()
    {
        await WorkAsync(Acme, 2);
        await Migrator.ApplyAsync(Own.Owner, Token);
        await ExecuteAsync(
            Own,
            """
            create function public.change() returns trigger language plpgsql as $$ begin new.salt := sha256(new.salt); return new; end $$;
            create trigger changes before insert on audit.event for each row execute function public.change();
            """
        );

        var moved = await Moves.PlaceAsync(Acme, Shared.Owner, Connections(Own), Admin, Token);

        moved.Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Here);
        (await RowsAsync(Own, Acme)).ShouldBe(0);
        await WorkAsync(Acme);
    }

    [Fact]
    public async Task Who_is_at_work_for_it_comes_to_an_end_first()
    {
        await using var scope = await Process.GetRequiredService<PlacedDatabase>().OpenAsync(Acme, Token);
        await using var write = scope.CreateCommand(
            "insert into conversation.objection (organization_id, person_id, recorded_at) values ($1, 4711, now())",
            Acme.Value
        );
        await write.ExecuteNonQueryAsync(Token);

        var moving = Moves.PlaceAsync(Acme, Shared.Owner, Connections(Own), Admin, Token);
        while ((await ListAsync(Shared, "select pid::text from pg_locks where locktype = 'advisory' and not granted")).Count == 0)
        {
            moving.IsCompleted.ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        await scope.CommitAsync(Token);

        (await moving).Succeeded.ShouldBeTrue();
        (await ListAsync(Own, "select person_id::text from conversation.objection")).ShouldBe(["4711"]);
    }

    [Fact]
    public async Task A_closed_organization_is_not_placed_and_a_placed_one_can_be_closed_opened_and_brought_back()
    {
        await WorkAsync(Acme, 3);
        var closures = Process.GetRequiredService<OrganizationClosure>();
        (await closures.CloseAsync(Acme, 0, Admin, Token)).Succeeded.ShouldBeTrue();
        (await Moves.PlaceAsync(Acme, Shared.Owner, Connections(Own), Admin, Token)).Failure!.Code.ShouldBe(FailureCode.OrganizationClosed);
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Here);
        (await closures.ReopenAsync(Acme, Admin, Token)).Value.ClosedAt.ShouldBeNull();

        await PlaceAsync(Acme, Own);
        var closed = (await closures.CloseAsync(Acme, 0, Admin, Token)).Value;
        (await closures.ExportedAsync(Acme, closed.ClosedAt!.Value, Token)).Succeeded.ShouldBeTrue();
        var end = NewProcess(DatabaseRole.Worker).GetRequiredService<OrganizationEnd>();
        (await end.DueAsync(Token)).Value.ShouldBeEmpty();
        (await end.ElsewhereAsync(Token)).Value.ShouldBe([Acme]);
        // Who found it due before, or thinks so.
        (await end.RunAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.PreconditionFailed);
        (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();

        (await end.DueAsync(Token)).Value.ShouldBe([Acme]);
        (await end.RunAsync(Acme, Token)).Failure.ShouldBeNull();
        (await closures.FindAsync(Acme, Token)).Value.DestroyedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_database_that_is_somebody_elses_is_refused()
    {
        await PlaceAsync(Globex, Own);

        var same = await Moves.PlaceAsync(Acme, Shared.Owner, Connections(Shared), Admin, Token);
        var anothers = await Moves.PlaceAsync(Acme, Shared.Owner, Connections(Own), Admin, Token);
        var mixed = Connections(await NewDatabaseAsync()).ToDictionary();
        mixed[DatabaseRole.Api] = Shared.Api;
        var elsewhere = await Moves.PlaceAsync(Acme, Shared.Owner, mixed, Admin, Token);
        mixed[DatabaseRole.Api] = "Host=db.example.com;Username=raum_api;Password=x";
        var inClear = await Moves.PlaceAsync(Acme, Shared.Owner, mixed, Admin, Token);

        (new[] { same, anothers, elsewhere, inClear }).ShouldAllBe(refused => refused.Failure!.Code == FailureCode.InvalidRequest);
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Here);
        await WorkAsync(Acme);
    }
}
