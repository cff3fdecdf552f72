using System.Collections.Frozen;
using System.Reflection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Looks for words in sealed content (AUD-6): opens the bodies of a bounded window, one after another. No index of content exists, and each search is on record first.</summary>
public sealed class ContentSearch
{
    /// <summary>Shortest and longest phrase, in UTF-16 code units.</summary>
    public const int MinPhrase = 3;

    /// <inheritdoc cref="MinPhrase"/>
    public const int MaxPhrase = 200;

    /// <summary>Bodies that one call opens at the most.</summary>
    public const int MaxOpened = 1000;

    private const int Around = 60;

    /// <summary>Longest window.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(31);

    /// <summary>Where texts stand, by type of event.</summary>
    private static readonly FrozenDictionary<Type, PropertyInfo[]> Texts = EventTypes
        .All.Select(type =>
            (
                type.Record,
                Properties: type.Record.GetProperties().Where(property => property.PropertyType == typeof(PersonalText)).ToArray()
            )
        )
        .Where(type => type.Properties.Length > 0)
        .ToFrozenDictionary(type => type.Record, type => type.Properties);

    private static readonly string[] TypesWithText =
    [
        .. EventTypes.All.Where(type => Texts.ContainsKey(type.Record)).Select(type => type.Name),
    ];

    private readonly PlacedDatabase _database;
    private readonly ILogStore _store;
    private readonly EventSealer _sealer;
    private readonly HashKeys _hashes;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal ContentSearch(PlacedDatabase database, ILogStore store, EventSealer sealer, HashKeys hashes, IAuditLog log, TimeProvider clock)
    {
        _database = database;
        _store = store;
        _sealer = sealer;
        _hashes = hashes;
        _log = log;
        _clock = clock;
    }

    /// <summary>Searches in the order of the log.</summary>
    /// <param name="search">What, where, and on whose behalf.</param>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> for a phrase or a window out of bounds. When the search cannot be put on record, its failure, and nothing is
    /// opened. Failures of keys and stores.
    /// </returns>
    public async Task<Outcome<ContentHits>> FindAsync(OrganizationId organization, ContentQuery search, CancellationToken cancellationToken)
    {
        var phrase = NormalForm.Of(search.Phrase.Reveal())?.Trim() ?? "";
        if (
            phrase.Length is < MinPhrase or > MaxPhrase
            || search.Until <= search.From
            || search.Until - search.From > MaxWindow
            || search.After < -1
        )
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        try
        {
            var recorded = await RecordAsync(organization, search, phrase, cancellationToken);
            return recorded.Succeeded ? await OpenAsync(organization, search, phrase, cancellationToken) : recorded.Failure;
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
        catch (LogUnavailableException)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<long>> RecordAsync(
        OrganizationId organization,
        ContentQuery search,
        string phrase,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var hash = await _hashes.HashAsync(organization, phrase.ToUpperInvariant(), cancellationToken);
        return await _log.AppendAsync(
            organization,
            [
                new ContentSearched
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = search.Actor,
                    Origin = search.Origin,
                    Correlation = search.Correlation,
                    From = search.From,
                    Until = search.Until,
                    After = search.After,
                    Phrase = Convert.ToHexStringLower(hash),
                },
            ],
            cancellationToken
        );
    }

    private async Task<Outcome<ContentHits>> OpenAsync(
        OrganizationId organization,
        ContentQuery search,
        string phrase,
        CancellationToken cancellationToken
    )
    {
        var candidates = await CandidatesAsync(organization, search, cancellationToken);
        var hits = new List<ContentHit>();
        if (candidates.Count == 0)
        {
            return new ContentHits(hits, 0, null);
        }

        var opened = 0;
        await foreach (var stored in _store.ReadAsync(organization, candidates[0], cancellationToken))
        {
            if (stored.Revision > candidates[^1])
            {
                break;
            }

            if (candidates.BinarySearch(stored.Revision) < 0)
            {
                continue;
            }

            try
            {
                var recorded = await _sealer.OpenAsync(organization, stored, cancellationToken);
                opened++;
                if (Excerpt(recorded.Event, phrase) is { } excerpt)
                {
                    hits.Add(new ContentHit(stored.Revision, recorded.Event, EventTypes.Of(recorded.Event).Name, excerpt));
                }
            }
            catch (AuditReadException e) when (e.Code == FailureCode.Gone)
            {
                // It ended meanwhile.
            }
        }

        return new ContentHits(hits, opened, candidates.Count == MaxOpened ? candidates[^1] : null);
    }

    private async Task<List<long>> CandidatesAsync(OrganizationId organization, ContentQuery search, CancellationToken cancellationToken)
    {
        await using var batch = _database
            .CreateBatch(organization)
            .Add(
                """
                select revision from projection.audit_entry
                where organization_id = $1 and at >= $2 and at < $3 and revision > $4 and type = any ($5) order by revision limit $6
                """,
                organization.Value,
                search.From.ToUniversalTime(),
                search.Until.ToUniversalTime(),
                search.After,
                TypesWithText,
                MaxOpened
            );
        await using var reader = await batch.ReadAsync(cancellationToken);
        var revisions = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions.Add(reader.GetInt64(0));
        }

        return revisions;
    }

    private static PersonalText? Excerpt(AuditEvent auditEvent, string phrase)
    {
        foreach (var property in Texts[auditEvent.GetType()])
        {
            // A stranger's text may have no normal form: it is searched as it is.
            var written = (property.GetValue(auditEvent) as PersonalText)?.Reveal();
            var text = written is null ? null : NormalForm.Of(written) ?? written;
            if (text?.IndexOf(phrase, StringComparison.OrdinalIgnoreCase) is { } at and >= 0)
            {
                var start = Math.Max(0, at - Around);
                return new PersonalText(text[start..Math.Min(text.Length, at + phrase.Length + Around)]);
            }
        }

        return null;
    }
}

/// <param name="Phrase">What stands in the text, in any case; 3 to 200 characters.</param>
/// <param name="From">The events' own time, included.</param>
/// <param name="Until">Not included; at most 31 days after <paramref name="From"/>.</param>
/// <param name="After">-1, or <see cref="ContentHits.Next"/> of the call before.</param>
/// <param name="Actor">Who searches.</param>
public sealed record ContentQuery(
    PersonalText Phrase,
    DateTimeOffset From,
    DateTimeOffset Until,
    long After,
    AuditActor Actor,
    AuditOrigin? Origin,
    CorrelationId Correlation
);

/// <param name="Opened">How many bodies were opened.</param>
/// <param name="Next">The search goes on behind it; null when the window was searched to its end.</param>
public sealed record ContentHits(IReadOnlyList<ContentHit> Hits, int Opened, long? Next);

/// <param name="Excerpt">What stands around the phrase.</param>
public sealed record ContentHit(long Revision, AuditEvent Event, string Type, PersonalText Excerpt);
