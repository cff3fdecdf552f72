using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations.Knowledge;

namespace Raum.Cli.Commands;

/// <summary><c>knowledge …</c>: procedures and articles of an organization (FLOW-9). What they say comes from standard input and goes to standard output.</summary>
internal static class KnowledgeCommands
{
    private static readonly Option<KnowledgeKind> Kind = new("--kind") { Description = "procedure or article", Required = true };

    private static readonly Option<Guid> Entry = new("--id") { Description = "Id of the procedure or article.", Required = true };

    public static Command Create() =>
        new("knowledge", "Procedures and articles that enter prompts. Each change is a new version, on record.")
        {
            Add(),
            Replace(),
            List(),
            Show(),
            History(),
            RollBack(),
            Delete(),
        };

    private static Command Add()
    {
        var fields = new Fields();
        var add = new Command("add", "Write one; its text is read from standard input.") { Cli.Organization, Kind };
        fields.AddTo(add);
        add.Run(
            async (parsed, services, cancellationToken) =>
            {
                var added = await services
                    .GetRequiredService<KnowledgeWriter>()
                    .CreateAsync(
                        Organization(parsed),
                        parsed.GetRequiredValue(Kind),
                        await fields.ReadAsync(parsed, cancellationToken),
                        Cli.Actor,
                        cancellationToken
                    );
                return added.Succeeded ? added.Value.Id.ToString("D") : added.Failure;
            }
        );
        return add;
    }

    private static Command Replace()
    {
        var fields = new Fields();
        var replace = new Command("replace", "Make the next version of one; its text is read from standard input.")
        {
            Cli.Organization,
            Kind,
            Entry,
        };
        fields.AddTo(replace);
        replace.Run(
            async (parsed, services, cancellationToken) =>
            {
                var document = await fields.ReadAsync(parsed, cancellationToken);
                return await ChangeAsync(
                    parsed,
                    services,
                    (writer, seen) =>
                        writer.ReplaceAsync(
                            Organization(parsed),
                            parsed.GetRequiredValue(Kind),
                            parsed.GetRequiredValue(Entry),
                            seen,
                            document,
                            Cli.Actor,
                            cancellationToken
                        ),
                    cancellationToken
                );
            }
        );
        return replace;
    }

    private static Command List()
    {
        var list = new Command("list", "All of a kind, the newest first.") { Cli.Organization, Kind };
        list.Run(
            async (parsed, services, cancellationToken) =>
            {
                var lines = new List<string>();
                Guid? cursor = null;
                do
                {
                    var page = await services
                        .GetRequiredService<KnowledgeReader>()
                        .ListAsync(Organization(parsed), parsed.GetRequiredValue(Kind), cursor, KnowledgeReader.MaxPage, cancellationToken);
                    if (!page.Succeeded)
                    {
                        return page.Failure;
                    }

                    lines.AddRange(
                        page.Value.Entries.Select(entry =>
                            $"{entry.Id}  {entry.Version}  {entry.ChangedAt:u}  {entry.Document.Language ?? "any"}  {entry.Document.Title.Reveal()}"
                        )
                    );
                    cursor = page.Value.Next;
                } while (cursor is not null);

                return string.Join(Environment.NewLine, lines);
            }
        );
        return list;
    }

    private static Command Show()
    {
        var version = new Option<long?>("--version") { Description = "Default: the one in force." };
        var show = new Command("show", "What one says, title first.") { Cli.Organization, Kind, Entry, version };
        show.Run(
            async (parsed, services, cancellationToken) =>
            {
                var reader = services.GetRequiredService<KnowledgeReader>();
                var (organization, kind, entry) = (Organization(parsed), parsed.GetRequiredValue(Kind), parsed.GetRequiredValue(Entry));
                if (parsed.GetValue(version) is { } number)
                {
                    var old = await reader.FindVersionAsync(organization, kind, entry, number, cancellationToken);
                    return old.Succeeded ? Text(old.Value.Document) : old.Failure;
                }

                var found = await reader.FindAsync(organization, kind, entry, cancellationToken);
                return found.Succeeded ? Text(found.Value.Document) : found.Failure;
            }
        );
        return show;
    }

    private static Command History()
    {
        var history = new Command("history", "Versions, the newest first: when, by whom, which fields changed.")
        {
            Cli.Organization,
            Kind,
            Entry,
        };
        history.Run(
            async (parsed, services, cancellationToken) =>
            {
                var versions = await services
                    .GetRequiredService<KnowledgeReader>()
                    .HistoryAsync(
                        Organization(parsed),
                        parsed.GetRequiredValue(Kind),
                        parsed.GetRequiredValue(Entry),
                        1_000,
                        cancellationToken
                    );
                return versions.Succeeded
                    ? string.Join(
                        Environment.NewLine,
                        versions.Value.Select(version =>
                            $"{version.Version}  {version.At:u}  {version.By}  {string.Join(", ", version.Changes.Select(change => change.Field))}"
                        )
                    )
                    : versions.Failure;
            }
        );
        return history;
    }

