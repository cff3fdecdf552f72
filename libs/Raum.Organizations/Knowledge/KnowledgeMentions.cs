using Raum.AuditStore.Erasure;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Knowledge;

/// <summary>Looks for a person through every version of procedures and articles that is kept; a page of them is open in memory at a time (DATA-2).</summary>
internal sealed class KnowledgeMentions(RaumDatabase database, FieldSealer sealer) : ICompanyTexts
{
    private const int Page = 100;

    private readonly KnowledgeRows _rows = new(sealer);

    public async Task<Outcome<IReadOnlyList<TextMention>>> FindAsync(
        OrganizationId organization,
        PersonSearch person,
        CancellationToken cancellationToken
    )
    {
        var mentions = new List<TextMention>();
        var (entry, version) = (Guid.Empty, 0L);
        while (true)
        {
            var page = await PageAsync(organization, entry, version, cancellationToken);
            if (!page.Succeeded)
            {
                return page.Failure;
            }

            foreach (var (row, kind, isInForce) in page.Value)
            {
                var named = await IsNamedAsync(organization, row, person, cancellationToken);
                if (!named.Succeeded)
                {
                    return named.Failure;
                }

                if (named.Value)
                {
                    mentions.Add(new TextMention(kind, row.Entry, row.Version, isInForce));
                }
            }

            if (page.Value.Count < Page)
            {
                return mentions;
            }

            (entry, version) = (page.Value[^1].Row.Entry, page.Value[^1].Row.Version);
        }
    }

    private async Task<Outcome<bool>> IsNamedAsync(
        OrganizationId organization,
        KnowledgeRow row,
        PersonSearch person,
        CancellationToken cancellationToken
    )
    {
        var opened = await _rows.OpenAsync(organization, row, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        var document = opened.Value;
        PersonalText[] texts =
        [
            document.Title,
            document.Body,
            .. document.Tags.Select(tag => new PersonalText(tag)),
            .. document.Url is { } url ? [new PersonalText(Uri.UnescapeDataString(url.OriginalString))] : Array.Empty<PersonalText>(),
        ];
        foreach (var text in texts)
        {
            var named = await person.IsNamedInAsync(text, cancellationToken);
            if (!named.Succeeded || named.Value)
            {
                return named;
            }
        }

        return false;
    }

    private Task<Outcome<List<(KnowledgeRow Row, string Kind, bool IsInForce)>>> PageAsync(
        OrganizationId organization,
        Guid entry,
        long version,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<List<(KnowledgeRow, string, bool)>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select v.entry_id, v.version, v.version_id, v.document_sealed, v.created_at, v.created_by, e.kind, e.version = v.version
                    from organizations.knowledge_version v
                    join organizations.knowledge_entry e on e.organization_id = v.organization_id and e.entry_id = v.entry_id
                    where v.organization_id = $1 and (v.entry_id, v.version) > ($2, $3) order by v.entry_id, v.version limit $4
                    """,
                    organization.Value,
                    entry,
                    version,
                    Page
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var rows = new List<(KnowledgeRow, string, bool)>();
                while (await reader.ReadAsync(stop))
                {
                    rows.Add((KnowledgeRows.Read(reader), reader.GetString(6), reader.GetBoolean(7)));
                }

                return rows;
            },
            cancellationToken
        );
}
