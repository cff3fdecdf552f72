namespace Raum.Redis.Tests;

public sealed class RedisConnectionStringTests
{
    [Fact]
    public void Every_part_of_the_form_that_Aspire_injects_is_read()
    {
        var parsed = RedisConnectionString.Parse("cache.example:6380,password=p=ss word,user=raum,ssl=True,abortConnect=false");

        (parsed.Host, parsed.Port, parsed.Password, parsed.User, parsed.Tls, parsed.TlsHost).ShouldBe(
            ("cache.example", 6380, "p=ss word", "raum", true, "cache.example")
        );
    }

    [Theory]
    [InlineData("cache.example", "cache.example", 6379)]
    [InlineData("127.0.0.1:7000", "127.0.0.1", 7000)]
    [InlineData("[::1]:7000", "::1", 7000)]
    [InlineData("[::1]", "::1", 6379)]
    public void Host_and_port_are_told_apart(string text, string host, int port)
    {
        var parsed = RedisConnectionString.Parse(text);

        (parsed.Host, parsed.Port, parsed.Tls, parsed.Password).ShouldBe((host, port, false, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("password=secret-7f3a")]
    [InlineData("cache:port,password=secret-7f3a")]
    [InlineData("cache:0,password=secret-7f3a")]
    [InlineData("cache:70000,password=secret-7f3a")]
    [InlineData("cache,ssl=maybe,password=secret-7f3a")]
    [InlineData("one:1,two:2,password=secret-7f3a")]
    public void What_cannot_be_read_is_refused_without_quoting_the_password(string text) =>
        Should.Throw<FormatException>(() => RedisConnectionString.Parse(text)).ToString().ShouldNotContain("secret-7f3a");

    [Fact]
    public void Printing_shows_no_password() =>
        RedisConnectionString.Parse("cache:1,password=secret-7f3a,user=raum").ToString().ShouldBe("cache:1");
}
