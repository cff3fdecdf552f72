using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Http.Authentication;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.Support;
using Raum.Testing;

namespace Raum.Api.Tests;

/// <summary>ORG-11 over HTTP: let in, seen, ended, and no way to anything but the audit log.</summary>
public sealed class SupportAccessHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visit_reads_the_audit_log_is_on_record_and_ends_when_the_organization_says()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, Token);
        using var owner = await crew.BrowserAsync(Role.Owner, Token);
        var (staff, email) = await StaffAsync();

        using var opened = await owner.PostAsJsonAsync("/v1/support-access", new { reason = "Answers do not arrive since Friday." }, Token);
        var access = (Guid)JsonNode.Parse(await opened.Content.ReadAsStringAsync(Token))!["id"]!;
        using var home = api.Host.Browser(staff.Token);
        using var tooEarly = await VisitAsync(home, tenant.Id, access);
        var assigned = await api
            .Host.Administration<SupportStaff>()
            .AssignAsync(tenant.Id, access, email, AuditActor.System("raum-cli"), Token);
        using var visits = await VisitAsync(home, tenant.Id, access);
        using var visit = api.Host.Browser(Cookie(visits, SessionCookie.Name));
        var session = JsonNode.Parse(await visit.GetStringAsync("/v1/session", Token))!;
        using var reads = await visit.GetAsync("/v1/audit", Token);
        var refused = new List<string>();
        foreach (var path in (string[])["/v1/members", "/v1/api-keys", "/v1/dead-letters", "/v1/sessions", "/v1/single-sign-on"])
        {
            using var response = await visit.GetAsync(path, Token);
            if (response.StatusCode == HttpStatusCode.Forbidden)
            {
                refused.Add(path);
            }
        }

        using var tokens = await visit.PostAsync("/v1/session/tokens", null, Token);
        var seen = JsonNode.Parse(await owner.GetStringAsync("/v1/support-access", Token))!["accesses"]!.AsArray().Single()!;
        using var ended = await owner.DeleteAsync($"/v1/support-access/{access}", Token);
        using var after = await visit.GetAsync("/v1/audit", Token);

        opened.StatusCode.ShouldBe(HttpStatusCode.Created);
        await tooEarly.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        assigned.Succeeded.ShouldBeTrue();
        visits.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)session["role"]).ShouldBe("support");
        session["permissions"]!.AsArray().Select(permission => (string?)permission).ShouldBe(["OwnSession", "ReadAudit"]);
        reads.StatusCode.ShouldBe(HttpStatusCode.OK);
        refused.Count.ShouldBe(5);
        tokens.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string?)seen["reason"]).ShouldBe("Answers do not arrive since Friday.");
        ((string?)seen["staff"]).ShouldBe(staff.Identity.User.ToString());
        seen["visits"]!.AsArray().Count.ShouldBe(1);
        ((string?)seen["audit"]).ShouldBe($"/v1/audit?actorKind=staff&actorId={staff.Identity.User}");
        using var record = await owner.GetAsync((string?)seen["audit"], Token);
        record.StatusCode.ShouldBe(HttpStatusCode.OK);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await Eventually.TrueAsync(async () =>
            (await EventsAsync(tenant.Id))
                .OfType<RequestServed>()
                .Any(served => served.Route == "/v1/audit" && served.Actor == AuditActor.Staff(staff.Identity.User))
        );
    }

    [Fact]
    public async Task Staff_at_home_reach_no_route_but_their_own_and_the_visit()
    {
        var (staff, _) = await StaffAsync();
        using var home = api.Host.Browser(staff.Token);
        foreach (var path in (string[])["/v1/audit", "/v1/members", "/v1/api-keys", "/v1/dead-letters", "/v1/support-access"])
        {
            using var response = await home.GetAsync(path, Token);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        var session = JsonNode.Parse(await home.GetStringAsync("/v1/session", Token))!;
        ((string?)session["role"]).ShouldBe("staff");
    }

    [Fact]
    public async Task An_agent_opens_nothing_and_a_reason_is_asked_for()
    {
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(Token)).Id, Token);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var manager = await crew.BrowserAsync(Role.Manager, Token);

        using var refused = await manager.PostAsJsonAsync("/v1/support-access", new { reason = "Answers do not arrive." }, Token);
        foreach (var body in (object[])[new { hours = 1 }, new { reason = " x " }, new { reason = "Answers do not arrive.", hours = 169 }])
        {
            using var invalid = await admin.PostAsJsonAsync("/v1/support-access", body, Token);
            invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private static Task<HttpResponseMessage> VisitAsync(HttpClient home, OrganizationId organization, Guid access) =>
        home.PostAsJsonAsync("/v1/support-visits", new { organization = organization.Value, access }, Token);

    private Task<(NewSession Session, EmailAddress Email)> StaffAsync() => StaffAsync(api.Host);

    internal static async Task<(NewSession Session, EmailAddress Email)> StaffAsync(ApiHost host)
    {
        var now = TimeProvider.System.GetUtcNow();
        var email = EmailAddress.Read(new PersonalText($"sam.{Guid.CreateVersion7(now):N}@platform.example"))!;
        var user = (await host.Get<AccountStore>().CreateAsync(email, null, null, Token)).Value;
        var added = await host.Get<RaumDatabase>()
            .RunAsync(
                OrganizationId.Installation,
                (scope, stop) =>
                    MemberStore.AddAsync(
                        scope,
                        host.Get<IAuditLog>(),
                        user,
                        Role.Auditor,
                        "operator",
                        AuditActor.System("tests"),
                        now,
                        stop
                    ),
                Token
            );
        added.Succeeded.ShouldBeTrue();
        var session = await host.Get<SessionStore>()
            .StartAsync(OrganizationId.Installation, user, Role.Auditor, ["password", "totp"], null, Token);
        return (session.Value, email);
    }

    private static string Cookie(HttpResponseMessage response, string name) =>
        response
            .Headers.GetValues("Set-Cookie")
            .Single(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal))
            .Split(';')[0]
            .Split('=', 2)[1];

    private async Task<List<AuditEvent>> EventsAsync(OrganizationId organization)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(organization, 0, Token))
        {
            events.Add(recorded.Event);
        }

        return events;
    }
}
