using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Organizations.Placement;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-1: a command that ends in any of its steps is repeated or taken back, and no entry is lost, doubled or written in the wrong place.</summary>
public sealed class PlacementCrashTests(PostgresServer postgres) : PlacementFixture(postgres)
{
    // What a step does, and in which of the two databases; "at commit" ends it when all was written.
    private static readonly string[] PlaceSteps =
    [
        "shared: insert on organizations.placement",
        "own: insert on organizations.organization",
        "own: insert on organizations.elsewhere",
        "shared: insert on organizations.elsewhere",
        "own: insert on audit.head",
        "own: insert on audit.event at commit",
        "own: delete on organizations.elsewhere",
        "shared: update on organizations.placement",
        "shared: update on organizations.placement at commit",
    ];

    private static readonly string[] ReturnSteps =
    [
        "shared: update on organizations.placement",
        "own: insert on organizations.elsewhere",
        "shared: delete on audit.event",
        "shared: insert on audit.head",
        "shared: insert on audit.event at commit",
        "shared: delete on organizations.elsewhere",
        "shared: delete on organizations.placement",
        "shared: delete on organizations.placement at commit",
    ];

    public static TheoryData<string, bool> OnTheWayThere => Both(PlaceSteps);

    public static TheoryData<string, bool> OnTheWayBack => Both(ReturnSteps);