    private static Command RollBack()
    {
        var to = new Option<long>("--to") { Description = "The version whose words are wanted again.", Required = true };
        var rollBack = new Command("rollback", "Make a next version that says what an earlier one said.")
        {
            Cli.Organization,
            Kind,
            Entry,
            to,
        };
        rollBack.Run(
            (parsed, services, cancellationToken) =>
                ChangeAsync(
                    parsed,
                    services,
                    (writer, seen) =>
                        writer.RollBackAsync(
                            Organization(parsed),
                            parsed.GetRequiredValue(Kind),
                            parsed.GetRequiredValue(Entry),
                            parsed.GetRequiredValue(to),
                            seen,
                            Cli.Actor,
                            cancellationToken
                        ),
                    cancellationToken
                )
        );
        return rollBack;
    }

    private static Command Delete()
    {
        var delete = new Command("delete", "Delete one with all its versions; nothing brings it back.") { Cli.Organization, Kind, Entry };
        delete.Run(
            async (parsed, services, cancellationToken) =>
            {
                var (organization, kind, entry) = (Organization(parsed), parsed.GetRequiredValue(Kind), parsed.GetRequiredValue(Entry));
                var current = await services.GetRequiredService<KnowledgeReader>().FindAsync(organization, kind, entry, cancellationToken);
                if (!current.Succeeded)
                {
                    return current.Failure;
                }

                var deleted = await services
                    .GetRequiredService<KnowledgeWriter>()
                    .DeleteAsync(organization, kind, entry, current.Value.Version, Cli.Actor, cancellationToken);
                return deleted.Succeeded ? "Deleted." : deleted.Failure;
            }
        );
        return delete;
    }

    /// <summary>Changes what is in force now: an operator has seen it a moment ago.</summary>
    private static async Task<Outcome<string?>> ChangeAsync(
        ParseResult parsed,
        IServiceProvider services,
        Func<KnowledgeWriter, long, Task<Outcome<KnowledgeEntry>>> change,
        CancellationToken cancellationToken
    )
    {
        var current = await services
            .GetRequiredService<KnowledgeReader>()
            .FindAsync(Organization(parsed), parsed.GetRequiredValue(Kind), parsed.GetRequiredValue(Entry), cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var changed = await change(services.GetRequiredService<KnowledgeWriter>(), current.Value.Version);
        return changed.Succeeded ? $"Version {changed.Value.Version} is in force." : changed.Failure;
    }

    private static OrganizationId Organization(ParseResult parsed) => new(parsed.GetRequiredValue(Cli.Organization));

    private static string Text(KnowledgeDocument document) =>
        $"{document.Title.Reveal()}{Environment.NewLine}{Environment.NewLine}{document.Body.Reveal()}";

    private sealed class Fields
    {
        private readonly Option<string> _title = new("--title") { Description = "One line.", Required = true };
        private readonly Option<string?> _language = new("--language") { Description = "ISO 639-1 code; left out: every language." };
        private readonly Option<string[]> _tags = new("--tag") { Description = "A tag; as often as needed." };
        private readonly Option<Uri?> _url = new("--url")
        {
            Description = "Where an article is published, https://…",
            CustomParser = Cli.ReadUrl,
        };
        private readonly Option<AiOperation[]> _operations = new("--operation")
        {
            Description = "What a procedure is for, as often as needed; left out: generate and resolve.",
        };

        public void AddTo(Command command)
        {
            command.Options.Add(_title);
            command.Options.Add(_language);
            command.Options.Add(_tags);
            command.Options.Add(_url);
            command.Options.Add(_operations);
        }

        public async Task<KnowledgeDocument> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var body = await Console.In.ReadToEndAsync(cancellationToken);
            AiOperation[] replies =
                parsed.GetRequiredValue(Kind) == KnowledgeKind.Procedure ? [AiOperation.Generate, AiOperation.Resolve] : [];
            return new KnowledgeDocument
            {
                Title = new PersonalText(parsed.GetRequiredValue(_title)),
                Body = new PersonalText(body.TrimEnd()),
                Language = parsed.GetValue(_language),
                Tags = parsed.GetValue(_tags) ?? [],
                Url = parsed.GetValue(_url),
                Operations = parsed.GetValue(_operations) is { Length: > 0 } given ? given : replies,
            };
        }
    }
}
