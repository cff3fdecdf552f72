using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Raum.Http.Limits;
using Raum.People.Access;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>Every route with bodies, paths and tokens that nobody honest sends: never a 500, and nothing of them in a log or a span.</summary>
public sealed class HostileBodyTests(PostgresServer postgres)
{
    private const string Marker = "Mallory-7f3a91";

    private static readonly string[] Bodies =
    [
        "",
        "null",
        "[]",
        "{}",
        $"\"{Marker}\"",
        $"{{\"{Marker}\":1}}",
        $"{{\"email\":\"{Marker}@example.com\",\"password\":\"{Marker}\",\"token\":\"{Marker}\",\"code\":\"{Marker}\"}}",
        $"{{\"email\":{{\"a\":\"{Marker}\"}},\"role\":7,\"scopes\":[null],\"name\":\"{Marker}\"}}",
        $"{{\"token\":\"AZgAAAAAcACAAAAAAAAACgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"credential\":{{\"id\":\"{Marker}\",\"response\":{{}}}}}}",
        $"{{\"email\":\"\\u0000{Marker}\\ud800\",\"password\":\"\\ud800{Marker}\",\"name\":\"\\u0000\",\"scopes\":[\"jobs\"]}}",
        $"{{\"operation\":\"summarize\",\"text\":\"{Marker} \\u0000 \\ud800\",\"instruction\":\"'; drop table x; --\"}}",
        $"{{\"role\":\"agent\",\"role\":\"owner\",\"email\":\"{Marker}\"}}",
        new string('[', 2_000) + Marker,
        $"{{\"text\":\"{Marker}",
    ];

    private static readonly string[] Values =
    [
        "x",
        "00000000-0000-0000-0000-000000000000",
        "-1",
        "%00",
        "..%2f..%2f",
        Marker,
        "9223372036854775808",
        "%ff%fe",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_body_and_no_path_makes_a_route_crash_or_talk()
    {
        await using var redis = await RedisServer.StartNewAsync(Token);
        await using var host = await ApiHost.StartAsync(
            redis,
            postgres,
            ("Http:FailedSignInsPerSecondPerSource", "10000"),
            ("Http:RequestsPerSecondPerSource", "100000"),
            ("Http:RequestsPerSecondPerKey", "100000"),
            ("Http:RequestsPerSecondPerOrganization", "100000"),
            ("People:PasswordHashesAtOnce", "8")
        );
        var tenant = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        using var owner = await crew.BrowserAsync(Role.Owner, Token);
        using var program = host.Client(tenant.Token);
        var crashes = new List<string>();
        var sent = 0;
        foreach (var (method, pattern, endpoint) in Routes(host))
        {
            // A session that ended answers 401 to all that follows.
            if (endpoint.Metadata.GetMetadata<LongLived>() is not null || (method, pattern) == ("DELETE", "/v1/session"))
            {
                continue;
            }

            for (var i = 0; i < Bodies.Length; i++)
            {
                var client = i % 2 == 0 ? owner : program;
                using var request = new HttpRequestMessage(new HttpMethod(method), Path(pattern, Values[i % Values.Length]));
                request.Content = new StringContent(Bodies[i], Encoding.UTF8, "application/json");
                using var response = await client.SendAsync(request, Token);
                sent++;
                if ((int)response.StatusCode >= 500 && response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    crashes.Add($"{method} {pattern} with {Values[i % Values.Length]} and body {i}: {(int)response.StatusCode}");
                }
            }
        }

        crashes.ShouldBeEmpty();
        sent.ShouldBeGreaterThan(400);
        host.Lines.Text.ShouldNotContain(Marker);
        host.Spans.Text.ShouldNotContain(Marker);
    }

    private static string Path(string pattern, string value) =>
        string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? value : part));

    private static IEnumerable<(string Method, string Pattern, RouteEndpoint Endpoint)> Routes(ApiHost host) =>
        from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, endpoint.RoutePattern.RawText!, endpoint);
}
