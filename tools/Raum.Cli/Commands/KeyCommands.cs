using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations.Keys;

namespace Raum.Cli.Commands;

/// <summary><c>key rotate</c>, <c>status</c>, <c>stop</c>, <c>resume</c>, <c>move</c>, <c>customer</c>: data keys of an organization. A worker does the sealing.</summary>
internal static class KeyCommands
{
    public static Command Create() =>
        new("key", "Data keys of an organization. Needs ConnectionStrings__raumdb_rotation.")
        {
            Move(),
            CustomerKeyCommands.Create(),
            Command(
                "rotate",
                "New versions of the keys now. A worker seals anew what the old ones sealed, beside its work.",
                async (rotation, organization, cancellationToken) =>
                {
                    var started = await rotation.StartAsync(organization, Cli.Actor, cancellationToken);
                    return started.Succeeded ? Lines(started.Value) : started.Failure;
                }
            ),
            Command(
                "status",
                "How far the last rotation has come.",
                async (rotation, organization, cancellationToken) =>
                {
                    var status = await rotation.StatusAsync(organization, cancellationToken);
                    return !status.Succeeded ? status.Failure
                        : status.Value.Count == 0 ? "No rotation yet."
                        : Lines(status.Value);
                }
            ),
            Command(
                "stop",
                "Stop sealing anew; resume goes on where it was.",
                async (rotation, organization, cancellationToken) =>
                {
                    var stopped = await rotation.StopAsync(organization, Cli.Actor, cancellationToken);
                    return stopped.Succeeded ? "Stopped." : stopped.Failure;
                }
            ),
            Command(
                "resume",
                "Go on with a rotation that was stopped.",
                async (rotation, organization, cancellationToken) =>
                {
                    var resumed = await rotation.ResumeAsync(organization, Cli.Actor, cancellationToken);
                    return resumed.Succeeded ? "Goes on." : resumed.Failure;
                }
            ),
        };

    /// <summary><c>key move</c>: from <c>Keys__Previous__…</c> to the keyring that is configured now.</summary>
    private static Command Move()
    {
        var move = new Command(
            "move",
            $"Wrap the organization's keys with the present keyring in place of Keys__Previous__…. The installation's own: {OrganizationId.Installation}."
        )
        {
            Cli.Organization,
        };
        move.Run(
            async (parsed, services, cancellationToken) =>
            {
                Cli.Connection("raumdb_rotation");
                var moved = await services
                    .GetRequiredService<KeyringMoves>()
                    .MoveAsync(new OrganizationId(parsed.GetRequiredValue(Cli.Organization)), Cli.Actor, cancellationToken);
                return moved.Succeeded ? $"{moved.Value.Count} keys moved." : moved.Failure;
            }
        );
        return move;
    }

    private static Command Command(
        string name,
        string description,
        Func<KeyRotation, OrganizationId, CancellationToken, Task<Outcome<string?>>> action
    )
    {
        var command = new Command(name, description) { Cli.Organization };
        command.Run(
            (parsed, services, cancellationToken) =>
            {
                Cli.Connection("raumdb_rotation");
                return action(
                    services.GetRequiredService<KeyRotation>(),
                    new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static string Lines(IReadOnlyList<RotationStatus> all) =>
        string.Join(
            Environment.NewLine,
            all.Select(one =>
                $"{one.Use.ToString().ToLowerInvariant()}  version {one.Version}  {State(one)}  {one.Resealed} sealed anew  {one.Unreadable} unreadable"
            )
        );

    private static string State(RotationStatus one) =>
        one.FinishedAt is { } finished ? $"finished {finished:u}"
        : one.StoppedAt is { } stopped ? $"stopped {stopped:u}"
        : $"under way since {one.StartedAt:u}";
}
