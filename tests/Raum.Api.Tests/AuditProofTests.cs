using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Raum.Core;
using Raum.Organizations.ApiKeys;
using Raum.Proofs.Export;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;
using Raum.Testing;

namespace Raum.Api.Tests;

/// <summary>AUD-5: what an organization can show to who does not trust Raum, over HTTP, and nobody else's.</summary>
public sealed class AuditProofTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reviewer_checks_an_entry_two_checkpoints_and_an_export_with_the_published_key()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        using var client = api.Host.Client(tenant.Token);
        await using var projector = api.Host.StartProjector();
        var first = await CheckpointAsync(client, size: 1);
        using (await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token)) { }
        var second = await CheckpointAsync(client, size: first.Size + 1);
        var keys = await KeysAsync(tenant.Id);

        // An entry.
        var entry = await client.GetFromJsonAsync<JsonElement>("/v1/audit/0/proof", Token);
        var file = entry.GetProperty("proof").GetString()!;
        ProofFileVerifier.Verify(file, keys).Problems.ShouldBeEmpty();
        entry.GetProperty("header").GetProperty("organization").GetGuid().ShouldBe(tenant.Id.Value);

        // Two checkpoints.
        var consistency = await client.GetFromJsonAsync<JsonElement>(
            $"/v1/audit/consistency?first={first.Size}&second={second.Size}",
            Token
        );
        Checkpoint.Parse(SignedNote.Parse(consistency.GetProperty("checkpoint").GetString()!)!.Text).ShouldBe(second);
        var path = consistency.GetProperty("path").EnumerateArray().Select(Hash).ToList();
        MerkleProof.IsConsistent(first.Size, first.Root, second.Size, second.Root, path).ShouldBeTrue();

        // Everything.
        using var export = new StringReader(await client.GetStringAsync("/v1/audit/export", Token));
        var report = await ExportVerifier.VerifyAsync(export, keys, null, Token);
        report.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_are_public_and_say_nothing_about_who_is_not_there()
    {
        using var anonymous = api.Host.Client();

        (await KeysAsync(new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())))).ShouldBeEmpty();
        using var response = await anonymous.GetAsync("/.well-known/raum-log-keys?organization=x", Token);
        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Another_organizations_key_gets_its_own_log_and_never_this_one()
    {
        var ours = await api.Host.AddTenantAsync(Token);
        var theirs = await api.Host.AddTenantAsync(Token);
        await using var projector = api.Host.StartProjector();
        using var client = api.Host.Client(theirs.Token);
        using var owner = api.Host.Client(ours.Token);
        await CheckpointAsync(owner, size: 1);
        await CheckpointAsync(client, size: 1);

        foreach (var way in (string[])["/v1/audit/checkpoint", "/v1/audit/0/proof", "/v1/audit/consistency?first=1", "/v1/audit/export"])
        {
            // Naming the other organization in every place that a caller has changes nothing.
            var query = way.Contains('?', StringComparison.Ordinal) ? "&" : "?";
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{way}{query}organization={ours.Id}&organizationId={ours.Id}");
            request.Headers.Add("X-Organization-Id", ours.Id.ToString());
            using var response = await client.SendAsync(request, Token);
            var body = await response.Content.ReadAsStringAsync(Token);

            response.StatusCode.ShouldBe(HttpStatusCode.OK, way);
            body.ShouldNotContain(ours.Id.ToString());
            body.ShouldContain(theirs.Id.ToString());
        }
    }

    [Theory]
    [InlineData("/v1/audit/checkpoint")]
    [InlineData("/v1/audit/0/proof")]
    [InlineData("/v1/audit/consistency?first=1")]
    [InlineData("/v1/audit/export")]
    public async Task Only_a_key_for_the_audit_log_may_ask(string path)
    {
        var other = await api.Host.AddKeyAsync(api.Ours.Id, [ApiKeyScopes.Jobs], null, Token);
        using var anonymous = api.Host.Client();
        using var limited = api.Host.Client(other.Token);

        using var unknown = await anonymous.GetAsync(path, Token);
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var forbidden = await limited.GetAsync(path, Token);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/v1/audit/consistency", "first")]
    [InlineData("/v1/audit/consistency?first=-1", "first")]
    [InlineData("/v1/audit/consistency?first=x", "first")]
    [InlineData("/v1/audit/consistency?first=1&second=x", "second")]
    [InlineData("/v1/audit/export?first=x", "first")]
    public async Task A_number_that_is_none_is_an_error(string path, string named)
    {
        using var client = api.Host.Client(api.Ours.Token);

        using var response = await client.GetAsync(path, Token);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([named]);
    }

    [Fact]
    public async Task Before_the_first_checkpoint_and_behind_the_newest_there_is_nothing()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        using var client = api.Host.Client(tenant.Token);
        foreach (
            var path in (string[])
                [
                    "/v1/audit/checkpoint",
                    "/v1/audit/0/proof",
                    "/v1/audit/x/proof",
                    "/v1/audit/-1/proof",
                    "/v1/audit/consistency?first=0",
                    "/v1/audit/export",
                ]
        )
        {
            using var response = await client.GetAsync(path, Token);
            await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        }
    }

    private static TreeHash Hash(JsonElement element) =>
        TreeHash.TryParse(element.GetString(), out var hash) ? hash : throw new FormatException();

    /// <summary>The newest checkpoint, once it covers so many entries.</summary>
    private async Task<Checkpoint> CheckpointAsync(HttpClient client, long size)
    {
        Checkpoint? checkpoint = null;
        await Eventually.TrueAsync(async () =>
        {
            using var response = await client.GetAsync("/v1/audit/checkpoint", Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
                var note = SignedNote.Parse(await response.Content.ReadAsStringAsync(Token))!;
                checkpoint = Checkpoint.Parse(note.Text);
                var organization = new OrganizationId(Guid.Parse(checkpoint!.Origin.Split('/')[^1]));
                note.Check([.. await KeysAsync(organization)]).ShouldBe(NoteVerdict.Good);
            }

            return checkpoint?.Size >= size;
        });
        return checkpoint!;
    }

    private async Task<IReadOnlyList<NoteKey>> KeysAsync(OrganizationId organization)
    {
        using var anonymous = api.Host.Client();
        var keys = await anonymous.GetFromJsonAsync<JsonElement>($"/.well-known/raum-log-keys?organization={organization}", Token);
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key => NoteKey.Parse(key.GetProperty("key").GetString()!)!)];
    }
}
