using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Raum.Core;

namespace Raum.Keys.Customers;

/// <summary>Takes on the role that a customer lets Raum assume, for one call of KMS at a time (AWS STS, AssumeRole).</summary>
/// <remarks>
/// The external id is the organization's id: a customer who names another customer's role is refused by that role ("confused deputy"). The session may do two
/// things with one key for one organization, whatever the role allows besides. Sessions are not kept: they would outlive, by up to an hour, the trust that the
/// customer takes back.
/// </remarks>
internal sealed class CustomerRoles(IAmazonSecurityTokenService sts)
{
    /// <summary>The shortest that STS gives.</summary>
    private const int SessionSeconds = 900;

    /// <exception cref="AmazonServiceException">STS refused.</exception>
    public async Task<AWSCredentials> AssumeAsync(OrganizationId organization, CustomerKey key, CancellationToken cancellationToken) =>
        await AssumeAsync(organization, key, organization.ToString(), cancellationToken);

    /// <summary>True when the role can be assumed without the organization's external id: then anybody whom Raum serves could have it used.</summary>
    /// <exception cref="AmazonServiceException">STS refused for another reason.</exception>
    public async Task<bool> IsOpenToOthersAsync(OrganizationId organization, CustomerKey key, CancellationToken cancellationToken)
    {
        foreach (var externalId in (string?[])[null, OrganizationId.Installation.ToString()])
        {
            try
            {
                await AssumeAsync(organization, key, externalId, cancellationToken);
                return true;
            }
            catch (AmazonServiceException e) when (e.ErrorCode is "AccessDenied" or "AccessDeniedException")
            {
                // As it should be.
            }
        }

        return false;
    }

    private async Task<AWSCredentials> AssumeAsync(
        OrganizationId organization,
        CustomerKey key,
        string? externalId,
        CancellationToken cancellationToken
    )
    {
        var answer = await sts.AssumeRoleAsync(
            new AssumeRoleRequest
            {
                RoleArn = key.RoleArn,
                RoleSessionName = $"raum-{organization.Value:N}",
                ExternalId = externalId,
                DurationSeconds = SessionSeconds,
                Policy = SessionPolicy(organization, key),
            },
            cancellationToken
        );
        return answer.Credentials;
    }

    private static string SessionPolicy(OrganizationId organization, CustomerKey key) =>
        new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(
                new JsonObject
                {
                    ["Effect"] = "Allow",
                    ["Action"] = new JsonArray("kms:Encrypt", "kms:Decrypt"),
                    ["Resource"] = key.KeyArn,
                    ["Condition"] = new JsonObject
                    {
                        ["StringEquals"] = new JsonObject { ["kms:EncryptionContext:organization"] = organization.ToString() },
                    },
                }
            ),
        }.ToJsonString(JsonSerializerOptions.Default);
}
