using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.People.Access;
using Raum.People.SignIn;
using Raum.People.SingleSignOn;
using Raum.Testing;
using Raum.Testing.Oidc;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>An organization with an identity provider that says whatever a test wants it to.</summary>
public abstract class SingleSignOnFixture(PostgresServer postgres)
    : PeopleFixture(postgres, new ManualClock(TimeProvider.System.GetUtcNow()))
{
    private protected const string Client = "raum";
    private protected static readonly PersonalText Secret = new("a secret of the provider: with / and +");
    private protected static readonly AuditActor Admin = AuditActor.System("tests");
    private protected static readonly byte[] Browser = SignIns.BrowserHash("the browser of Jane");

    private protected OidcSignIn SignIn => Process.GetRequiredService<OidcSignIn>();

    private protected IdentityProviders Providers => Process.GetRequiredService<IdentityProviders>();

    protected override void Configure(IServiceCollection services) =>
        services.Configure<GuardedHttpOptions>(options => options.AllowedNetworks.Add("127.0.0.0/8"));

    private protected static void Refused(Outcome<SignInStep> answer, int which = 0) =>
        answer.Failure.ShouldBe(new Failure(FailureCode.Unauthorized), $"number {which}");

    private protected static JsonObject Jane() =>
        new()
        {
            ["sub"] = "jane",
            ["email"] = "jane@acme.example",
            ["email_verified"] = true,
            ["name"] = "Jane of Acme",
        };

    private protected async Task<HostileProvider> HostileAsync()
    {
        var provider = await HostileProvider.StartAsync(Clock, Token);
        provider.Person = Jane();
        await SetAsync(Acme, provider.Issuer);
        await AddDomainAsync(Acme, "acme.example");
        return provider;
    }

    private protected async Task SetAsync(OrganizationId organization, string issuer) =>
        (await Providers.SetAsync(organization, issuer, Client, Secret, Role.Agent, Role.Owner, Admin, Token)).Succeeded.ShouldBeTrue();

    private protected async Task AddDomainAsync(OrganizationId organization, string domain)
    {
        await using var operators = NewAdministration();
        (await operators.GetRequiredService<VerifiedDomains>().AddAsync(organization, domain, Admin, Token)).Succeeded.ShouldBeTrue();
    }

    private protected async Task RemoveDomainAsync(OrganizationId organization, string domain)
    {
        await using var operators = NewAdministration();
        (await operators.GetRequiredService<VerifiedDomains>().RemoveAsync(organization, domain, Admin, Token)).Succeeded.ShouldBeTrue();
    }

    private protected async Task<(string State, string Code)> BeginAsync(HostileProvider provider) =>
        provider.SignIn((await SignIn.BeginAsync(Acme, Browser, Token)).Value);

    private protected async Task<Outcome<SignInStep>> FinishAsync(HostileProvider provider)
    {
        var (state, code) = await BeginAsync(provider);
        return await SignIn.FinishAsync(state, code, null, Browser, null, Token);
    }
}
