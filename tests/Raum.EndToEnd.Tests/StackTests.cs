using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Raum.Testing;
using Raum.Testing.Providers;
using Raum.Testing.Stack;
using Raum.Testing.Zendesk;

namespace Raum.EndToEnd.Tests;

/// <summary>What <c>./raum up</c> promises: a killed worker loses nothing, data stays over a restart, Ctrl-C leaves nothing behind, taken ports are gone around.</summary>
public sealed class StackTests : IDisposable
{
    private static readonly Dictionary<string, string> ShortLeases = new()
    {
        ["Queue__Lease"] = "00:00:05",
        ["Worker__RenewEvery"] = "00:00:01",
    };

    private readonly string _folder = Path.Combine(
        Path.GetTempPath(),
        $"raum-stack-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}"
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_job_loses_nothing_and_one_comment_is_written()
    {
        var script = new ProviderScript { KeepRequests = false };
        script.Then(new ProviderReply.Answer("It never comes.") { Latency = TimeSpan.FromMinutes(5) });
        await using var providers = await FakeProviders.StartAsync(script);
        await using var stack = await LocalStack.StartAsync(_folder, ShortLeases, Token);
        await stack.AddProviderAsync(providers.Compatible, "mock-key-of-a-test", Token);
        using var api = stack.NewApiClient();

        var ticket = await OpenTicketAsync(stack);
        await Eventually.TrueAsync(() => script.Count > 0);
        await LocalStack.SignalAsync("KILL", stack.Processes("Raum.Worker.dll").ShouldHaveSingleItem());
        var job = await JobAsync(stack, ticket);
        await Eventually.TrueAsync(async () => (string)(await ReadAsync(api, $"/v1/jobs/{job}"))["state"]! == "waitingForApproval");
        using var approved = await api.PostAsync(new Uri($"/v1/jobs/{job}/approve", UriKind.Relative), null, Token);
        approved.IsSuccessStatusCode.ShouldBeTrue();
        await Eventually.TrueAsync(async () => (string)(await ReadAsync(api, $"/v1/jobs/{job}"))["state"]! == "done");

        script.Count.ShouldBe(2);
        (await ByRaumAsync(stack, ticket)).ShouldHaveSingleItem();
        var recorded = await EventsAsync(api, job, last: "job-delivered.v1");
        recorded.Count(type => type == "job-delivered.v1").ShouldBe(1);
    }

    [Fact]
    public async Task Ctrl_C_stops_every_program_and_a_second_start_finds_the_data()
    {
        string job;
        var first = await LocalStack.StartAsync(_folder, ShortLeases, Token);
        await using (first)
        {
            using var api = first.NewApiClient();
            job = await JobAsync(first, await OpenTicketAsync(first));
            await Eventually.TrueAsync(async () => (string)(await ReadAsync(api, $"/v1/jobs/{job}"))["state"]! == "waitingForApproval");

            (await first.InterruptAsync(Token)).ShouldBe(0);

            LocalStack.ProcessesWith(_folder).ShouldBeEmpty();
            await Should.ThrowAsync<HttpRequestException>(() => api.GetAsync(new Uri("/health/live", UriKind.Relative), Token));
        }

        await using var second = await LocalStack.StartAsync(_folder, ShortLeases, Token);
        second.Organization.ShouldBe(first.Organization);
        using var again = second.NewApiClient();
        ((string)(await ReadAsync(again, $"/v1/jobs/{job}"))["state"]!).ShouldBe("waitingForApproval");
        (await EventsAsync(again, job, last: "job-held.v1")).ShouldNotContain("job-failed.v1");
    }

    [Fact]
    public async Task What_a_killed_runner_left_behind_is_stopped_by_the_next_start()
    {
        var first = await LocalStack.StartAsync(_folder, ShortLeases, Token);
        await using var _ = first;
        var left = LocalStack.ProcessesWith(_folder);
        await first.KillAsync();

        await using var second = await LocalStack.StartAsync(_folder, ShortLeases, Token);

        left.Count.ShouldBeGreaterThan(3);
        LocalStack.ProcessesWith(_folder).Intersect(left).ShouldBeEmpty();
        second.Organization.ShouldBe(first.Organization);
    }

    [Fact]
    public async Task Mails_to_people_are_read_on_a_page_and_lie_in_files()
    {
        await using var stack = await LocalStack.StartAsync(_folder, ShortLeases, Token);
        using var browser = await JoinAsync(stack, "jane.doe@example.com", "owner");
        using var asked = await browser.PostAsJsonAsync("/v1/session/magic-link", new { email = "jane.doe@example.com" }, Token);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var people = new HttpClient { BaseAddress = stack.Sandbox };
        var page = "";
        await Eventually.TrueAsync(async () =>
            (page = await people.GetStringAsync(new Uri("/outbox", UriKind.Relative), Token)).Contains(
                "/sign-in#",
                StringComparison.Ordinal
            )
        );

        page.ShouldContain("jane.doe@example.com");
        page.ShouldContain(stack.Api.GetLeftPart(UriPartial.Authority));
        Directory.GetFiles(Path.Combine(_folder, "outbox"), "*.txt").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_simulation_goes_the_whole_way_and_leaves_the_ticket_alone()
    {
        await using var stack = await LocalStack.StartAsync(_folder, ShortLeases, Token);
        using var admin = await JoinAsync(stack, "max.muster@example.com", "admin");
        var ticket = await OpenTicketAsync(stack);

        using var accepted = await admin.PostAsJsonAsync("/v1/simulations", new { operation = "generate", ticketId = ticket }, Token);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        JsonNode seen = new JsonObject();
        await Eventually.TrueAsync(async () =>
            (string)(seen = await ReadAsync(admin, accepted.Headers.Location!.OriginalString))["state"]! == "done"
        );

        var prompt = (string)seen["result"]!["prompt"]!["user"]!;
        prompt.ShouldContain("[REDACTED_");
        foreach (var value in (string[])["Harriet", "Blackwood", "4111 1111", "7946 0958", "harriet.blackwood"])
        {
            prompt.ShouldNotContain(value);
        }

        ((string)seen["result"]!["rawAnswer"]!).ShouldContain("[REDACTED_");
        ((string)seen["result"]!["answer"]!).ShouldContain("Harriet");
        (await ByRaumAsync(stack, ticket)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Taken_ports_are_gone_around()
    {
        using var taken = new TakenPorts(5432, 6379, 5080, 5081, 5090);

        await using var stack = await LocalStack.StartAsync(_folder, ShortLeases, Token);

        taken.Ports.ShouldNotContain(stack.Api.Port);
        using var api = stack.NewApiClient();
        using var ready = await api.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_stacks_that_start_at_the_same_moment_take_ports_of_their_own()
    {
        var other = _folder + "-other";
        try
        {
            var starts = new[] { _folder, other }.Select(folder => LocalStack.StartAsync(folder, ShortLeases, Token)).ToArray();
            await using var first = await starts[0];
            await using var second = await starts[1];

            second.Api.Port.ShouldNotBe(first.Api.Port);
            second.Organization.ShouldNotBe(first.Organization);
        }
        finally
        {
            if (Directory.Exists(other))
            {
                Directory.Delete(other, recursive: true);
            }
        }
    }

    /// <summary>The browser of somebody who has taken an invitation. Session cookies are for HTTPS, so it carries them by hand.</summary>
    private static async Task<HttpClient> JoinAsync(LocalStack stack, string email, string role)
    {
        var invitation = await stack.InviteAsync(email, role, Token);
        var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = stack.Api };
        browser.DefaultRequestHeaders.Add("Origin", stack.Api.GetLeftPart(UriPartial.Authority));
        using var joined = await browser.PostAsJsonAsync(
            "/v1/invitations/accept",
            new
            {
                token = invitation,
                name = "Jane Doe",
                password = "a long sentence that only Jane knows",
            },
            Token
        );
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        browser.DefaultRequestHeaders.Add("Cookie", joined.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        return browser;
    }

    private static async Task<long> OpenTicketAsync(LocalStack stack)
    {
        using var desk = new HttpClient { BaseAddress = stack.Sandbox };
        using var opened = await desk.PostAsJsonAsync("/sandbox/tickets", SampleTickets.English, Token);
        return (long)JsonNode.Parse(await opened.Content.ReadAsStringAsync(Token))!["id"]!;
    }

    /// <summary>The id that the API answered the ticket's webhook with.</summary>
    private static async Task<string> JobAsync(LocalStack stack, long ticket)
    {
        using var desk = new HttpClient { BaseAddress = stack.Sandbox };
        string? job = null;
        await Eventually.TrueAsync(async () =>
        {
            var accepted = (await ReadAsync(desk, $"/sandbox/tickets/{ticket}"))["webhooks"]!
                .AsArray()
                .FirstOrDefault(sent => (int)sent!["status"]! == 202);
            job = accepted is null ? null : (string)JsonNode.Parse((string)accepted["answer"]!)!["jobId"]!;
            return job is not null;
        });
        return job!;
    }

    private static async Task<IReadOnlyList<JsonNode>> ByRaumAsync(LocalStack stack, long ticket)
    {
        using var desk = new HttpClient { BaseAddress = stack.Sandbox };
        var comments = (await ReadAsync(desk, $"/sandbox/tickets/{ticket}"))["comments"]!.AsArray();
        return [.. comments.Where(comment => (bool)comment!["byRaum"]!).Select(comment => comment!)];
    }

    /// <summary>Types of a job's events, once the read model, which follows the log a moment later, has the last of them.</summary>
    private static async Task<IReadOnlyList<string>> EventsAsync(HttpClient api, string job, string last)
    {
        IReadOnlyList<string> types = [];
        await Eventually.TrueAsync(async () =>
        {
            var page = await ReadAsync(api, $"/v1/audit?targetKind=job&targetId={job}&limit=100");
            types = [.. page["entries"]!.AsArray().Select(entry => (string)entry!["type"]!)];
            return types.Contains(last);
        });
        return types;
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Ports that somebody else listens on; one that is taken already is just as good.</summary>
    private sealed class TakenPorts : IDisposable
    {
        private readonly List<TcpListener> _listeners = [];

        public TakenPorts(params int[] ports)
        {
            Ports = ports;
            foreach (var port in ports)
            {
                var listener = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    listener.Start();
                    _listeners.Add(listener);
                }
                catch (SocketException)
                {
                    listener.Dispose();
                }
            }
        }

        public IReadOnlyList<int> Ports { get; }

        public void Dispose() => _listeners.ForEach(listener => listener.Dispose());
    }
}
