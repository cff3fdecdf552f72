using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Data;
using Raum.Organizations.Placement;

namespace Raum.Cli.Commands;

/// <summary><c>organization placement</c>, <c>place</c>, <c>connect</c>, <c>clear</c>, <c>return</c>: an organization's conversations and log in a database of their own, and back.</summary>
internal static class PlacementCommands
{
    public static Command Show()
    {
        var show = new Command("placement", "Tell where an organization's conversations and log are.") { Cli.Organization };
        show.Run(
            async (parsed, services, cancellationToken) =>
            {
                var state = await services
                    .GetRequiredService<OrganizationMoves>()
                    .StateAsync(new OrganizationId(parsed.GetValue(Cli.Organization)), cancellationToken);
                return state.Succeeded ? $"{state.Value}" : state.Failure;
            }
        );
        return show;
    }

    public static Command Place()
    {
        var place = new Command(
            "place",
            "Move an organization's conversations and log to an empty database. Reads its connection strings from standard input, a line for each role: raum_owner=Host=…"
        )
        {
            Cli.Organization,
        };
        place.Run(
            async (parsed, services, cancellationToken) =>
            {
                if (await ReadConnectionsAsync(cancellationToken) is not { } connections)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var moved = await services
                    .GetRequiredService<OrganizationMoves>()
                    .PlaceAsync(
                        new OrganizationId(parsed.GetValue(Cli.Organization)),
                        Cli.Connection("raumdb_owner"),
                        connections,
                        Cli.Actor,
                        cancellationToken
                    );
                return moved.Succeeded ? $"Moved. {Words(moved.Value)}" : await ExplainAsync(moved.Failure);
            }
        );
        return place;
    }

    public static Command Connect()
    {
        var connect = new Command(
            "connect",
            "Lead to a placed organization's database by other connections: another host, other passwords. Reads them from standard input as place does."
        )
        {
            Cli.Organization,
        };
        connect.Run(
            async (parsed, services, cancellationToken) =>
            {
                if (await ReadConnectionsAsync(cancellationToken) is not { } connections)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var connected = await services
                    .GetRequiredService<PlacedDatabases>()
                    .ConnectAsync(
                        new OrganizationId(parsed.GetValue(Cli.Organization)),
                        Cli.Connection("raumdb_owner"),
                        connections,
                        Cli.Actor,
                        cancellationToken
                    );
                return connected.Succeeded ? "Connected." : await ExplainAsync(connected.Failure);
            }
        );
        return connect;
    }

    public static Command Clear()
    {
        var clear = new Command("clear", "Delete what a placed organization left in the shared database, after a check of its own.")
        {
            Cli.Organization,
        };
        clear.Run(
            async (parsed, services, cancellationToken) =>
            {
                var deleted = await services
                    .GetRequiredService<OrganizationMoves>()
                    .ClearAsync(
                        new OrganizationId(parsed.GetValue(Cli.Organization)),
                        Cli.Connection("raumdb_owner"),
                        Cli.Actor,
                        cancellationToken
                    );
                return deleted.Succeeded ? $"Deleted {deleted.Value} rows." : await ExplainAsync(deleted.Failure);
            }
        );
        return clear;
    }

    public static Command Return()
    {
        var back = new Command(
            "return",
            "Bring a placed organization back to the shared database, or an interrupted move to its beginning."
        )
        {
            Cli.Organization,
        };
        back.Run(
            async (parsed, services, cancellationToken) =>
            {
                var moved = await services
                    .GetRequiredService<OrganizationMoves>()
                    .ReturnAsync(
                        new OrganizationId(parsed.GetValue(Cli.Organization)),
                        Cli.Connection("raumdb_owner"),
                        Cli.Actor,
                        cancellationToken
                    );
                return !moved.Succeeded ? await ExplainAsync(moved.Failure)
                    : moved.Value is { } rows ? $"Here again. {Words(rows)}"
                    : "Here as before; nothing had moved.";
            }
        );
        return back;
    }

    private static string Words(MovedRows moved) =>
        $"{moved.Rows} rows of {moved.Tables} tables, the same on both sides; last signed tree: {moved.Tree}";

    private static async Task<Failure> ExplainAsync(Failure failure)
    {
        if (
            failure.Code switch
            {
                FailureCode.InvalidRequest =>
                    "Each role needs a connection that signs in as it, over TLS (SSL Mode=VerifyFull) unless on this machine, to one database that holds nobody else's rows.",
                FailureCode.AlreadyDecided => "It is in a database of its own.",
                FailureCode.Conflict =>
                    "Somebody did not stop working for the organization, or another move is under way. It is where it was; try again.",
                FailureCode.SealBroken => "The two sides are not the same. The organization is where it was.",
                _ => null,
            } is
            { } words
        )
        {
            await Console.Error.WriteLineAsync(words);
        }

        return failure;
    }

    private static async Task<Dictionary<DatabaseRole, string>?> ReadConnectionsAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<DatabaseRole, string>();
        while (await Console.In.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var parts = line.Split('=', 2);
            if (parts.Length == 2 && OrganizationMoves.Roles.Where(role => role.Name() == parts[0].Trim()).ToList() is [var role])
            {
                found[role] = parts[1].Trim();
            }
            else
            {
                found.Clear();
                break;
            }
        }

        if (found.Count == OrganizationMoves.Roles.Count)
        {
            return found;
        }

        await Console.Error.WriteLineAsync(
            $"A line for each role is wanted: {string.Join(", ", OrganizationMoves.Roles.Select(role => $"{role.Name()}=Host=…"))}"
        );
        return null;
    }
}
