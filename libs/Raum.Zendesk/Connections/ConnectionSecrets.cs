using System.Text;
using Raum.Core;
using Raum.Keys;

namespace Raum.Zendesk;

/// <summary>Seals and opens the secrets of a connection, each bound to its column and organization (KEY-1).</summary>
internal sealed class ConnectionSecrets(FieldSealer sealer)
{
    public async Task<Outcome<byte[]>> SealAsync(
        OrganizationId organization,
        SecretColumn column,
        string text,
        CancellationToken cancellationToken
    ) => await sealer.SealAsync(organization, Address(organization, column), Encoding.UTF8.GetBytes(text), cancellationToken);

    public async Task<Outcome<string>> OpenAsync(
        OrganizationId organization,
        SecretColumn column,
        byte[] sealedBytes,
        CancellationToken cancellationToken
    )
    {
        var opened = await sealer.OpenAsync(organization, Address(organization, column), sealedBytes, cancellationToken);
        return opened.Succeeded ? Encoding.UTF8.GetString(opened.Value) : opened.Failure;
    }

    /// <summary>What is sealed anew when keys rotate. A consent ends within minutes.</summary>
    public static IEnumerable<SealedColumn> Columns =>
        from column in Enum.GetValues<SecretColumn>()
        where column != SecretColumn.ConsentVerifier
        let address = Address(default, column)
        select new SealedColumn(address.Table, address.Column, address.Table, address.Use);

    private static FieldAddress Address(OrganizationId organization, SecretColumn column) =>
        column switch
        {
            SecretColumn.ConsentVerifier => new FieldAddress("organizations.zendesk_consent", "verifier_sealed", organization.ToString()),
            // The API checks webhooks and needs these two; the others let somebody act at Zendesk (KEY-5).
            SecretColumn.WebhookSecret or SecretColumn.WebhookSecretNext => new FieldAddress(
                ConnectionRow.Table,
                Name(column),
                organization.ToString()
            ),
            _ => new FieldAddress(ConnectionRow.Table, Name(column), organization.ToString()) { Use = KeyUse.Credential },
        };

    private static string Name(SecretColumn column) =>
        column switch
        {
            SecretColumn.ClientId => "client_id_sealed",
            SecretColumn.ClientSecret => "client_secret_sealed",
            SecretColumn.WebhookSecret => "webhook_secret_sealed",
            SecretColumn.WebhookSecretNext => "webhook_secret_next_sealed",
            SecretColumn.AccessToken => "access_token_sealed",
            SecretColumn.RefreshToken => "refresh_token_sealed",
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };
}

internal enum SecretColumn
{
    ClientId,
    ClientSecret,
    WebhookSecret,
    WebhookSecretNext,
    AccessToken,
    RefreshToken,
    ConsentVerifier,
}
