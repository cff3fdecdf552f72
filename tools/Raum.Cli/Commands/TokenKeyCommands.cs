using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.People.Tokens;

namespace Raum.Cli.Commands;

/// <summary><c>token-key list</c> and <c>withdraw</c>: for the day when a key that signs access tokens may be in the wrong hands.</summary>
internal static class TokenKeyCommands
{
    public static Command Create()
    {
        var list = new Command("list", "The keys that sign access tokens, by id.");
        list.Run(
            async (_, services, cancellationToken) =>
            {
                var keys = await services.GetRequiredService<KeyWithdrawal>().ListAsync(cancellationToken);
                return keys.Succeeded ? string.Join(Environment.NewLine, keys.Value.Select(Line)) : keys.Failure;
            }
        );
        var key = new Argument<string>("key") { Description = "Id of the key, the kid of its tokens." };
        var withdraw = new Command(
            "withdraw",
            "Take a key out of use, for ever: within 30 seconds no process takes what it signed. People get new tokens with their refresh tokens."
        )
        {
            key,
        };
        withdraw.Run(
            async (parsed, services, cancellationToken) =>
            {
                var withdrawn = await services
                    .GetRequiredService<KeyWithdrawal>()
                    .WithdrawAsync(parsed.GetRequiredValue(key), Cli.Actor, cancellationToken);
                return withdrawn.Succeeded ? "withdrawn" : withdrawn.Failure;
            }
        );
        return new Command("token-key", "Keys that sign people's access tokens.") { list, withdraw };
    }

    private static string Line(TokenKey key) =>
        $"{key.Id}  {key.SignsFrom:u} to {key.SignsUntil:u}{(key.WithdrawnAt is { } at ? $"  withdrawn {at:u}" : "")}";
}
