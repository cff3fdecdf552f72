using System.Net;
using System.Net.Sockets;
using System.Text;
using Raum.Core.Http;
using Shouldly;
using Xunit;

namespace Raum.Core.Tests.Http;

/// <summary>Attacks by addresses that a customer typed (SSRF).</summary>
public sealed class GuardedHttpTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("2001:0:a00:1::")]
    [InlineData("3fff::1")]
    public void Private_and_special_addresses_are_not_public(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2606:4700::1111")]
    public void Public_addresses_are(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://0/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[::ffff:a00:1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("http://example.com/")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("/relative")]
    [InlineData("")]
    [InlineData(null)]
    public void An_address_of_bad_form_is_refused_when_it_is_typed(string? address)
    {
        using var http = new GuardedHttp(new GuardedHttpOptions());

        http.Check(address).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public void A_public_https_address_is_accepted()
    {
        using var http = new GuardedHttp(new GuardedHttpOptions());

        http.Check("https://hooks.example.com/raum?x=1").Value.Host.ShouldBe("hooks.example.com");
    }

    [Theory]
    [InlineData("https://2130706433/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://localhost/")]
    [InlineData("http://8.8.8.8/")]
    public async Task A_request_to_such_an_address_is_refused_too(string address)
    {
        using var http = new GuardedHttp(new GuardedHttpOptions());
        using var client = http.NewClient();

        var thrown = await Should.ThrowAsync<Exception>(() => client.GetAsync(new Uri(address), TestContext.Current.CancellationToken));

        GuardedHttp.IsRefusal(thrown).ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("8.8.8.8", "10.0.0.1")]
    public async Task A_name_that_resolves_to_a_private_address_is_refused(params string[] resolved)
    {
        using var http = new GuardedHttp(new GuardedHttpOptions(), (_, _) => Task.FromResult(resolved.Select(IPAddress.Parse).ToArray()));
        using var client = http.NewClient();

        var thrown = await Should.ThrowAsync<HttpRequestException>(() =>
            client.GetAsync(new Uri("https://innocent.example.com/"), TestContext.Current.CancellationToken)
        );

        GuardedHttp.IsRefusal(thrown).ShouldBeTrue();
        thrown.ToString().ShouldNotContain(resolved[^1]);
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_checked()
    {
        using var server = new OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var lookups = 0;
        using var http = new GuardedHttp(
            Loopback(),
            (_, _) => Task.FromResult<IPAddress[]>([++lookups == 1 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1")])
        );
        using var client = http.NewClient();

        var body = await client.GetStringAsync(
            new Uri($"http://rebinding.example.com:{server.Port}/"),
            TestContext.Current.CancellationToken
        );

        body.ShouldBe("ok");
        lookups.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_is_the_answer_and_is_not_followed()
    {
        using var server = new OneAnswerServer("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        using var http = new GuardedHttp(Loopback());
        using var client = http.NewClient();

        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"), TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_network_is_reachable_when_the_operator_allowed_it_and_no_other_is()
    {
        using var server = new OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var http = new GuardedHttp(Loopback());
        using var client = http.NewClient();

        (await client.GetStringAsync(new Uri($"http://localhost:{server.Port}/"), TestContext.Current.CancellationToken)).ShouldBe("ok");
        var thrown = await Should.ThrowAsync<HttpRequestException>(() =>
            client.GetAsync(new Uri("http://10.0.0.1/"), TestContext.Current.CancellationToken)
        );
        GuardedHttp.IsRefusal(thrown).ShouldBeTrue();
    }

    [Fact]
    public void A_network_that_is_not_in_CIDR_form_is_an_error()
    {
        var options = new GuardedHttpOptions();
        options.AllowedNetworks.Add("10.0.0.0-10.0.0.255");

        Should.Throw<FormatException>(() => new GuardedHttp(options));
    }

    private static GuardedHttpOptions Loopback()
    {
        var options = new GuardedHttpOptions();
        options.AllowedNetworks.Add("127.0.0.0/8");
        options.AllowedNetworks.Add("::1/128");
        return options;
    }

    private sealed class OneAnswerServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public OneAnswerServer(string answer)
        {
            _listener.Start();
            _ = AnswerAsync(answer);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(string answer)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            var buffer = new byte[4096];
            _ = await stream.ReadAsync(buffer);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }
}
