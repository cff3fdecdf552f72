using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Raum.People.Access;
using Raum.Testing.Passkeys;

namespace Raum.Api.Tests;

/// <summary>ORG-5: passkeys, with a device in software that tells the truth or bends it.</summary>
public sealed class PasskeyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Domain = "localhost";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_signs_in_without_anything_else_and_each_challenge_works_once()
    {
        using var device = new SoftAuthenticator(ApiHost.Origin, Domain);
        using var owner = await NewOwnerAsync();
        using var added = await AddAsync(owner, device);
        using var browser = api.Host.Browser();
        var (token, options) = await BeginAsync(browser, "/v1/session/passkey/options");
        var answer = device.Get(options);

        using var signedIn = await FinishAsync(browser, "/v1/session/passkey", token, answer);
        using var replayed = await FinishAsync(browser, "/v1/session/passkey", token, answer);
        var listed = JsonNode.Parse(await owner.GetStringAsync("/v1/account/passkeys", Token))!;

        added.StatusCode.ShouldBe(HttpStatusCode.OK);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK, await signedIn.Content.ReadAsStringAsync(Token));
        signedIn.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-raum-session=");
        await replayed.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        ((string?)listed["passkeys"]![0]!["id"]).ShouldBe(device.Id);
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("domain")]
    [InlineData("verification")]
    [InlineData("challenge")]
    public async Task A_device_that_bends_the_truth_signs_nobody_in(string lie)
    {
        using var device = new SoftAuthenticator(ApiHost.Origin, Domain);
        using var owner = await NewOwnerAsync();
        using var added = await AddAsync(owner, device);
        using var browser = api.Host.Browser();
        var (token, options) = await BeginAsync(browser, "/v1/session/passkey/options");
        Bend(device, lie);

        using var refused = await FinishAsync(browser, "/v1/session/passkey", token, device.Get(options));

        added.StatusCode.ShouldBe(HttpStatusCode.OK);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("domain")]
    [InlineData("verification")]
    [InlineData("challenge")]
    public async Task No_passkey_is_added_by_a_device_that_bends_the_truth(string lie)
    {
        using var device = new SoftAuthenticator(ApiHost.Origin, Domain);
        Bend(device, lie);
        using var owner = await NewOwnerAsync();

        using var refused = await AddAsync(owner, device);

        await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task A_challenge_of_somebody_else_and_a_device_that_nobody_knows_are_refused()
    {
        using var device = new SoftAuthenticator(ApiHost.Origin, Domain);
        using var stranger = new SoftAuthenticator(ApiHost.Origin, Domain);
        using var jane = await NewOwnerAsync();
        using var joe = await NewOwnerAsync();
        using var browser = api.Host.Browser();
        var (token, options) = await BeginAsync(jane, "/v1/account/passkeys/options");
        var (signIn, request) = await BeginAsync(browser, "/v1/session/passkey/options");

        using var stolen = await FinishAsync(joe, "/v1/account/passkeys", token, device.Create(options));
        stranger.Create(options);
        using var unknown = await FinishAsync(browser, "/v1/session/passkey", signIn, stranger.Get(request));
        using var garbage = await FinishAsync(browser, "/v1/session/passkey", signIn, "{}");

        await stolen.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        await unknown.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await garbage.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_removed_passkey_signs_nobody_in()
    {
        using var device = new SoftAuthenticator(ApiHost.Origin, Domain);
        using var owner = await NewOwnerAsync();
        using var other = await NewOwnerAsync();
        using var added = await AddAsync(owner, device);
        using var notTheirs = await other.DeleteAsync($"/v1/account/passkeys/{device.Id}", Token);
        using var removed = await owner.DeleteAsync($"/v1/account/passkeys/{device.Id}", Token);
        using var browser = api.Host.Browser();
        var (token, options) = await BeginAsync(browser, "/v1/session/passkey/options");

        using var refused = await FinishAsync(browser, "/v1/session/passkey", token, device.Get(options));

        await notTheirs.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static void Bend(SoftAuthenticator device, string lie)
    {
        switch (lie)
        {
            case "origin":
                device.Origin = "https://evil.example";
                break;
            case "domain":
                device.Domain = "evil.example";
                break;
            case "verification":
                device.Verifies = false;
                break;
            default:
                device.Challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
                break;
        }
    }

    private async Task<HttpClient> NewOwnerAsync() =>
        await (await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token)).BrowserAsync(Role.Owner, Token);

    private static async Task<HttpResponseMessage> AddAsync(HttpClient person, SoftAuthenticator device)
    {
        var (token, options) = await BeginAsync(person, "/v1/account/passkeys/options");
        return await FinishAsync(person, "/v1/account/passkeys", token, device.Create(options));
    }

    private static async Task<(string Token, string Options)> BeginAsync(HttpClient client, string path)
    {
        using var begun = await client.PostAsync(path, null, Token);
        var body = JsonNode.Parse(await begun.Content.ReadAsStringAsync(Token))!;
        return ((string)body["token"]!, body["options"]!.ToJsonString());
    }

    private static async Task<HttpResponseMessage> FinishAsync(HttpClient client, string path, string token, string credential)
    {
        using var body = new StringContent($"{{\"token\":\"{token}\",\"credential\":{credential}}}", Encoding.UTF8, "application/json");
        return await client.PostAsync(path, body, Token);
    }
}
