using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Jobs;
using Raum.Jobs.Simulations;
using Raum.Keys;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Knowledge;
using Raum.People.Access;
using Raum.Testing;

namespace Raum.Api.Tests;

/// <summary>FLOW-8 over HTTP: admins and owners send a ticket the whole way and look at what became of it; nobody else does, and jobs do not know of it.</summary>
public sealed class SimulationHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Pasted = """
        {"operation":"generate","ticket":{"subject":"Order of Jane Doe","messages":[{"text":"I am Jane Doe, +49 170 1234567."},{"text":"Ask her bank.","from":"agent","public":false}],
         "people":[{"name":"Jane Doe","email":"jane.doe@example.com","role":"requester"}],"tags":["delivery"]}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pasted_ticket_is_queued_sealed_as_a_simulation_of_a_public_reply()
    {
        var (tenant, crew) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var response = await PostAsync(admin, Pasted);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (string)(await BodyAsync(response))["id"]!;
        response.Headers.Location!.OriginalString.ShouldBe($"/v1/simulations/{id}");
        foreach (var file in Directory.GetFiles(api.Redis.DataFolder, "*", SearchOption.AllDirectories))
        {
            Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, Token)).ShouldNotContain("Jane");
        }

        var view = await GetAsync(admin, $"/v1/simulations/{id}");
        ((string?)view["state"], view["result"]).ShouldBe(("queued", null));
        var job = (await api.Host.TakeAllAsync(tenant.Id)).ShouldHaveSingleItem();
        (job.Target, job.Audience, job.Lane).ShouldBe((DeliveryTarget.Simulation, DeliveryTarget.PublicReply, JobLane.Interactive));
        job.Actor.ShouldBe(AuditActor.User(crew[Role.Admin]));
        var pasted = (await api.Host.Get<JobTexts>().OpenAsync(job, Token)).Value.Pasted.ShouldNotBeNull();
        pasted.Subject!.Reveal().ShouldBe("Order of Jane Doe");
        pasted.Messages.Select(message => (message.FromAgent, message.Public)).ShouldBe([(false, true), (true, false)]);
        pasted.Messages[0].Text.Reveal().ShouldBe("I am Jane Doe, +49 170 1234567.");
        pasted.People.ShouldHaveSingleItem().Role.ShouldBe(TicketRole.Requester);
        pasted.Tags.ShouldBe(["delivery"]);
    }

    [Fact]
    public async Task Nobody_but_admins_and_owners_simulates_or_looks()
    {
        var (tenant, crew) = await NewAsync();
        using var owner = await crew.BrowserAsync(Role.Owner, Token);
        using var accepted = await PostAsync(owner, Pasted);
        var path = accepted.Headers.Location!.OriginalString;
        using var key = api.Host.Client((await api.Host.AddKeyAsync(tenant.Id, ApiKeyScopes.All, null, Token)).Token);
        using var acting = await ActingAsAsync(crew, Role.Admin);
        var others = new List<HttpClient> { key, acting };
        foreach (var role in (Role[])[Role.Manager, Role.Agent, Role.Auditor])
        {
            others.Add(await crew.BrowserAsync(role, Token));
        }

        foreach (var other in others)
        {
            using var posted = await PostAsync(other, Pasted);
            await posted.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
            using var looked = await other.GetAsync(path, Token);
            await looked.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        }

        (await api.Host.TakeAllAsync(tenant.Id)).Count.ShouldBe(1);
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        ((string?)(await GetAsync(admin, path))["operation"]).ShouldBe("generate");
        foreach (var other in others)
        {
            other.Dispose();
        }
    }

    [Fact]
    public async Task Another_organization_and_a_job_are_not_found()
    {
        var (tenant, crew) = await NewAsync();
        var (_, strangers) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var stranger = await strangers.BrowserAsync(Role.Owner, Token);
        using var accepted = await PostAsync(admin, Pasted);
        var path = accepted.Headers.Location!.OriginalString;
        using var client = api.Host.Client(tenant.Token);
        using var job = await client.PostAsync(
            "/v1/jobs",
            new StringContent("""{"operation":"summarize","ticketId":7}""", Encoding.UTF8, "application/json"),
            Token
        );
        var jobPath = job.Headers.Location!.OriginalString.Replace("jobs", "simulations", StringComparison.Ordinal);

        foreach (var (who, where) in ((HttpClient, string)[])[(stranger, path), (admin, jobPath), (admin, "/v1/simulations/x")])
        {
            using var response = await who.GetAsync(where, Token);
            await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        }
    }

    [Fact]
    public async Task A_simulation_is_no_job_to_those_who_read_jobs()
    {
        var (tenant, crew) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var agent = await crew.BrowserAsync(Role.Agent, Token);
        using var program = api.Host.Client(tenant.Token);
        using var accepted = await PostAsync(admin, Pasted);
        var path = accepted.Headers.Location!.OriginalString.Replace("simulations", "jobs", StringComparison.Ordinal);

        foreach (var who in (HttpClient[])[admin, agent, program])
        {
            foreach (
                var (method, suffix) in ((HttpMethod, string)[])
                    [(HttpMethod.Get, ""), (HttpMethod.Get, "/events"), (HttpMethod.Post, "/approve"), (HttpMethod.Post, "/reject")]
            )
            {
                using var request = new HttpRequestMessage(method, path + suffix);
                using var response = await who.SendAsync(request, Token);
                await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
            }
        }

        using var asJob = await program.PostAsync(
            "/v1/jobs",
            new StringContent("""{"operation":"summarize","ticketId":7,"target":"simulation"}""", Encoding.UTF8, "application/json"),
            Token
        );
        await asJob.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task What_it_found_is_shown_side_by_side_while_it_is_there_and_each_look_is_on_record()
    {
        var (tenant, crew) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var accepted = await PostAsync(admin, Pasted);
        var path = accepted.Headers.Location!.OriginalString;
        var job = (await api.Host.TakeAllAsync(tenant.Id)).ShouldHaveSingleItem();
        await KeepAsync(job);
        (await api.Host.Get<IJobStatusStore>().SetAsync(tenant.Id, job.Id, JobState.Done, null, Token)).Failure.ShouldBeNull();

        var result = (await GetAsync(admin, path))["result"]!;

        ((string?)result["prompt"]!["user"], (string?)result["rawAnswer"], (string?)result["answer"]).ShouldBe(
            ("I am [REDACTED_NAME].", "Hello [REDACTED_NAME].", "Hello Jane Doe.")
        );
        ((string?)result["target"], (bool)result["wouldWait"]!, (string?)result["stopReason"]).ShouldBe(("publicReply", true, "normal"));
        ((long)result["inputTokens"]!, (long)result["outputTokens"]!, (decimal)result["cost"]!).ShouldBe((812L, 97L, 0.5m));
        result["calls"]!.AsArray().Select(call => (string?)call!["failure"]).ShouldBe(["provider-overloaded", null]);
        ((int)result["placeholders"]!["unknown"]!, (int)result["placeholders"]!["withheld"]!).ShouldBe((2, 1));
        await Eventually.TrueAsync(async () =>
            (await EventsAsync(tenant.Id))
                .OfType<RequestServed>()
                .Any(served =>
                    served.Route == "/v1/simulations/{id}"
                    && served.Target == AuditTarget.Job(job.Id)
                    && served.Actor == AuditActor.User(crew[Role.Admin])
                )
        );

        await api.Redis.RawAsync($"DEL {await KeyAsync(job)}", Token);
        var gone = await GetAsync(admin, path);
        ((string?)gone["state"], gone["result"]).ShouldBe(("done", null));
        api.Host.Lines.Text.ShouldNotContain("Jane Doe");
        api.Host.Spans.Text.ShouldNotContain("Jane Doe");
    }

    [Fact]
    public async Task A_version_on_trial_goes_along_as_it_is_kept_and_what_is_not_there_is_not_found()
    {
        var (tenant, crew) = await NewAsync();
        var (strange, _) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        var entry = await WriteAsync(tenant.Id, "Never promise a date.");
        var theirs = await WriteAsync(strange.Id, "Of somebody else.");

        using var kept = await PostAsync(admin, Trial($$"""{"entry":"{{entry}}","version":1}"""));
        using var draft = await PostAsync(
            admin,
            Trial($$"""{"entry":"{{entry}}","text":{"title":"Dates","body":"Promise a date.","operations":["generate"]} }""")
        );

        kept.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        draft.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var jobs = await api.Host.TakeAllAsync(tenant.Id);
        var tried = new List<TrialText>();
        foreach (var job in jobs)
        {
            tried.Add((await api.Host.Get<JobTexts>().OpenAsync(job, Token)).Value.Trial!.ShouldHaveSingleItem());
        }

        tried
            .Select(text => (text.Entry, text.Version, text.Document.Body.Reveal()))
            .ShouldBe([(entry, 1, "Never promise a date."), (entry, 0, "Promise a date.")], ignoreOrder: true);
        foreach (
            var missing in (string[])
                [
                    $$"""{"entry":"{{entry}}","version":2}""",
                    $$"""{"entry":"{{theirs}}","version":1}""",
                    $$"""{"entry":"{{theirs}}","text":{"title":"A","body":"B"} }""",
                ]
        )
        {
            using var response = await PostAsync(admin, Trial(missing));
            await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        }

        (await api.Host.TakeAllAsync(tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_idempotency_key_gets_the_first_simulation_another_request_is_refused_and_jobs_have_keys_of_their_own()
    {
        var (tenant, crew) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);
        using var program = api.Host.Client(tenant.Token);
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");
        program.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");

        using var first = await PostAsync(admin, """{"operation":"generate","ticketId":7}""");
        using var again = await PostAsync(admin, """{"operation":"generate","ticketId":7}""");
        using var target = await PostAsync(admin, """{"operation":"generate","ticketId":7,"target":"internalNote"}""");
        using var trial = await PostAsync(
            admin,
            """{"operation":"generate","ticketId":7,"trial":{"procedures":[{"text":{"title":"A","body":"B"}}]}}"""
        );
        using var job = await program.PostAsync(
            "/v1/jobs",
            new StringContent("""{"operation":"generate","ticketId":7}""", Encoding.UTF8, "application/json"),
            Token
        );

        again.Headers.Location.ShouldBe(first.Headers.Location);
        await target.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        await trial.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        job.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await api.Host.TakeAllAsync(tenant.Id)).Select(taken => taken.IsSimulation).ShouldBe([true, false], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"ticketId":7}""")]
    [InlineData("""{"operation":"generate"}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"text":"Hello"}""")]
    [InlineData("""{"operation":"generate","ticketId":-7}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"target":"simulation"}""")]
    [InlineData("""{"operation":"generate","text":"Hello","target":"publicReply"}""")]
    [InlineData("""{"operation":"resolve","text":"Hello"}""")]
    [InlineData("""{"operation":"translate","ticketId":7}""")]
    [InlineData("""{"operation":"generate","ticket":{}}""")]
    [InlineData("""{"operation":"generate","ticket":{"messages":[null]}}""")]
    [InlineData("""{"operation":"generate","ticket":{"messages":[{"from":"customer"}]}}""")]
    [InlineData("""{"operation":"generate","ticket":{"messages":[{"text":"A","from":"somebody"}]}}""")]
    [InlineData("""{"operation":"generate","ticket":{"messages":[{"text":"A"}],"people":[null]}}""")]
    [InlineData("""{"operation":"generate","ticket":{"messages":[{"text":"A"}],"tags":["Two Words"]}}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"people":[null]}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"trial":{"procedures":[null]}}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"trial":{"procedures":[{}]}}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"trial":{"procedures":[{"version":1}]}}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"trial":{"procedures":[{"entry":"x","version":1}]}}""")]
    [InlineData("""{"operation":"generate","ticketId":7,"trial":{"procedures":[{"text":{"title":"","body":"B"}}]}}""")]
    [InlineData(
        """{"operation":"generate","ticketId":7,"trial":{"procedures":[{"text":{"title":"A","body":"B"}},{"text":{"title":"C","body":"D"}}]}}"""
    )]
    [InlineData("""{"operation":"generate","ticketId":7,"trial":{"articles":[{"text":{"title":"A","body":"B","url":"ftp://x"}}]}}""")]
    public async Task A_request_that_makes_no_sense_is_refused_and_queues_nothing(string body)
    {
        var (tenant, crew) = await NewAsync();
        using var admin = await crew.BrowserAsync(Role.Admin, Token);

        using var response = await PostAsync(admin, body);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        (await api.Host.TakeAllAsync(tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task People_that_are_nobody_are_refused_by_jobs_too()
    {
        var (tenant, _) = await NewAsync();
        using var program = api.Host.Client(tenant.Token);

        using var response = await program.PostAsync(
            "/v1/jobs",
            new StringContent("""{"operation":"rewrite","text":"Hello","people":[null]}""", Encoding.UTF8, "application/json"),
            Token
        );

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    private async Task<(Tenant Tenant, Crew Crew)> NewAsync()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        return (tenant, await Crew.HireAsync(api.Host, tenant.Id, Token));
    }

    /// <summary>An owner who acts as a member of this role.</summary>
    private async Task<HttpClient> ActingAsAsync(Crew crew, Role role)
    {
        using var owner = await crew.BrowserAsync(Role.Owner, Token);
        using var begun = await owner.PostAsync(
            "/v1/impersonation",
            new StringContent(
                $$"""{"user":"{{crew[role]}}","reason":"She does not see the draft of ticket 35436."}""",
                Encoding.UTF8,
                "application/json"
            ),
            Token
        );
        begun.IsSuccessStatusCode.ShouldBeTrue();
        var session = begun
            .Headers.GetValues("Set-Cookie")
            .Select(cookie => cookie.Split(';')[0].Split('=', 2))
            .Single(cookie => cookie[0] == SessionCookie.Name)[1];
        return api.Host.Browser(session);
    }

    private async Task<Guid> WriteAsync(OrganizationId organization, string body)
    {
        var written = await api
            .Host.Administration<KnowledgeWriter>()
            .CreateAsync(
                organization,
                KnowledgeKind.Procedure,
                new KnowledgeDocument
                {
                    Title = new PersonalText("Dates"),
                    Body = new PersonalText(body),
                    Operations = [AiOperation.Generate],
                },
                AuditActor.System("tests"),
                Token
            );
        return written.Value.Id;
    }

    /// <summary>What a worker would leave.</summary>
    private async Task KeepAsync(QueuedJob job)
    {
        const string report = """
            {"audience":"PublicReply","system":"You write replies.","user":"I am [REDACTED_NAME].","raw":"Hello [REDACTED_NAME].","restored":"Hello Jane Doe.",
             "reasons":["Policy"],"wouldWait":true,"valuesByType":{"NAME":1},"placeholders":{"issued":1,"used":1,"unknown":2,"mangled":0},"withheld":1,"stopReason":"Normal",
             "knowledge":[],"proceduresLeftOut":0,"attachments":{},
             "calls":[{"provider":"OpenAi","model":"a","inputTokens":400,"outputTokens":0,"cost":0.2,"failure":"ProviderOverloaded"},{"provider":"Gemini","model":"b","inputTokens":412,"outputTokens":97,"cost":0.3}]}
            """;
        var sealedBytes = await api
            .Host.Get<TransitSealer>()
            .SealAsync(job.Organization, "simulation", job.Id.ToString(), Encoding.UTF8.GetBytes(report), Token);
        (await api.Host.Get<ISimulationStore>().PutAsync(job.Organization, job.Id, sealedBytes.Value, Token)).Failure.ShouldBeNull();
    }

    private async Task<string> KeyAsync(QueuedJob job) =>
        (await api.Redis.RawAsync($"KEYS *simulation:*{job.Id.Value:N}", Token))
            .Split("\r\n")
            .Single(line => line.StartsWith("raum:", StringComparison.Ordinal));

    private async Task<List<AuditEvent>> EventsAsync(OrganizationId organization)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in api.Host.Get<IAuditLog>().ReadAsync(organization, 0, Token))
        {
            events.Add(recorded.Event);
        }

        return events;
    }

    private static string Trial(string procedure) => $$"""{"operation":"generate","ticketId":7,"trial":{"procedures":[{{procedure}}]} }""";

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) =>
        client.PostAsync("/v1/simulations", new StringContent(body, Encoding.UTF8, "application/json"), Token);

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync(path, Token))!;
}