    [Theory]
    [MemberData(nameof(OnTheWayThere))]
    public async Task Ended_in_a_step_of_place_it_goes_there_or_stays(string step, bool goesOn)
    {
        await Migrator.ApplyAsync(Own.Owner, Token);
        await WorkAsync(Acme, 2);
        var before = await EventsAsync(Shared);
        await BreakAsync(step);

        await Should.ThrowAsync<PostgresException>(() => Moves.PlaceAsync(Acme, Shared.Owner, Connections(Own), Admin, Token));
        var written = await LookAroundAsync();
        await MendAsync();
        if (goesOn)
        {
            await PlaceAsync(Acme, Own);
        }
        else if ((await Moves.StateAsync(Acme, Token)).Value == PlacementState.Moving)
        {
            (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        }

        await CheckAsync(goesOn, before, written);
    }

    [Theory]
    [MemberData(nameof(OnTheWayBack))]
    public async Task Ended_in_a_step_of_return_it_comes_back_or_stays_there(string step, bool goesOn)
    {
        await PlaceAsync(Acme, Own);
        await WorkAsync(Acme, 2);
        var before = await EventsAsync(Own);
        await BreakAsync(step);

        await Should.ThrowAsync<PostgresException>(() => Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token));
        var written = await LookAroundAsync();
        await MendAsync();
        if (goesOn)
        {
            (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        }
        else if ((await Moves.StateAsync(Acme, Token)).Value == PlacementState.Returning)
        {
            await PlaceAsync(Acme, Own);
        }

        await CheckAsync(!goesOn, before, written);
    }

    [Fact]
    public async Task Ended_in_the_middle_of_clear_nothing_is_deleted_and_it_can_be_repeated()
    {
        await WorkAsync(Acme, 2);
        await PlaceAsync(Acme, Own);
        var left = await RowsAsync(Shared, Acme);
        await BreakAsync("shared: delete on audit.head");

        await Should.ThrowAsync<PostgresException>(() => Moves.ClearAsync(Acme, Shared.Owner, Admin, Token));
        (await RowsAsync(Shared, Acme)).ShouldBe(left);

        await MendAsync();
        (await Moves.ClearAsync(Acme, Shared.Owner, Admin, Token)).Value.ShouldBe(left);
        (await RowsAsync(Shared, Acme)).ShouldBe(0);
    }

    [Fact]
    public async Task Over_a_network_that_cuts_commands_are_repeated_until_they_are_done_and_nothing_is_lost()
    {
        await using var proxy = new CuttingProxy(new NpgsqlConnectionStringBuilder(Shared.Owner).Port);
        string Through(string straight) => new NpgsqlConnectionStringBuilder(straight) { Port = proxy.Port }.ConnectionString;
        var moves = NewProcess(DatabaseRole.App, Through).GetRequiredService<OrganizationMoves>();
        var connections = Connections(Own).ToDictionary(one => one.Key, one => Through(one.Value));
        await WorkAsync(Acme, 3);
        var before = await EventsAsync(Shared);
        proxy.CutAtRandom(0.003, seed: 20261121);

        var cuts = 0;
        foreach (var state in (PlacementState[])[PlacementState.Moved, PlacementState.Here, PlacementState.Moved])
        {
            while ((await Moves.StateAsync(Acme, Token)).Value != state)
            {
                try
                {
                    _ =
                        state == PlacementState.Moved
                            ? (await moves.PlaceAsync(Acme, Through(Shared.Owner), connections, Admin, Token)).Succeeded
                            : (await moves.ReturnAsync(Acme, Through(Shared.Owner), Admin, Token)).Succeeded;
                }
                catch (Exception e) when (e is NpgsqlException || DatabaseFailures.IsUnavailable(e))
                {
                    cuts++;
                }
            }
        }

        proxy.Recover();
        (cuts + proxy.Cuts).ShouldBeGreaterThan(0);
        await CheckAsync(isThere: true, before, written: 0);
    }

    private static TheoryData<string, bool> Both(string[] steps)
    {
        var both = new TheoryData<string, bool>();
        foreach (var step in steps)
        {
            both.Add(step, false);
            both.Add(step, true);
        }

        return both;
    }

    /// <summary>Others work; a service that looks anew writes where the organization is, or nowhere.</summary>
    /// <returns>How many entries it could write.</returns>
    private async Task<int> LookAroundAsync()
    {
        var worker = NewProcess(DatabaseRole.Worker);
        (await RecordAsync(worker, Globex)).Succeeded.ShouldBeTrue();
        var state = (await Moves.StateAsync(Acme, Token)).Value;
        var recorded = await RecordAsync(worker, Acme);

        recorded.Succeeded.ShouldBe(state is PlacementState.Here or PlacementState.Moved);
        return recorded.Succeeded ? 1 : 0;
    }

    /// <summary>It is in one place and works there; what was there before is there as it was, and what was written meanwhile too.</summary>
    private async Task CheckAsync(bool isThere, List<string> before, int written)
    {
        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(isThere ? PlacementState.Moved : PlacementState.Here);
        await WorkAsync(Acme);
        var (home, other) = isThere ? (Own, Shared) : (Shared, Own);
        var events = await EventsAsync(home);

        events.Take(before.Count).ShouldBe(before);
        events.Select(one => one.Split(' ')[0]).ShouldBe(Enumerable.Range(0, events.Count).Select(i => $"{i}"));
        events.Count.ShouldBeGreaterThan(before.Count + written);
        (await RevisionsAsync(Acme)).Count.ShouldBe(events.Count);
        (await EnterAsync(home)).ShouldBeNull();
        if (isThere)
        {
            (await EnterAsync(other)).ShouldBe("RM001");
        }

        (await RowsAsync(Own, Globex)).ShouldBe(0);
    }

    private async Task BreakAsync(string step)
    {
        var (database, what) = step.StartsWith("own: ", StringComparison.Ordinal) ? (Own, step[5..]) : (Shared, step[8..]);
        var atCommit = what.EndsWith(" at commit", StringComparison.Ordinal);
        what = what.Replace(" at commit", "", StringComparison.Ordinal);
        await ExecuteAsync(
            database,
            $"""
            create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'the process ended'; end $$;
            create {(atCommit ? "constraint trigger fails after" : "trigger fails before")} {what}
              {(atCommit ? "deferrable initially deferred" : "")} for each row {(
                what.Contains(" audit.", StringComparison.Ordinal)
                    ? $"when ({(what.StartsWith("delete", StringComparison.Ordinal) ? "old" : "new")}.organization_id = '{Acme}')"
                    : ""
            )}
              execute function public.fail();
            """
        );
    }

    private async Task MendAsync()
    {
        foreach (var database in (TestDatabase[])[Shared, Own])
        {
            await ExecuteAsync(database, "drop function if exists public.fail() cascade");
        }
    }
}
