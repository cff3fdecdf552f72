using Raum.Core;
using Raum.Data;

namespace Raum.Zendesk;

/// <summary>The part of a connection's row that the API may read (KEY-5): the connection, and what webhooks are signed with, still sealed.</summary>
internal sealed record WebhookRow(ZendeskConnection Connection, byte[]? Secret, byte[]? NextSecret)
{
    private const string Select = """
        select address, account_id, own_user_id, grant_kind, scope, state, brands, groups, forms, webhook_secret_sealed, webhook_secret_next_sealed
        from organizations.zendesk_connection where organization_id = $1
        """;

    /// <returns>Null when there is no connection.</returns>
    public static async Task<WebhookRow?> ReadAsync(RaumDatabase database, OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch(organization).Add(Select, organization.Value);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new WebhookRow(
                ConnectionRow.ReadConnection(organization, reader),
                ConnectionRow.Bytes(reader, 9),
                ConnectionRow.Bytes(reader, 10)
            )
            : null;
    }
}
