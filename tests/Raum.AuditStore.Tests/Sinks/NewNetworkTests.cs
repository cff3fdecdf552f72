using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>AUD-7: an administrator's new network, by who the person is and where that person came from before.</summary>
public sealed class NewNetworkTests(PostgresServer postgres) : SinkFixture(postgres)
{
    private static readonly UserId Owner = new(Guid.Parse("01939c2a-7000-7000-8000-0000000000d1"));
    private static readonly UserId Agent = new(Guid.Parse("01939c2a-7000-7000-8000-0000000000d2"));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (user, role) in ((UserId, string)[])[(Owner, "owner"), (Agent, "agent")])
        {
            await ExecuteAsync(
                Database.Superuser,
                "insert into people.membership (organization_id, user_id, role, created_at, changed_at) values ($1, $2, $3, now(), now())",
                Acme.Value,
                user.Value,
                role
            );
        }

        await ComeAsync(Owner, "198.51.100.10");
        await ComeAsync(Agent, "203.0.113.10");
        (await LookAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task An_owner_who_signs_in_from_another_network_is_told_once_and_from_there_again_not()
    {
        await ComeAsync(Owner, "192.0.2.7");
        (await LookAsync()).ShouldBe(["new-admin-network"]);

        Clock.Advance(TimeSpan.FromHours(1));
        await ComeAsync(Owner, "192.0.2.7");
        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_that_somebody_else_came_from_hides_nobody()
    {
        await ComeAsync(Owner, "203.0.113.10");

        (await LookAsync()).ShouldBe(["new-admin-network"]);
    }

    [Fact]
    public async Task Who_does_not_administer_may_come_from_anywhere()
    {
        await ComeAsync(Agent, "192.0.2.7");

        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_address_of_the_same_network_is_no_news()
    {
        await ComeAsync(Owner, "198.51.100.77");

        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_sign_in_makes_no_network_known()
    {
        await RecordAsync(
            new SignInFailed
            {
                Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                At = Clock.GetUtcNow(),
                Actor = new AuditActor(AuditActorKind.User, Owner.ToString(), Authenticated: false),
                Origin = new AuditOrigin(new PersonalText("192.0.2.7"), null),
                Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
                User = Owner,
                Method = "password",
                Fault = SignInFault.WrongSecret,
                Result = AuditResult.Denied,
            }
        );
        (await LookAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await ComeAsync(Owner, "192.0.2.7");

        (await LookAsync()).ShouldBe(["new-admin-network"]);
    }

    [Theory]
    [InlineData("198.51.100.77", "198.51.100.0")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    [InlineData("unknown", "unknown")]
    public void A_network_is_the_first_24_or_48_bits(string address, string network) => AddressHasher.Network(address).ShouldBe(network);

    private Task ComeAsync(UserId user, string address) =>
        RecordAsync(
            new SignedIn
            {
                Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                At = Clock.GetUtcNow(),
                Actor = new AuditActor(AuditActorKind.User, user.ToString(), Authenticated: true),
                Origin = new AuditOrigin(new PersonalText(address), null),
                Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
                User = user,
                Session = new SessionId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
                Methods = ["passkey"],
            }
        );

    private async Task RecordAsync(AuditEvent recorded) => (await Log.AppendAsync(Acme, [recorded], Token)).Failure.ShouldBeNull();

    private async Task<IReadOnlyList<string>> LookAsync()
    {
        await Projector.CatchUpAsync(Acme, Token);
        return (await Alerts.LookAsync(Acme, Token)).Value;
    }
}
