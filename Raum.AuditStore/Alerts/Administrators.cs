using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Alerts;

/// <summary>Who administers an organization, from what all organizations share.</summary>
internal static class Administrators
{
    /// <summary>Ids of its owners and admins, as they stand in entries.</summary>
    public static async Task<string[]> OfAsync(RaumDatabase database, OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var batch = database
            .CreateBatch(organization)
            .Add(
                "select user_id::text from people.membership where organization_id = $1 and role in ('owner', 'admin') and removed_at is null",
                organization.Value
            );
        var ids = new List<string>();
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return [.. ids];
    }
}
