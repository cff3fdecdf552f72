using System.Text.Json;
using FluentValidation;
using Raum.Core;
using Raum.Organizations.Knowledge;

namespace Raum.Api.Features.Knowledge;

/// <summary>A body that says what an entry is to say.</summary>
internal interface IKnowledgeRequest
{
    KnowledgeDocument Document { get; }
}

/// <param name="Title">One line of 1 to 200 UTF-16 code units.</param>
/// <param name="Body">1 to 20,000 UTF-16 code units, plain text or Markdown.</param>
/// <param name="Language">ISO 639-1 code of the tickets it is for; absent: of every language.</param>
/// <param name="Tags">Words that it is found by, at most 20, in lower case.</param>
/// <param name="Url">Where it is published, over HTTPS; answers may link to it.</param>
internal sealed record ArticleRequest(
    PersonalText Title,
    PersonalText Body,
    string? Language = null,
    IReadOnlyList<string>? Tags = null,
    string? Url = null
) : IKnowledgeRequest
{
    public KnowledgeDocument Document =>
        new()
        {
            Title = Title,
            Body = Body,
            Language = Language,
            Tags = Tags ?? [],
            Url = Url is null ? null : new Uri(Url, UriKind.Absolute),
        };
}

/// <param name="Title">One line of 1 to 200 UTF-16 code units.</param>
/// <param name="Body">1 to 20,000 UTF-16 code units.</param>
/// <param name="Operations">What it is for; absent: <c>generate</c> and <c>resolve</c>.</param>
/// <param name="Language">ISO 639-1 code of the tickets it is for; absent: of every language.</param>
/// <param name="Tags">A ticket must have one of these tags of the desk; absent: every ticket. At most 20, in lower case.</param>
internal sealed record ProcedureRequest(
    PersonalText Title,
    PersonalText Body,
    IReadOnlyList<AiOperation>? Operations = null,
    string? Language = null,
    IReadOnlyList<string>? Tags = null
) : IKnowledgeRequest
{
    private static readonly IReadOnlyList<AiOperation> Replies = [AiOperation.Generate, AiOperation.Resolve];

    public KnowledgeDocument Document =>
        new()
        {
            Title = Title,
            Body = Body,
            Operations = Operations ?? Replies,
            Language = Language,
            Tags = Tags ?? [],
        };
}

internal sealed class ArticleRequestRules : AbstractValidator<ArticleRequest>
{
    public ArticleRequestRules()
    {
        RuleFor(request => request.Title).Must(KnowledgeRules.IsTitle).WithMessage(KnowledgeWords.Title);
        RuleFor(request => request.Body).Must(KnowledgeRules.IsBody).WithMessage(KnowledgeWords.Body);
        RuleFor(request => request.Language).Must(KnowledgeRules.IsLanguage).WithMessage(KnowledgeWords.Language);
        RuleFor(request => request.Tags).Must(KnowledgeRules.AreTags).WithMessage(KnowledgeWords.Tags);
        RuleFor(request => request.Url)
            .Must(url => url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && KnowledgeRules.IsUrl(parsed)))
            .WithMessage("must be an https address without a name or password, at most 500 characters");
    }
}

internal sealed class ProcedureRequestRules : AbstractValidator<ProcedureRequest>
{
    public ProcedureRequestRules()
    {
        RuleFor(request => request.Title).Must(KnowledgeRules.IsTitle).WithMessage(KnowledgeWords.Title);
        RuleFor(request => request.Body).Must(KnowledgeRules.IsBody).WithMessage(KnowledgeWords.Body);
        RuleFor(request => request.Operations)
            .Must(operations => operations is null || (operations.Count > 0 && operations.Distinct().Count() == operations.Count))
            .WithMessage("must be operations, at least one, each once");
        RuleFor(request => request.Language).Must(KnowledgeRules.IsLanguage).WithMessage(KnowledgeWords.Language);
        RuleFor(request => request.Tags).Must(KnowledgeRules.AreTags).WithMessage(KnowledgeWords.Tags);
    }
}

