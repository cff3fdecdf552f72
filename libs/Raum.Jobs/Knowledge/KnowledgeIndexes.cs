using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data.Changes;
using Raum.Organizations.Knowledge;

namespace Raum.Jobs.Knowledge;

/// <summary>Which procedure is for which jobs; its text is opened when it is needed.</summary>
internal sealed record ProcedureScope(
    Guid Id,
    long Version,
    string? Language,
    IReadOnlyList<string> Tags,
    IReadOnlyList<AiOperation> Operations
)
{
    public static ProcedureScope Of(KnowledgeEntry entry) =>
        new(entry.Id, entry.Version, entry.Document.Language, entry.Document.Tags, entry.Document.Operations);

    /// <param name="language">Null: unknown, so that a procedure of any language may apply.</param>
    public bool AppliesTo(AiOperation operation, string? language, IReadOnlyCollection<string> tags) =>
        Operations.Contains(operation)
        && (Language is null || language is null || Language == language)
        && (Tags.Count == 0 || Tags.Any(tags.Contains));
}

/// <summary>What a worker knows of one organization's procedures and articles, without any of their text.</summary>
internal sealed record KnowledgeIndex(string Stamp, IReadOnlyList<ProcedureScope> Procedures, ArticleIndex Articles)
{
    public static readonly KnowledgeIndex Empty = new("", [], ArticleIndex.Empty);

    /// <summary>As it would be with these in force.</summary>
    public KnowledgeIndex With(IReadOnlyList<KnowledgeEntry> trial)
    {
        var tried = trial.Select(entry => entry.Id).ToHashSet();
        var procedures = Procedures
            .Where(procedure => !tried.Contains(procedure.Id))
            .Concat(trial.Where(entry => entry.Kind == KnowledgeKind.Procedure).Select(ProcedureScope.Of));
        return this with
        {
            Procedures = [.. procedures.OrderBy(procedure => procedure.Id)],
            Articles = trial.Any(entry => entry.Kind == KnowledgeKind.Article)
                ? new ArticleIndex(
                    Articles
                        .Articles.Where(article => !tried.Contains(article.Id))
                        .Concat(trial.Where(entry => entry.Kind == KnowledgeKind.Article).Select(ArticleWords.Of))
                )
                : Articles,
        };
    }

    public long Bytes => Articles.Bytes + (Procedures.Count * 500L);
}

/// <summary>The indexes of the organizations that this process works for, each as it is in force; within a limit, the longest unused go first (decision 0015).</summary>
internal sealed class KnowledgeIndexes(KnowledgeReader reader, ChangeFeed changes, TimeProvider clock, IOptions<KnowledgeOptions> options)
{
    /// <summary>Documents that are opened at once.</summary>
    private const int Batch = 200;

    private const long Megabyte = 1024 * 1024;

    private readonly Kept<OrganizationId, string> _stamps = new(changes, clock, (organization, _) => organization);
    private readonly Lock _lock = new();
    private readonly Dictionary<OrganizationId, Slot> _slots = [];
    private long _uses;

    /// <summary>Organizations whose index is in memory now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>The index as it is in force; opened anew where something changed.</summary>
    /// <returns>Failures of database and keys.</returns>
    public async ValueTask<Outcome<KnowledgeIndex>> OfAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var stamp = await _stamps.GetAsync(organization, reader.StampAsync, cancellationToken);
        if (!stamp.Succeeded)
        {
            return stamp.Failure;
        }

        if (stamp.Value.Length == 0)
        {
            Forget(organization);
            return KnowledgeIndex.Empty;
        }

        var slot = Use(organization);
        if (slot.Index is { } ready && ready.Stamp == stamp.Value)
        {
            return ready;
        }

        // One of the jobs that ask at once opens it, the others wait.
        await slot.Turn.WaitAsync(cancellationToken);
        try
        {
            if (slot.Index is { } made && made.Stamp == stamp.Value)
            {
                return made;
            }

            var index = await OpenAsync(organization, stamp.Value, slot.Index ?? KnowledgeIndex.Empty, cancellationToken);
            if (index.Succeeded)
            {
                slot.Index = index.Value;
                MakeRoom(organization);
            }

            return index;
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    private async Task<Outcome<KnowledgeIndex>> OpenAsync(
        OrganizationId organization,
        string stamp,
        KnowledgeIndex before,
        CancellationToken cancellationToken
    )
    {
        var heads = await reader.HeadsAsync(organization, cancellationToken);
        if (!heads.Succeeded)
        {
            return heads.Failure;
        }

        var inForce = heads.Value.ToDictionary(head => head.Id, head => head.Version);
        var articles = before.Articles.Articles.Where(article => inForce.GetValueOrDefault(article.Id) == article.Version).ToList();
        var procedures = before.Procedures.Where(procedure => inForce.GetValueOrDefault(procedure.Id) == procedure.Version).ToList();
        var known = articles.Select(article => article.Id).Concat(procedures.Select(procedure => procedure.Id)).ToHashSet();
        foreach (var kind in Enum.GetValues<KnowledgeKind>())
        {
            foreach (var some in heads.Value.Where(head => head.Kind == kind && !known.Contains(head.Id)).Chunk(Batch))
            {
                var opened = await reader.OpenAsync(organization, kind, [.. some.Select(head => head.Id)], cancellationToken);
                if (!opened.Succeeded)
                {
                    return opened.Failure;
                }

                if (kind == KnowledgeKind.Article)
                {
                    articles.AddRange(opened.Value.Select(ArticleWords.Of));
                }
                else
                {
                    procedures.AddRange(opened.Value.Select(ProcedureScope.Of));
                }
            }
        }

        return new KnowledgeIndex(stamp, [.. procedures.OrderBy(procedure => procedure.Id)], new ArticleIndex(articles));
    }

    private Slot Use(OrganizationId organization)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(organization, out var slot))
            {
                _slots[organization] = slot = new Slot();
            }

            slot.LastUse = ++_uses;
            return slot;
        }
    }

    private void Forget(OrganizationId organization)
    {
        lock (_lock)
        {
            _slots.Remove(organization);
        }
    }

    private void MakeRoom(OrganizationId asking)
    {
        lock (_lock)
        {
            var taken = _slots.Values.Sum(slot => slot.Index?.Bytes ?? 0);
            foreach (var (organization, slot) in _slots.OrderBy(one => one.Value.LastUse).ToList())
            {
                if (taken <= options.Value.IndexMegabytes * Megabyte)
                {
                    return;
                }

                if (organization != asking)
                {
                    taken -= slot.Index?.Bytes ?? 0;
                    _slots.Remove(organization);
                }
            }
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public KnowledgeIndex? Index { get; set; }

        public long LastUse { get; set; }
    }
}
