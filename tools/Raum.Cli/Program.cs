using System.CommandLine;
using Raum.Cli;
using Raum.Cli.Commands;

// For operators. Settings come from the environment, as for the hosts; secrets are read from standard input, never from the command line.
var root = new RootCommand("Raum's command line for operators. Settings come from the environment (ConnectionStrings__…, Keys__…).")
{
    DatabaseCommands.Create(),
    DatabaseCommands.Migrate(),
    DatabaseCommands.Setup(),
    OrganizationCommands.Create(),
    ApiKeyCommands.Create(),
    QuotaCommands.Create(),
    MemberCommands.Create(),
    SupportCommands.CreateStaff(),
    SupportCommands.CreateSupport(),
    TokenKeyCommands.Create(),
    DomainCommands.Create(),
    CredentialCommands.Create(),
    SettingsCommands.Create(),
    ApprovalCommands.Create(),
    ZendeskCommands.Create(),
    AuditCommands.Create(),
    KeyCommands.Create(),
    KnowledgeCommands.Create(),
};
var parsed = root.Parse(args);
if (parsed.UnmatchedTokens.Count > 0)
{
    return await Cli.RefuseAsync(parsed.UnmatchedTokens);
}

return await parsed.InvokeAsync();
