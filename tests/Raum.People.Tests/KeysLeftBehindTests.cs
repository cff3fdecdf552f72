using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.ApiKeys;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-3: an API key is the organization's; that who made it is gone is told.</summary>
public sealed class KeysLeftBehindTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private static readonly AuditActor Operator = AuditActor.System("tests");

    private ApiKeys Keys => Process.GetRequiredService<ApiKeys>();

    private MemberStore Members => Process.GetRequiredService<MemberStore>();

    [Theory]
    [InlineData(null)]
    [InlineData(Role.Manager)]
    public async Task Live_keys_of_who_may_make_none_any_more_go_on_and_are_on_record_each(Role? role)
    {
        await HireAsync(Role.Owner);
        var (admin, other) = (await HireAsync(Role.Admin), await HireAsync(Role.Admin));
        var (first, second, ended, expired) = (
            await KeyAsync(admin),
            await KeyAsync(admin),
            await KeyAsync(admin),
            await KeyAsync(admin, 1)
        );
        await KeyAsync(other);
        (await Keys.RevokeAsync(Acme, ended.Id, Operator, Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromHours(2));

        await ChangeAsync(admin, role);

        (await Keys.AuthenticateAsync(first.Token, null, Token)).Succeeded.ShouldBeTrue("others rely on it");
        var told = (await EventsAsync(Acme)).OfType<ApiKeyLeftBehind>().ToList();
        told.Select(one => one.Key).ShouldBe([first.Id, second.Id], ignoreOrder: true);
        told.ShouldAllBe(one => one.Maker == admin.Identity.User && one.Actor == Operator);
        (await Keys.ListAsync(Acme, Token)).Value.Single(key => key.Id == expired.Id).CreatedBy.ShouldBe(admin.Identity.User.ToString());
        var makers = (await Members.WhoMayAsync(Acme, Permission.ManageApiKeys, Token)).Value;
        makers.ShouldNotContain(admin.Identity.User);
        makers.ShouldContain(other.Identity.User);
    }

    [Fact]
    public async Task An_owner_who_becomes_an_admin_leaves_no_key_behind()
    {
        await HireAsync(Role.Owner);
        var owner = await HireAsync(Role.Owner);
        await KeyAsync(owner);

        await ChangeAsync(owner, Role.Admin);

        (await EventsAsync(Acme)).OfType<ApiKeyLeftBehind>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_somebody_who_stays_rolled_over_is_theirs()
    {
        await HireAsync(Role.Owner);
        var (admin, other) = (await HireAsync(Role.Admin), await HireAsync(Role.Admin));
        var key = await KeyAsync(admin);
        var next = (
            await Process.GetRequiredService<ApiKeyRollover>().RollAsync(Acme, key.Id, TimeSpan.Zero, other.Identity.Actor, Token)
        ).Value;

        await ChangeAsync(admin, null);

        (await EventsAsync(Acme)).OfType<ApiKeyLeftBehind>().ShouldBeEmpty();
        (await Keys.ListAsync(Acme, Token)).Value.Single(one => one.Id == next.Id).CreatedBy.ShouldBe(other.Identity.User.ToString());
    }

    private async Task<NewApiKey> KeyAsync(NewSession by, int? hours = null) =>
        (
            await Keys.CreateAsync(
                Acme,
                "Reports",
                [ApiKeyScopes.Audit],
                hours is { } lasts ? Clock.GetUtcNow().AddHours(lasts) : null,
                by.Identity.Actor,
                Token
            )
        ).Value;

    private async Task ChangeAsync(NewSession member, Role? role)
    {
        var changed = role is { } next
            ? await Members.ChangeRoleAsync(Acme, member.Identity.User, next, Role.Owner, Operator, Token)
            : await Members.RemoveAsync(Acme, member.Identity.User, Role.Owner, Operator, Token);
        changed.Succeeded.ShouldBeTrue();
    }
}
