using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.People.Access;

namespace Raum.Api.Tests;

/// <summary>ORG-10 over HTTP: what is off is shown, approved in its own words, and stops with the withdrawal.</summary>
public sealed class ApprovalHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_taken_only_while_the_account_is_approved()
    {
        var (tenant, crew) = await HireAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var client = api.Host.Client();
        using var before = await client.SendAsync(Webhook.Trigger(tenant, 1).Request(), Token);
        before.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var listed = await ListAsync(admin);
        var approval = listed.GetProperty("approvals").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("waiting").GetArrayLength().ShouldBe(0);

        using var ended = await admin.DeleteAsync($"/v1/approvals/{approval.GetProperty("id").GetGuid()}", Token);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await client.SendAsync(Webhook.Trigger(tenant, 2).Request(), Token);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Conflict, "not-approved");
        using var forged = await client.SendAsync(Webhook.Trigger(tenant with { WebhookSecret = "guess" }, 2).Request(), Token);
        forged.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        listed = await ListAsync(admin);
        var waiting = listed.GetProperty("waiting").EnumerateArray().ShouldHaveSingleItem();
        waiting.GetProperty("use").GetString().ShouldBe("zendesk");
        using var given = await admin.PostAsJsonAsync(
            "/v1/approvals",
            Words(listed, "zendesk", waiting.GetProperty("subject").GetString()!),
            Token
        );
        given.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await given.JsonAsync()).GetProperty("givenBy").GetString().ShouldBe(crew[Role.Admin].ToString());
        using var after = await client.SendAsync(Webhook.Trigger(tenant, 3).Request(), Token);
        after.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await api.Host.TakeAllAsync(tenant.Id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Words_that_the_person_has_not_read_approve_nothing()
    {
        var (tenant, crew) = await HireAsync();
        var credential = await AddCredentialAsync(tenant);
        using var admin = await crew.BrowserAsync(Role.Owner, Token);
        var words = ApprovalText.Of(ApprovedUse.Provider);

        foreach (var (version, text) in new[] { (words.Version, "Yes."), (words.Version + 1, words.Text) })
        {
            using var refused = await GiveAsync(admin, "provider", credential, version, text);
            await refused.ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed, "precondition-failed");
        }

        using var unknown = await GiveAsync(admin, "provider", Guid.Empty.ToString("D"), words.Version, words.Text);
        await unknown.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var everything = await GiveAsync(admin, "everything", credential, words.Version, words.Text);
        await everything.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        using var empty = await GiveAsync(admin, "provider", "", words.Version, words.Text);
        var problem = await empty.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["$.subject"]);
        (await WaitsAsync(admin, credential)).ShouldBeTrue();
        using var good = await GiveAsync(admin, "provider", credential, words.Version, words.Text);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await WaitsAsync(admin, credential)).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_organizations_integration_and_approval_are_not_there()
    {
        var (_, crew) = await HireAsync();
        var (theirs, others) = await HireAsync();
        var credential = await AddCredentialAsync(theirs);
        using var admin = await crew.BrowserAsync(Role.Owner, Token);
        using var other = await others.BrowserAsync(Role.Owner, Token);
        var words = ApprovalText.Of(ApprovedUse.Provider);

        using var given = await GiveAsync(admin, "provider", credential, words.Version, words.Text);
        await given.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        var approval = (await ListAsync(other)).GetProperty("approvals")[0].GetProperty("id").GetGuid();
        using var withdrawn = await admin.DeleteAsync($"/v1/approvals/{approval}", Token);
        await withdrawn.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await ListAsync(admin)).GetRawText().ShouldNotContain(credential);
        (await WaitsAsync(other, credential)).ShouldBeTrue();
    }

    [Fact]
    public async Task Both_are_on_record_with_the_words_and_giving_asks_for_a_recent_proof()
    {
        var (tenant, crew) = await HireAsync();
        var credential = await AddCredentialAsync(tenant);
        var session = await crew.SignInAsync(Role.Admin, Token);
        using var admin = api.Host.Browser(session.Token);
        var words = ApprovalText.Of(ApprovedUse.Provider);
        using var given = await GiveAsync(admin, "provider", credential, words.Version, words.Text);
        var id = (await given.JsonAsync()).GetProperty("id").GetGuid();

        await api.Host.AgeConfirmationAsync(session.Identity.Id, Token);
        using var late = await GiveAsync(admin, "provider", credential, words.Version, words.Text);
        await late.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "confirmation-required");

        // To stop something nobody has to look for a password first.
        using var ended = await admin.DeleteAsync($"/v1/approvals/{id}", Token);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);

        var changes = new List<ApprovalChanged>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(tenant.Id, 0, Token))
        {
            if (recorded.Event is ApprovalChanged { Use: "Provider" } change)
            {
                changes.Add(change);
            }
        }

        changes
            .Select(change => (change.Change, change.Text!.Reveal(), change.Actor.Id, change.Target!.Id))
            .ShouldBe([
                (ApprovalChange.Given, words.Text, crew[Role.Admin].ToString(), id.ToString("D")),
                (ApprovalChange.Withdrawn, words.Text, crew[Role.Admin].ToString(), id.ToString("D")),
            ]);
    }

    private async Task<(Tenant Tenant, Crew Crew)> HireAsync()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        return (tenant, await Crew.HireAsync(api.Host, tenant.Id, Token));
    }

    private async Task<string> AddCredentialAsync(Tenant tenant) =>
        (
            await api
                .Host.Administration<ProviderCredentials>()
                .AddAsync(
                    tenant.Id,
                    new NewProviderCredential("openai", "gpt-4.1-mini", "eu", new PersonalText("sk-acme-0123456789abcdef")),
                    AuditActor.System("tests"),
                    Token
                )
        ).Value.ToString("D");

    private static async Task<JsonElement> ListAsync(HttpClient client) =>
        await client.GetFromJsonAsync<JsonElement>("/v1/approvals", Token);

    private static async Task<bool> WaitsAsync(HttpClient client, string subject) =>
        (await ListAsync(client)).GetProperty("waiting").EnumerateArray().Any(use => use.GetProperty("subject").GetString() == subject);

    private static object Words(JsonElement listed, string use, string subject)
    {
        var text = listed.GetProperty("texts").EnumerateArray().Single(one => one.GetProperty("use").GetString() == use);
        return new
        {
            use,
            subject,
            textVersion = text.GetProperty("version").GetInt32(),
            text = text.GetProperty("text").GetString(),
        };
    }

    private static Task<HttpResponseMessage> GiveAsync(HttpClient client, string use, string subject, int textVersion, string text) =>
        client.PostAsJsonAsync(
            "/v1/approvals",
            new
            {
                use,
                subject,
                textVersion,
                text,
            },
            Token
        );
}
