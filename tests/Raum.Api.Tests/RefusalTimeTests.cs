using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>ORG-5: how long a refusal takes says nothing: a failure of somebody is counted and recorded, one of nobody is not.</summary>
public sealed class RefusalTimeTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_refused_password_is_answered_no_earlier_than_any_other_one()
    {
        var token = TestContext.Current.CancellationToken;
        var least = TimeSpan.FromSeconds(2);
        await using var redis = await RedisServer.StartNewAsync(token);
        await using var host = await ApiHost.StartAsync(redis, postgres, ("People:RefusalTakes", least.ToString()));
        using var browser = host.Browser();

        var began = Stopwatch.GetTimestamp();
        using var unknown = await browser.PostAsJsonAsync(
            "/v1/session/password",
            new { email = "nobody@acme.example", password = "a long sentence of nobody" },
            token
        );
        var took = Stopwatch.GetElapsedTime(began);

        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        took.ShouldBeGreaterThanOrEqualTo(least - TimeSpan.FromMilliseconds(50));
    }
}
