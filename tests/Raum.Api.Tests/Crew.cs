using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;

namespace Raum.Api.Tests;

/// <summary>A member of each role in an organization, with as many sessions as a test wants: no password is hashed.</summary>
internal sealed class Crew
{
    private readonly ApiHost _host;
    private readonly OrganizationId _organization;
    private readonly Dictionary<Role, UserId> _users = [];

    private Crew(ApiHost host, OrganizationId organization) => (_host, _organization) = (host, organization);

    public static async Task<Crew> HireAsync(ApiHost host, OrganizationId organization, CancellationToken cancellationToken)
    {
        var crew = new Crew(host, organization);
        foreach (var role in Roles.All)
        {
            var email = EmailAddress.Read(new PersonalText($"{role.Name()}@{organization.Value:N}.example.com"))!;
            var user = (
                await host.Get<AccountStore>().CreateAsync(email, new PersonalText($"The {role.Name()}"), null, cancellationToken)
            ).Value;
            (
                await host.Get<RaumDatabase>()
                    .RunAsync(
                        organization,
                        (scope, stop) =>
                            MemberStore.AddAsync(
                                scope,
                                host.Get<IAuditLog>(),
                                user,
                                role,
                                "operator",
                                AuditActor.System("tests"),
                                TimeProvider.System.GetUtcNow(),
                                stop
                            ),
                        cancellationToken
                    )
            ).Succeeded.ShouldBeTrue();
            crew._users[role] = user;
        }

        return crew;
    }

    public UserId this[Role role] => _users[role];

    public async Task<NewSession> SignInAsync(Role role, CancellationToken cancellationToken) =>
        (await _host.Get<SessionStore>().StartAsync(_organization, _users[role], role, ["password"], null, cancellationToken)).Value;

    public async Task<HttpClient> BrowserAsync(Role role, CancellationToken cancellationToken) =>
        _host.Browser((await SignInAsync(role, cancellationToken)).Token);
}
