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

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_master_secret_is_read_from_a_file(string end)
    {
        var secret = "from a file, of more than 32 characters";
        using var file = new TemporaryFile(secret + end);

        using var provider = Provider(options => options.Local = new LocalKeyringOptions { MasterSecretFile = file.Path });

        provider.GetRequiredService<IOptions<KeysOptions>>().Value.Local!.MasterSecret.ShouldBe(secret);
    }

    [Fact]
    public void The_keyring_before_reads_its_file_too()
    {
        var secret = "from a file, of more than 32 characters";
        using var file = new TemporaryFile(secret);

        using var provider = Provider(options =>
        {
            options.Kms = new KmsOptions { KeyId = "alias/raum", Region = "eu-central-1" };
            options.Previous = new PreviousKeyringOptions { Local = new LocalKeyringOptions { MasterSecretFile = file.Path } };
        });

        provider.GetRequiredService<IOptions<KeysOptions>>().Value.Previous!.Local!.MasterSecret.ShouldBe(secret);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Errors(options => options.Local = new LocalKeyringOptions { MasterSecretFile = "/nowhere/at/all" }).ShouldContain("can be read");

    [Fact]
    public void A_short_secret_in_a_file_is_refused()
    {
        using var file = new TemporaryFile("short\n");

        var errors = Errors(options => options.Local = new LocalKeyringOptions { MasterSecretFile = file.Path });

        errors.ShouldContain("MasterSecret");
        errors.ShouldNotContain("short");
    }

    [Fact]
    public void A_secret_and_a_file_are_refused()
    {
        using var file = new TemporaryFile(new string('a', 40));

        Errors(options => options.Local = new LocalKeyringOptions { MasterSecret = new string('b', 40), MasterSecretFile = file.Path })
            .ShouldContain("not both");
    }

    private static string Errors(Action<KeysOptions> configure)
    {
        using var provider = Provider(configure);

        return Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<KeysOptions>>().Value).Message;
    }

    private static ServiceProvider Provider(Action<KeysOptions> configure) =>
        new ServiceCollection().AddRaumKeys().Configure(configure).BuildServiceProvider();

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public void Dispose() => File.Delete(Path);
    }
}
