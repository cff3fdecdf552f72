using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Raum.Keys.Tests;

/// <summary>A wrong keyring stops the host at its start.</summary>
public sealed class KeysOptionsTests
{
    [Fact]
    public void No_keyring_is_refused() => Errors(_ => { }).ShouldContain("Keys:Local:MasterSecret");

    [Fact]
    public void Two_keyrings_are_refused() =>
        Errors(options =>
            {
                options.Local = new LocalKeyringOptions { MasterSecret = new string('a', 40) };
                options.Kms = new KmsOptions { KeyId = "alias/raum", Region = "eu-central-1" };
            })
            .ShouldContain("not both");

    [Fact]
    public void A_short_master_secret_is_refused() =>
        Errors(options => options.Local = new LocalKeyringOptions { MasterSecret = "short" }).ShouldContain("MasterSecret");

    [Fact]
    public void Fewer_iterations_than_required_are_refused() =>
        Errors(options => options.Local = new LocalKeyringOptions { MasterSecret = new string('a', 40), Iterations = 100_000 })
            .ShouldContain("Iterations");

    [Fact]
    public void A_cache_of_more_than_five_minutes_is_refused() =>
        Errors(options =>
            {
                options.Local = new LocalKeyringOptions { MasterSecret = new string('a', 40) };
                options.CacheFor = TimeSpan.FromMinutes(6);
            })
            .ShouldContain("CacheFor");

    private static string Errors(Action<KeysOptions> configure)
    {
        using var provider = new ServiceCollection().AddRaumKeys().Configure(configure).BuildServiceProvider();

        return Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<KeysOptions>>().Value).Message;
    }
}
