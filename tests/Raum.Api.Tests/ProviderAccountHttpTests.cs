using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Settings;
using Raum.People.Access;

namespace Raum.Api.Tests;

/// <summary>KEY-3, KEY-4 over HTTP: keys of providers and the secret of callbacks go in sealed, are shown to nobody, and every change is on record.</summary>
public sealed class ProviderAccountHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Key = "sk-acme-0123456789-first-QWER";
    private const string NextKey = "sk-acme-0123456789-next-TYUI";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_added_approved_rotated_and_removed_and_its_keys_are_shown_to_nobody()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var auditor = await crew.BrowserAsync(Role.Auditor, Token);

        var first = await AddAsync(admin);
        (await AccountsAsync(auditor)).ShouldHaveSingleItem().TryGetProperty("approvedAt", out _).ShouldBeFalse();
        (await OpenAsync(tenant)).ShouldBeEmpty();
        await api.Host.ApproveAsync(tenant.Id, ApprovedUse.Provider, first.ToString("D"), Token);
        (await OpenAsync(tenant)).ShouldBe([Key]);

        using var rotated = await admin.PostAsJsonAsync(
            $"/v1/provider-accounts/{first}/rotate",
            new
            {
                key = NextKey,
                overlapHours = 48,
                rotateBy = "2030-01-01T00:00:00+01:00",
            },
            Token
        );
        rotated.StatusCode.ShouldBe(HttpStatusCode.Created);
        var next = (await rotated.JsonAsync()).GetProperty("id").GetGuid();
        (await OpenAsync(tenant)).ShouldBe([NextKey, Key]);
        var listed = await AccountsAsync(auditor);
        listed.Select(one => one.GetProperty("hint").GetString()).ShouldBe(["TYUI", "QWER"]);
        listed[0].GetProperty("rotateBy").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero));
        listed[1].TryGetProperty("retireAt", out _).ShouldBeTrue();
        JsonSerializer.Serialize(listed).ShouldNotContain("sk-acme");

        foreach (var account in new[] { first, next })
        {
            using var removed = await admin.DeleteAsync($"/v1/provider-accounts/{account}", Token);
            removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await AccountsAsync(auditor)).ShouldBeEmpty();
        (await OpenAsync(tenant)).ShouldBeEmpty();
        var changes = await ChangesAsync(tenant);
        changes
            .Where(change => change.Credential == "openai")
            .Select(change => (change.Change, change.Actor.Id))
            .ShouldBe([
                (CredentialChange.Set, crew[Role.Admin].ToString()),
                (CredentialChange.Rotated, crew[Role.Admin].ToString()),
                (CredentialChange.Removed, crew[Role.Admin].ToString()),
                (CredentialChange.Removed, crew[Role.Admin].ToString()),
            ]);
        api.Host.Lines.Text.ShouldNotContain("sk-acme");
    }

    [Theory]
    [InlineData("""{"provider":"chatgpt","model":"m","region":"eu","key":"k"}""", "provider")]
    [InlineData("""{"provider":"openai","model":"","region":"eu","key":"k"}""", "model")]
    [InlineData("""{"provider":"openai","model":"m","region":"moon","key":"k"}""", "region")]
    [InlineData("""{"provider":"openai","model":"m","region":"eu"}""", "key")]
    [InlineData("""{"provider":"openai","model":"m","region":"eu","key":"sk-acme-0123456789-ab\u0000"}""", "key")]
    [InlineData("""{"provider":"openai","model":"m","region":"eu","key":"k","baseUrl":"https://a.example"}""", "baseUrl")]
    [InlineData("""{"provider":"compatible","model":"m","region":"eu","baseUrl":"https://me:pass@a.example"}""", "baseUrl")]
    [InlineData("""{"provider":"compatible","model":"m","region":"eu","baseUrl":"file:///etc/passwd"}""", "baseUrl")]
    [InlineData("""{"provider":"openai","model":"m","region":"eu","key":"k","rotateBy":"2020-01-01T00:00:00Z"}""", "rotateBy")]
    public async Task What_cannot_be_an_account_is_refused_by_name(string body, string member)
    {
        var (_, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var refused = await admin.PostAsync(
            "/v1/provider-accounts",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            Token
        );

        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([$"$.{member}"]);
        (await AccountsAsync(admin)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_replaces_or_removes_anothers_account_or_replaces_a_key_twice()
    {
        var (_, crew) = await HireAsync();
        var (theirs, others) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Owner, Token);
        using var other = await others.BrowserAsync(Role.Owner, Token);
        var account = await AddAsync(other);

        using var stolen = await admin.PostAsJsonAsync($"/v1/provider-accounts/{account}/rotate", new { key = NextKey }, Token);
        await stolen.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var removed = await admin.DeleteAsync($"/v1/provider-accounts/{account}", Token);
        await removed.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await AccountsAsync(admin)).ShouldBeEmpty();

        using var once = await other.PostAsJsonAsync($"/v1/provider-accounts/{account}/rotate", new { key = NextKey }, Token);
        once.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var twice = await other.PostAsJsonAsync($"/v1/provider-accounts/{account}/rotate", new { key = NextKey }, Token);
        await twice.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await ChangesAsync(theirs)).Count(change => change.Change == CredentialChange.Rotated).ShouldBe(1);
    }

    [Fact]
    public async Task The_secret_of_callbacks_is_shown_once_and_signs_from_then_on()
    {
        var (tenant, crew) = await HireAsync();
        var session = await crew.SignInAsync(Role.Admin, Token);
        using var admin = api.Host.Browser(session.Token);
        using var none = await admin.GetAsync("/v1/callback-secret", Token);
        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");

        var first = await MakeAsync();
        var second = await MakeAsync();
        second.ShouldNotBe(first);
        Convert.ToBase64String((await api.Host.Administration<CallbackSecrets>().OpenAsync(tenant.Id, Token)).Value).ShouldBe(second);
        using var shown = await admin.GetAsync("/v1/callback-secret", Token);
        (await shown.Content.ReadAsStringAsync(Token)).ShouldNotContain(second);

        using var removed = await admin.DeleteAsync("/v1/callback-secret", Token);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await admin.DeleteAsync("/v1/callback-secret", Token);
        await again.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await ChangesAsync(tenant))
            .Where(change => change.Credential == "callback")
            .Select(change => change.Change)
            .ShouldBe([CredentialChange.Rotated, CredentialChange.Rotated, CredentialChange.Removed]);

        await api.Host.AgeConfirmationAsync(session.Identity.Id, Token);
        using var late = await admin.PostAsync("/v1/callback-secret", null, Token);
        await late.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");

        async Task<string> MakeAsync()
        {
            using var made = await admin.PostAsync("/v1/callback-secret", null, Token);
            made.StatusCode.ShouldBe(HttpStatusCode.OK);
            return (await made.JsonAsync()).GetProperty("secret").GetString()!;
        }
    }

    private async Task<(Tenant Tenant, Crew Crew)> HireAsync()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        return (tenant, await Crew.HireAsync(api.Host, tenant.Id, Token));
    }

    private static async Task<Guid> AddAsync(HttpClient client)
    {
        using var added = await client.PostAsJsonAsync(
            "/v1/provider-accounts",
            new
            {
                provider = "openai",
                model = "gpt-4.1-mini",
                region = "eu",
                key = Key,
            },
            Token
        );
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await added.JsonAsync()).GetProperty("id").GetGuid();
    }

    private static async Task<List<JsonElement>> AccountsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/v1/provider-accounts", Token)).GetProperty("accounts").EnumerateArray()];

    /// <summary>The keys that a worker would use.</summary>
    private async Task<List<string>> OpenAsync(Tenant tenant)
    {
        var opened = await api.Host.Administration<ProviderCredentials>().OpenApprovedAsync(tenant.Id, Token);
        return [.. opened.Value.Select(one => one.Key!.Reveal())];
    }

    private async Task<List<CredentialChanged>> ChangesAsync(Tenant tenant)
    {
        var changes = new List<CredentialChanged>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(tenant.Id, 0, Token))
        {
            if (recorded.Event is CredentialChanged change)
            {
                changes.Add(change);
            }
        }

        return changes;
    }
}
