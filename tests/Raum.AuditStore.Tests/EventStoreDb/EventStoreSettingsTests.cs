using Raum.AuditStore.EventStoreDb;

namespace Raum.AuditStore.Tests.EventStoreDb;

public sealed class EventStoreSettingsTests
{
    [Theory]
    [InlineData("esdb://localhost", "localhost:2113", false, true)]
    [InlineData("esdb://localhost:2114?tls=false", "localhost:2114", false, false)]
    [InlineData("esdb://localhost:80?tls=false", "localhost:80", false, false)]
    [InlineData("esdb+discover://cluster.example:2113", "cluster.example:2113", true, true)]
    [InlineData("esdb://a:1,b:2,c?tls=false", "a:1,b:2,c:2113", true, false)]
    [InlineData("kurrentdb+discover://a,b/?nodePreference=leader&maxDiscoverAttempts=5", "a:2113,b:2113", true, true)]
    [InlineData("ESDB://[::1]:2113?TLS=False", "[::1]:2113", false, false)]
    public void Nodes_discovery_and_TLS_are_read(string text, string seeds, bool discover, bool tls)
    {
        var settings = EventStoreSettings.Parse(text);

        string.Join(',', settings.Seeds).ShouldBe(seeds);
        settings.Discover.ShouldBe(discover);
        settings.Tls.ShouldBe(tls);
    }

    [Fact]
    public void Credentials_and_options_are_read_and_not_printed()
    {
        var settings = EventStoreSettings.Parse(
            "esdb://ra%40um:p%3Aw:d@node?connectionName=api&defaultDeadline=2500&tlsCaFile=/etc/ca.pem"
        );

        settings.User.ShouldBe("ra@um");
        settings.Password.ShouldBe("p:w:d");
        settings.ConnectionName.ShouldBe("api");
        settings.Deadline.ShouldBe(TimeSpan.FromMilliseconds(2500));
        settings.TlsCaFile.ShouldBe("/etc/ca.pem");
        settings.ToString().ShouldNotContain("p:w");
    }

    [Theory]
    [InlineData("localhost:2113")]
    [InlineData("http://localhost:2113")]
    [InlineData("esdb://")]
    [InlineData("esdb://secretuser@host")]
    [InlineData("esdb://host/secretpath")]
    [InlineData("esdb://host:port")]
    [InlineData("esdb://host?tls=maybe")]
    [InlineData("esdb://host?tlsVerifyCert=false")]
    [InlineData("esdb://host?defaultDeadline=-1")]
    [InlineData("esdb://host?secretoption=1")]
    public void What_is_none_is_refused_without_quoting_it(string text)
    {
        Should.Throw<FormatException>(() => EventStoreSettings.Parse(text)).Message.ShouldNotContain("secret");
    }
}
