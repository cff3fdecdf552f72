using Npgsql;
using Raum.Core;
using Raum.Data;

namespace Raum.Zendesk;

/// <summary>The row of an organization's connection with what calls to Zendesk need, still sealed. The API's role cannot read it: see <see cref="WebhookRow"/>.</summary>
internal sealed record ConnectionRow(
    ZendeskConnection Connection,
    byte[] ClientId,
    byte[] ClientSecret,
    byte[]? AccessToken,
    DateTimeOffset? AccessExpiresAt,
    byte[]? RefreshToken,
    DateTimeOffset? RefreshExpiresAt,
    long TokenVersion
)
{
    public const string Table = "organizations.zendesk_connection";

    private const string Select = """
        select address, account_id, own_user_id, grant_kind, scope, state, brands, groups, forms, client_id_sealed, client_secret_sealed,
               access_token_sealed, access_expires_at, refresh_token_sealed,
               refresh_expires_at, token_version
        from organizations.zendesk_connection where organization_id = $1
        """;

    /// <returns>Null when there is no connection.</returns>
    public static async Task<ConnectionRow?> ReadAsync(
        RaumDatabase database,
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch(organization).Add(Select, organization.Value);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(organization, reader) : null;
    }

    /// <summary>Reads the row and keeps others from changing it until the transaction ends.</summary>
    public static async Task<ConnectionRow?> LockAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(Select + " for update", scope.Organization.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(scope.Organization, reader) : null;
    }

    private static ConnectionRow Read(OrganizationId organization, NpgsqlDataReader reader) =>
        new(
            ReadConnection(organization, reader),
            reader.GetFieldValue<byte[]>(9),
            reader.GetFieldValue<byte[]>(10),
            Bytes(reader, 11),
            Value<DateTimeOffset>(reader, 12),
            Bytes(reader, 13),
            Value<DateTimeOffset>(reader, 14),
            reader.GetInt64(15)
        );

    /// <summary>Reads the first nine columns.</summary>
    internal static ZendeskConnection ReadConnection(OrganizationId organization, NpgsqlDataReader reader) =>
        new(
            organization,
            // What is stored was checked when it was written; a development URL is refused again where calls are made.
            ZendeskAddress.Parse(reader.GetString(0), development: true).Value,
            Value<long>(reader, 1),
            Value<long>(reader, 2),
            Enum.Parse<ZendeskGrant>(reader.GetString(3)),
            reader.GetString(4),
            Enum.Parse<ZendeskConnectionState>(reader.GetString(5)),
            new ZendeskReadRules(reader.GetFieldValue<long[]>(6), reader.GetFieldValue<long[]>(7), reader.GetFieldValue<long[]>(8))
        );

    internal static byte[]? Bytes(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    private static T? Value<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