internal static class KnowledgeWords
{
    public const string Title = "must be one line of 1 to 200 characters";
    public const string Body = "must have 1 to 20,000 characters, and something to read in them";
    public const string Language = "must be an ISO 639-1 code such as en";
    public const string Tags = "must be 20 tags at most, of letters, digits, _, - and /, in lower case, 100 characters each at most";
}

/// <param name="Version">The version whose text is wanted again.</param>
internal sealed record RollBackRequest(long Version);

internal sealed class RollBackRequestRules : AbstractValidator<RollBackRequest>
{
    public RollBackRequestRules() =>
        RuleFor(request => request.Version).Must(version => version > 0).WithMessage("must be a version, from 1");
}

/// <param name="Version">From 1; also the ETag.</param>
/// <param name="ChangedBy">Id of the person, key or component that made this version.</param>
/// <param name="Language">Absent: of every language.</param>
/// <param name="Operations">Of procedures only.</param>
/// <param name="Url">Of articles only.</param>
/// <param name="Body">Absent in lists.</param>
internal sealed record KnowledgeView(
    Guid Id,
    long Version,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    string Title,
    IReadOnlyList<string> Tags,
    string? Language = null,
    IReadOnlyList<AiOperation>? Operations = null,
    string? Url = null,
    string? Body = null
)
{
    public static KnowledgeView Of(KnowledgeEntry entry) =>
        new(
            entry.Id,
            entry.Version,
            entry.ChangedAt,
            entry.ChangedBy,
            entry.Document.Title.Reveal(),
            entry.Document.Tags,
            entry.Document.Language,
            entry.Kind == KnowledgeKind.Procedure ? entry.Document.Operations : null,
            entry.Document.Url?.OriginalString,
            entry.Document.Body.Reveal()
        );

    public override string ToString() => $"{Id} version {Version}";
}

/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record KnowledgePageView(IReadOnlyList<KnowledgeView> Entries, string? Next = null);

internal sealed record KnowledgeVersionsView(IReadOnlyList<KnowledgeVersionSummary> Versions);

/// <param name="By">Id of the person, key or component that made it.</param>
/// <param name="Fields">Names of what differs from the version before it that is kept.</param>
internal sealed record KnowledgeVersionSummary(long Version, DateTimeOffset At, string By, IReadOnlyList<string> Fields)
{
    public static KnowledgeVersionSummary Of(KnowledgeVersion version) =>
        new(version.Version, version.At, version.By, [.. version.Changes.Select(change => change.Field)]);
}

/// <param name="Changes">What differs from the version before it that is kept.</param>
internal sealed record KnowledgeVersionView(
    long Version,
    DateTimeOffset At,
    string By,
    string Title,
    string Body,
    IReadOnlyList<string> Tags,
    IReadOnlyList<KnowledgeChangeView> Changes,
    string? Language = null,
    IReadOnlyList<AiOperation>? Operations = null,
    string? Url = null
)
{
    public static KnowledgeVersionView Of(KnowledgeKind kind, KnowledgeVersion version) =>
        new(
            version.Version,
            version.At,
            version.By,
            version.Document.Title.Reveal(),
            version.Document.Body.Reveal(),
            version.Document.Tags,
            [.. version.Changes.Select(change => new KnowledgeChangeView(change.Field, Json(change.Before), Json(change.After)))],
            version.Document.Language,
            kind == KnowledgeKind.Procedure ? version.Document.Operations : null,
            version.Document.Url?.OriginalString
        );

    public override string ToString() => $"version {Version}";

    private static JsonElement? Json(PersonalText? value) =>
        value is null ? null : JsonSerializer.Deserialize(value.Reveal(), ApiJson.Default.JsonElement);
}

/// <param name="Before">Absent when the version before had none.</param>
/// <param name="After">Absent when this version has none.</param>
internal sealed record KnowledgeChangeView(string Field, JsonElement? Before = null, JsonElement? After = null);
