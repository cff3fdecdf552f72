using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.Core;

namespace Raum.Organizations.Knowledge;

/// <summary>What an organization wrote down for its answers (FLOW-9).</summary>
public enum KnowledgeKind
{
    /// <summary>Instructions that are to be followed: refund rules, what must never be promised.</summary>
    Procedure,

    /// <summary>An article of the knowledge base: facts that an answer may use.</summary>
    Article,
}

/// <summary>One version of a procedure or an article: the organization's own text. It is not meant to hold personal data, and is treated as if it did.</summary>
public sealed record KnowledgeDocument
{
    /// <summary>1 to 200 UTF-16 units, one line.</summary>
    public required PersonalText Title { get; init; }

    /// <summary>Plain text or Markdown, 1 to <see cref="KnowledgeRules.MaxBodyLength"/> UTF-16 units.</summary>
    public required PersonalText Body { get; init; }

    /// <summary>ISO 639-1 code of the tickets that it is for; null: of every language.</summary>
    public string? Language { get; init; }

    /// <summary>Of a procedure: tags of tickets, one of which a ticket must have; none: every ticket. Of an article: words that it is found by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Of a procedure: the operations it is for, at least one. Of an article: none.</summary>
    public IReadOnlyList<AiOperation> Operations { get; init; } = [];

    /// <summary>Of an article: where it is published, over HTTPS. An answer may link to it. Null: nowhere.</summary>
    public Uri? Url { get; init; }

    /// <summary>The same for the same words in the same place, and for no other: what a simulation of them is known by.</summary>
    /// <param name="entry">The entry whose words they are or would become; null for one that is not there yet.</param>
    public PersonalText InPlace(KnowledgeKind kind, Guid? entry) =>
        new(
            $"{kind.Name()}\n{entry?.ToString("D") ?? "new"}\n{JsonSerializer.Serialize(KnowledgeForm.Of(this), KnowledgeJson.Default.KnowledgeForm)}"
        );
}

/// <summary>Names of kinds as they are stored and shown; they never change their meaning.</summary>
public static class KnowledgeKinds
{
    public static string Name(this KnowledgeKind kind) =>
        kind switch
        {
            KnowledgeKind.Procedure => "procedure",
            KnowledgeKind.Article => "article",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}

/// <summary>A procedure or an article as it is in force.</summary>
/// <param name="Version">From 1.</param>
/// <param name="ChangedAt">When this version came to be.</param>
/// <param name="ChangedBy">Id of the actor who made it.</param>
public sealed record KnowledgeEntry(
    Guid Id,
    KnowledgeKind Kind,
    long Version,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    KnowledgeDocument Document
);

/// <summary>A version as it came to be.</summary>
/// <param name="By">Id of the actor.</param>
/// <param name="Changes">What differs from the version before it that is kept, by the names of the document, as JSON.</param>
public sealed record KnowledgeVersion(
    long Version,
    DateTimeOffset At,
    string By,
    IReadOnlyList<KnowledgeChange> Changes,
    KnowledgeDocument Document
);

/// <summary>One field's change.</summary>
/// <param name="Before">As JSON; null when the version before had none.</param>
/// <param name="After">As JSON; null when this version has none.</param>
public sealed record KnowledgeChange(string Field, PersonalText? Before, PersonalText? After);

/// <summary>A page of entries, the newest first.</summary>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record KnowledgePage(IReadOnlyList<KnowledgeEntry> Entries, Guid? Next);

/// <summary>Which version of an entry is in force.</summary>
public readonly record struct KnowledgeHead(Guid Id, KnowledgeKind Kind, long Version);

/// <summary>The form in which a document is sealed; the names are for ever.</summary>
internal sealed record KnowledgeForm
{
    public required string Title { get; init; }

    public required string Body { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<AiOperation> Operations { get; init; } = [];

    public Uri? Url { get; init; }

    public static KnowledgeForm Of(KnowledgeDocument document) =>
        new()
        {
            Title = document.Title.Reveal(),
            Body = document.Body.Reveal(),
            Language = document.Language,
            Tags = document.Tags,
            Operations = document.Operations,
            Url = document.Url,
        };

    public KnowledgeDocument Read() =>
        new()
        {
            Title = new PersonalText(Title),
            Body = new PersonalText(Body),
            Language = Language,
            Tags = Tags,
            Operations = Operations,
            Url = Url,
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip
)]
[JsonSerializable(typeof(KnowledgeForm))]
internal sealed partial class KnowledgeJson : JsonSerializerContext;
