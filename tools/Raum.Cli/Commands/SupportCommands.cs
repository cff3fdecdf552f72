using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.People.Accounts;
using Raum.People.Support;

namespace Raum.Cli.Commands;

/// <summary><c>staff …</c> and <c>support …</c>: who is of the platform's staff, and which one of them an organization's access is for (ORG-11).</summary>
internal static class SupportCommands
{
    public static Command CreateStaff()
    {
        var invite = new Command(
            "invite",
            "Invite somebody to the staff: the e-mail address is read from standard input, and the link is printed, the only time."
        );
        invite.Run(
            async (_, services, cancellationToken) =>
            {
                if (await EmailAsync(cancellationToken) is not { } email)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var created = await services.GetRequiredService<SupportStaff>().InviteAsync(email, Cli.Actor, cancellationToken);
                return created.Succeeded ? created.Value.Link.AbsoluteUri : created.Failure;
            }
        );
        var remove = new Command(
            "remove",
            "Somebody is no longer of the staff: the e-mail address is read from standard input. Visits end at once."
        );
        remove.Run(
            async (_, services, cancellationToken) =>
                await EmailAsync(cancellationToken) is { } email
                    ? Said(await services.GetRequiredService<SupportStaff>().RemoveAsync(email, Cli.Actor, cancellationToken))
                    : new Failure(FailureCode.InvalidRequest)
        );
        return new Command("staff", "People of the platform's staff. They reach no organization by that.") { invite, remove };
    }

    public static Command CreateSupport()
    {
        var access = new Option<Guid>("--access") { Description = "Id of what the organization opened.", Required = true };
        var list = new Command("list", "What the organization has opened to support.") { Cli.Organization };
        list.Run(
            async (parsed, services, cancellationToken) =>
            {
                var open = await services
                    .GetRequiredService<SupportStaff>()
                    .OpenAsync(new OrganizationId(parsed.GetRequiredValue(Cli.Organization)), cancellationToken);
                return open.Succeeded
                    ? string.Join(
                        Environment.NewLine,
                        open.Value.Select(one =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{one.Access:D}  until {one.ExpiresAt:yyyy-MM-dd HH:mm}Z  {(one.Staff is { } staff ? $"assigned to {staff}" : "nobody assigned")}"
                            )
                        )
                    )
                    : open.Failure;
            }
        );
        var assign = new Command(
            "assign",
            "Assign one person of the staff to what the organization opened: the e-mail address is read from standard input."
        )
        {
            Cli.Organization,
            access,
        };
        assign.Run(
            async (parsed, services, cancellationToken) =>
                await EmailAsync(cancellationToken) is { } email
                    ? Said(
                        await services
                            .GetRequiredService<SupportStaff>()
                            .AssignAsync(
                                new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                                parsed.GetRequiredValue(access),
                                email,
                                Cli.Actor,
                                cancellationToken
                            )
                    )
                    : new Failure(FailureCode.InvalidRequest)
        );
        return new Command("support", "Visits of the platform's staff, where an organization let them in.") { list, assign };
    }

    private static async Task<EmailAddress?> EmailAsync(CancellationToken cancellationToken) =>
        EmailAddress.Read(await Cli.ReadSecretAsync(cancellationToken));

    private static Outcome<string?> Said(Outcome<Done> outcome) => outcome.Succeeded ? "done" : outcome.Failure;
}
