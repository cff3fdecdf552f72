using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Raum.AuditStore;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations;
using Raum.People;
using Raum.Zendesk;

namespace Raum.Cli;

/// <summary>What the commands share: settings from the environment, the services of the libraries, exit codes and words for failures.</summary>
internal static class Cli
{
    public static IConfiguration Configuration { get; } = new ConfigurationBuilder().AddEnvironmentVariables().Build();

    /// <summary>Who did it, in the audit log.</summary>
    public static AuditActor Actor { get; } = AuditActor.System("raum-cli");

    public static Option<Guid> Organization { get; } = new("--organization") { Description = "Id of the organization.", Required = true };

    /// <summary>Runs an action with the services, and turns an expected failure into a line on standard error and exit code 1.</summary>
    public static void Run(this Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task<Outcome<string?>>> action) =>
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var services = Services();
                try
                {
                    var outcome = await action(parsed, services, cancellationToken);
                    if (outcome.Succeeded)
                    {
                        if (outcome.Value is { } line)
                        {
                            Console.WriteLine(line);
                        }

                        return 0;
                    }

                    await Console.Error.WriteLineAsync(Explain(outcome.Failure.Code));
                }
                catch (OptionsValidationException e)
                {
                    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, e.Failures));
                }
                catch (RefusedException e)
                {
                    await Console.Error.WriteLineAsync(e.Message);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync("A file cannot be read or written.");
                }
                catch (Exception e) when (e is NpgsqlException or ArgumentException || DatabaseFailures.IsUnavailable(e))
                {
                    await Console.Error.WriteLineAsync(Explain(e));
                }

                return 1;
            }
        );

    /// <summary>Names what is not understood, but no value: it may be a secret that belongs on standard input.</summary>
    public static async Task<int> RefuseAsync(IEnumerable<string> tokens)
    {
        var names = tokens.Select(token =>
            token.StartsWith("--", StringComparison.Ordinal) ? token.Split('=', ':')[0]
            : token.Length <= 20 ? token
            : "a value"
        );
        await Console.Error.WriteLineAsync(
            $"Not understood: {string.Join(", ", names.Distinct())}. Secrets are read from standard input, never from the command line. See --help."
        );
        return 1;
    }

    /// <summary>Reads an absolute URL; the command line library knows none.</summary>
    public static Uri? ReadUrl(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url))
        {
            return url;
        }

        result.AddError("Not an absolute URL.");
        return null;
    }

    public static string Connection(string name) =>
        Configuration.GetConnectionString(name) is { Length: > 0 } found
            ? found
            : throw new OptionsValidationException(name, typeof(string), [$"ConnectionStrings__{name} is not set."]);

    /// <summary>A secret from standard input, without its line end.</summary>
    public static async Task<PersonalText?> ReadSecretAsync(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
        {
            await Console.Error.WriteLineAsync("Paste the secret and press Enter:");
        }

        var line = await Console.In.ReadLineAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(line) ? null : new PersonalText(line.Trim());
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = Configuration.GetConnectionString("raumdb");
            options.Platform = Configuration.GetConnectionString("raumdb_platform");
            options.Rotation = Configuration.GetConnectionString("raumdb_rotation");
            options.Projector = Configuration.GetConnectionString("raumdb_projector");
            options.Purge = Configuration.GetConnectionString("raumdb_purge");
        });
        services.Configure<KeysOptions>(Configuration.GetSection(KeysOptions.Section));
        services.Configure<PeopleOptions>(Configuration.GetSection(PeopleOptions.Section));
        services.Configure<GuardedHttpOptions>(Configuration.GetSection(GuardedHttpOptions.Section));
        services.Configure<ZendeskOptions>(Configuration.GetSection(ZendeskOptions.Section));
        services.Configure<AuditStoreOptions>(options => options.EventStore = Configuration.GetConnectionString("eventstore"));
        services.AddRaumData().AddRaumKeys().AddRaumAuditProjector().AddRaumOrganizations().AddRaumPeople().AddPeopleColumns();
        services.AddRaumZendesk();
        return services.BuildServiceProvider();
    }

    /// <summary>Words for an exception of the database, never its own: they quote settings and rows.</summary>
    private static string Explain(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: "28P01" or "28000" } => "Postgres refused the role's name or password.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "The database does not exist. Run: setup",
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
                "The database has another schema. Run: migrate",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                "Postgres refused it: the role may not do that. Check which role each ConnectionStrings__raumdb… signs in as.",
            PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => "There is no such organization.",
            ArgumentException => "A ConnectionStrings__raumdb… setting is not a connection string.",
            _ => Explain(FailureCode.DatabaseUnavailable),
        };

    private static string Explain(FailureCode code) =>
        code switch
        {
            FailureCode.InvalidRequest => "A value is not valid. Look at the command's --help.",
            FailureCode.NotFound => "There is no such thing in this organization.",
            FailureCode.OrganizationClosed => "The organization is closed.",
            FailureCode.Gone => "It is gone.",
            FailureCode.Conflict => "Somebody else changed it meanwhile. Try again.",
            FailureCode.DatabaseUnavailable =>
                "Postgres cannot be reached, or takes no changes: check the ConnectionStrings__raumdb… settings. Of an organization that was destroyed nothing is changed.",
            FailureCode.AuditUnavailable =>
                "The audit log cannot be reached, and nothing is changed without a record. Try again when it is back.",
            FailureCode.KeyUnavailable => "The keyring cannot be reached. Check the Keys__ settings.",
            FailureCode.KeyRefused => "The owner of the key does not let it be used: its state, its policy, or the role's trust policy.",
            FailureCode.SealBroken => "A stored secret does not open. Is it the same master secret?",
            FailureCode.ZendeskUnauthorized => "Zendesk refused the client's id or secret.",
            FailureCode.ZendeskUnavailable => "Zendesk cannot be reached. Check the address.",
            _ => $"It failed: {code}.",
        };
}
