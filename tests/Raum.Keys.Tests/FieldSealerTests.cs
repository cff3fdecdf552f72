using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>KEY-1: a sealed field opens in its own place and nowhere else; a changed bit opens nowhere.</summary>
public sealed class FieldSealerTests(PostgresServer postgres) : KeysFixture(postgres)
{
    private static readonly FieldAddress ApiKey = new("provider_credential", "api_key", "0197a3c4-0000-7000-8000-000000000001");
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("sk-live-7f3a9c1e5b2d4860");

    private FieldSealer Sealer => Process.GetRequiredService<FieldSealer>();

    [Fact]
    public async Task What_was_sealed_opens_in_its_place()
    {
        var sealedBytes = await SealAsync(ApiKey);

        (await OpenAsync(Acme, ApiKey, sealedBytes)).Value.ShouldBe(Secret);
    }

    [Fact]
    public async Task Another_process_of_the_installation_opens_it()
    {
        var sealedBytes = await SealAsync(ApiKey);

        var other = NewProcess().GetRequiredService<FieldSealer>();

        (await other.OpenAsync(Acme, ApiKey, sealedBytes, Token)).Value.ShouldBe(Secret);
    }

    [Fact]
    public async Task The_sealed_bytes_do_not_hold_the_secret()
    {
        var sealedBytes = await SealAsync(ApiKey);

        sealedBytes.AsSpan().IndexOf(Secret).ShouldBe(-1);
        sealedBytes.Length.ShouldBe(SealedFormat.Overhead + Secret.Length);
    }

    [Fact]
    public async Task Sealing_twice_gives_different_bytes() => (await SealAsync(ApiKey)).ShouldNotBe(await SealAsync(ApiKey));

    [Theory]
    [InlineData("webhook_secret", "api_key", "0197a3c4-0000-7000-8000-000000000001")]
    [InlineData("provider_credential", "base_url", "0197a3c4-0000-7000-8000-000000000001")]
    [InlineData("provider_credential", "api_key", "0197a3c4-0000-7000-8000-000000000002")]
    public async Task A_ciphertext_moved_to_another_table_column_or_row_does_not_open(string table, string column, string row)
    {
        var sealedBytes = await SealAsync(ApiKey);

        (await OpenAsync(Acme, new FieldAddress(table, column, row), sealedBytes)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_ciphertext_moved_to_another_organization_does_not_open()
    {
        var sealedBytes = await SealAsync(ApiKey);

        // Row-level security hides even the key's existence.
        (await OpenAsync(Globex, ApiKey, sealedBytes)).Failure!.Code.ShouldBe(FailureCode.Gone);
    }

    [Fact]
    public async Task A_ciphertext_and_its_key_row_both_moved_to_another_organization_do_not_open()
    {
        var sealedBytes = await SealAsync(ApiKey);
        await ExecuteAsync("update keys.data_key set organization_id = $1", Globex.Value);

        var other = NewProcess().GetRequiredService<FieldSealer>();

        (await other.OpenAsync(Globex, ApiKey, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_field_that_changes_its_use_opens_as_before_and_is_sealed_under_another_key()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        var before = new FieldAddress("provider_credential", "sealed_key", "7");
        var after = before with { Use = KeyUse.Credential };

        var old = (await sealer.SealAsync(Acme, before, Secret, Token)).Value;
        var fresh = (await sealer.SealAsync(Acme, after, Secret, Token)).Value;

        SealedFormat.KeyIdOf(fresh).ShouldNotBe(SealedFormat.KeyIdOf(old));
        (await sealer.OpenAsync(Acme, after, old, Token)).Value.ShouldBe(Secret);
        (await sealer.OpenAsync(Acme, before, fresh, Token)).Value.ShouldBe(Secret);
    }

    [Fact]
    public async Task No_flipped_bit_opens()
    {
        var sealedBytes = await SealAsync(ApiKey);
        for (var bit = 0; bit < sealedBytes.Length * 8; bit++)
        {
            var damaged = sealedBytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            (await OpenAsync(Acme, ApiKey, damaged)).Succeeded.ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public async Task No_shortened_bytes_open()
    {
        var sealedBytes = await SealAsync(ApiKey);
        for (var length = 0; length < sealedBytes.Length; length++)
        {
            (await OpenAsync(Acme, ApiKey, sealedBytes[..length])).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        }
    }

    [Fact]
    public void Any_bytes_come_back_and_no_bytes_throw()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes =>
                {
                    var sealedBytes = Sealer.SealAsync(Acme, ApiKey, bytes, Token).AsTask().GetAwaiter().GetResult().Value;
                    OpenAsync(Acme, ApiKey, sealedBytes).GetAwaiter().GetResult().Value.ShouldBe(bytes);
                    OpenAsync(Acme, ApiKey, bytes).GetAwaiter().GetResult().Succeeded.ShouldBeFalse();
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Four_threads_seal_and_everything_opens()
    {
        var sealedBytes = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(thread =>
                    Task.Run(async () =>
                    {
                        var mine = new List<(byte[] Plain, byte[] Sealed)>();
                        for (var i = 0; i < 2_000; i++)
                        {
                            var plain = Encoding.UTF8.GetBytes($"secret {thread} {i}");
                            mine.Add((plain, (await Sealer.SealAsync(Acme, ApiKey, plain, Token)).Value));
                        }

                        return mine;
                    })
                )
        );

        foreach (var (plain, bytes) in sealedBytes.SelectMany(mine => mine))
        {
            (await OpenAsync(Acme, ApiKey, bytes)).Value.ShouldBe(plain);
        }
    }

    [Fact]
    public async Task Another_master_secret_opens_nothing()
    {
        var sealedBytes = await SealAsync(ApiKey);

        var thief = NewProcess("another secret, just as long as the first").GetRequiredService<FieldSealer>();

        (await thief.OpenAsync(Acme, ApiKey, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    private async Task<byte[]> SealAsync(FieldAddress address) => (await Sealer.SealAsync(Acme, address, Secret, Token)).Value;

    private async Task<Outcome<byte[]>> OpenAsync(OrganizationId organization, FieldAddress address, byte[] sealedBytes) =>
        await Sealer.OpenAsync(organization, address, sealedBytes, Token);
}
