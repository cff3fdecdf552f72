using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;

namespace Raum.Cli.Commands;

/// <summary><c>member invite</c>: how an organization gets its first owner.</summary>
internal static class MemberCommands
{
    public static Command Create()
    {
        var role = new Option<string>("--role")
        {
            Description = $"What the person will be: {string.Join(", ", Roles.All.Select(known => known.Name()))}. owner if left out.",
            DefaultValueFactory = _ => Role.Owner.Name(),
        };
        var invite = new Command(
            "invite",
            "Invite somebody: the e-mail address is read from standard input, and the link is printed, the only time."
        )
        {
            Cli.Organization,
            role,
        };
        invite.Run(
            async (parsed, services, cancellationToken) =>
            {
                var email = EmailAddress.Read(await Cli.ReadSecretAsync(cancellationToken));
                if (email is null || Roles.Named(parsed.GetRequiredValue(role)) is not { } named)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var created = await services
                    .GetRequiredService<Invitations>()
                    .CreateAsync(new OrganizationId(parsed.GetRequiredValue(Cli.Organization)), email, named, Cli.Actor, cancellationToken);
                return created.Succeeded ? created.Value.Link.AbsoluteUri : created.Failure;
            }
        );

        return new Command("member", "People of an organization.") { invite };
    }
}
