using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations.Approvals;

namespace Raum.Cli.Commands;

/// <summary><c>approval list</c>, <c>give</c>, <c>withdraw</c>: what an organization's admins approved in writing (ORG-10).</summary>
internal static class ApprovalCommands
{
    public static Command Create() =>
        new("approval", "What is off until an admin of the organization approved it in writing.") { List(), Give(), Withdraw() };

    private static Command List()
    {
        var list = new Command("list", "Approvals, and what waits for one.") { Cli.Organization };
        list.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = Organization(parsed);
                var approvals = services.GetRequiredService<WrittenApprovals>();
                var given = await approvals.ListAsync(organization, cancellationToken);
                var waiting = await approvals.WaitingAsync(organization, cancellationToken);
                return (given.Failure ?? waiting.Failure) is { } failure
                    ? failure
                    : string.Join(
                        Environment.NewLine,
                        [
                            .. waiting.Value.Select(use => $"waiting  {use.Use}  {use.Subject}"),
                            .. given.Value.Select(one =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{one.Id:D}  {one.Use}  {one.Subject}  words {one.TextVersion}  {one.GivenAt:u} by {one.GivenBy}  {End(one)}"
                                )
                            ),
                        ]
                    );
            }
        );
        return list;
    }

    private static Command Give()
    {
        var use = new Option<ApprovedUse>("--use") { Description = "What is approved.", Required = true };
        var subject = new Option<string>("--subject")
        {
            Description = "An id, an address or an operation, as list shows it.",
            Required = true,
        };
        var written = new Option<bool>("--in-writing")
        {
            Description = "An admin of the organization has approved the words that are printed without this.",
        };
        var give = new Command("give", "Put down what an admin approved in writing. It is on from then on.")
        {
            Cli.Organization,
            use,
            subject,
            written,
        };
        give.Run(
            async (parsed, services, cancellationToken) =>
            {
                var words = ApprovalText.Of(parsed.GetRequiredValue(use));
                if (!parsed.GetValue(written))
                {
                    return $"{words.Text}{Environment.NewLine}Repeat this with --in-writing when an admin has approved these words.";
                }

                var given = await services
                    .GetRequiredService<WrittenApprovals>()
                    .GiveAsync(
                        Organization(parsed),
                        words.Use,
                        parsed.GetRequiredValue(subject),
                        words.Version,
                        words.Text,
                        Cli.Actor,
                        cancellationToken
                    );
                return given.Succeeded ? given.Value.Id.ToString("D") : given.Failure;
            }
        );
        return give;
    }

    private static Command Withdraw()
    {
        var id = new Option<Guid>("--id") { Description = "The approval's id.", Required = true };
        var withdraw = new Command("withdraw", "End an approval: what it allowed stops at once.") { Cli.Organization, id };
        withdraw.Run(
            async (parsed, services, cancellationToken) =>
            {
                var ended = await services
                    .GetRequiredService<WrittenApprovals>()
                    .WithdrawAsync(Organization(parsed), parsed.GetRequiredValue(id), Cli.Actor, cancellationToken);
                return ended.Succeeded ? "Withdrawn." : ended.Failure;
            }
        );
        return withdraw;
    }

    private static string End(WrittenApproval approval) =>
        approval.WithdrawnAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"withdrawn {at:u} by {approval.WithdrawnBy}")
            : "in force";

    private static OrganizationId Organization(ParseResult parsed) => new(parsed.GetRequiredValue(Cli.Organization));
}
