using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>KEY-2, KEY-3, KEY-5, KEY-7: how keys are made, cached, rotated and destroyed.</summary>
public sealed class DataKeyTests(PostgresServer postgres) : KeysFixture(postgres)
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("My card was charged twice.");
    private static readonly FieldAddress Draft = new("draft", "text", "1");

    [Fact]
    public async Task A_cached_key_works_for_five_minutes_without_the_database_and_not_longer()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        var sealedBytes = (await sealer.SealAsync(Acme, Draft, Text, Token)).Value;
        await ExecuteAsync("delete from keys.data_key");

        Clock.Advance(TimeSpan.FromMinutes(4.9));
        (await sealer.OpenAsync(Acme, Draft, sealedBytes, Token)).Succeeded.ShouldBeTrue();

        Clock.Advance(TimeSpan.FromMinutes(0.2));
        (await sealer.OpenAsync(Acme, Draft, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.Gone);
    }

    [Fact]
    public async Task Without_the_database_nothing_is_sealed()
    {
        // A port that nobody listens on: the server is down.
        var down = new NpgsqlConnectionStringBuilder(Database.App) { Port = 1 }.ConnectionString;
        var sealer = NewProcess(app: down).GetRequiredService<FieldSealer>();

        var outcome = await sealer.SealAsync(Acme, Draft, Text, Token);

        outcome.Succeeded.ShouldBeFalse();
        outcome.Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
    }

    [Fact]
    public async Task After_a_rotation_new_fields_have_a_new_key_and_old_ones_still_open()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        var before = (await sealer.SealAsync(Acme, Draft, Text, Token)).Value;

        (await Process.GetRequiredService<KeyVersions>().EnsureAsync(Acme, KeyUse.Field, 2, Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMinutes(5));
        var after = (await sealer.SealAsync(Acme, Draft, Text, Token)).Value;

        SealedFormat.KeyIdOf(after).ShouldNotBe(SealedFormat.KeyIdOf(before));
        (await sealer.OpenAsync(Acme, Draft, before, Token)).Value.ShouldBe(Text);
        (await sealer.OpenAsync(Acme, Draft, after, Token)).Value.ShouldBe(Text);
    }

    [Fact]
    public async Task Processes_that_need_a_key_at_once_agree_on_one()
    {
        var sealers = Enumerable.Range(0, 4).Select(_ => NewProcess().GetRequiredService<FieldSealer>()).ToList();

        var all = await Task.WhenAll(sealers.Select(sealer => sealer.SealAsync(Acme, Draft, Text, Token).AsTask()));

        all.Select(outcome => SealedFormat.KeyIdOf(outcome.Value)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Organizations_have_keys_of_their_own()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();

        var acme = (await sealer.SealAsync(Acme, Draft, Text, Token)).Value;
        var globex = (await sealer.SealAsync(Globex, Draft, Text, Token)).Value;

        SealedFormat.KeyIdOf(acme).ShouldNotBe(SealedFormat.KeyIdOf(globex));
    }

    [Fact]
    public async Task A_key_whose_nonces_are_used_up_is_followed_by_a_new_one()
    {
        var first = (await Process.GetRequiredService<FieldSealer>().SealAsync(Acme, Draft, Text, Token)).Value;
        await ExecuteAsync("update keys.data_key set nonces_reserved = $1", DataKeys.NonceLimit);

        var second = (await NewProcess().GetRequiredService<FieldSealer>().SealAsync(Acme, Draft, Text, Token)).Value;

        SealedFormat.KeyIdOf(second).ShouldNotBe(SealedFormat.KeyIdOf(first));
    }

    [Fact]
    public async Task A_process_that_used_up_its_block_of_nonces_takes_another_one_first()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        for (var i = 0; i < DataKeys.NonceBlock; i++)
        {
            await sealer.SealAsync(Acme, Draft, Text, Token);
        }

        (await ReservedAsync()).ShouldBe(DataKeys.NonceBlock);
        await sealer.SealAsync(Acme, Draft, Text, Token);

        (await ReservedAsync()).ShouldBe(2 * DataKeys.NonceBlock);
    }

    [Fact]
    public async Task A_row_that_holds_something_else_than_a_key_opens_nothing()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        var sealedBytes = (await sealer.SealAsync(Acme, Draft, Text, Token)).Value;
        var wrapper = new ShortKeys(Process.GetRequiredService<IKeyWrapper>());

        var tricked = NewProcess(configure: services => services.AddSingleton<IKeyWrapper>(wrapper)).GetRequiredService<FieldSealer>();

        (await tricked.OpenAsync(Acme, Draft, sealedBytes, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task An_idle_process_holds_no_key_for_longer_than_five_minutes()
    {
        await Process.GetRequiredService<FieldSealer>().SealAsync(Acme, Draft, Text, Token);
        var cache = Process.GetRequiredService<DataKeyCache>();
        cache.Count.ShouldBe(1);

        Clock.Advance(TimeSpan.FromMinutes(5));

        cache.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_key_loaded_for_opening_does_not_push_out_the_one_that_seals()
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        await sealer.SealAsync(Acme, Draft, Text, Token);
        var cache = Process.GetRequiredService<DataKeyCache>();
        var sealing = cache.FindCurrent(Acme, KeyPurpose.Field)!;

        var late = new DataKey(sealing.Id, sealing.Purpose, sealing.Period, new byte[32], nonces: 0, Clock.GetUtcNow());

        cache.Keep(Acme, late, current: false).ShouldBeSameAs(sealing);
        (await sealer.SealAsync(Acme, Draft, Text, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_whose_clock_is_behind_uses_the_hour_that_another_began()
    {
        Clock.Advance(TimeSpan.FromHours(1));
        var ahead = (await Process.GetRequiredService<TransitSealer>().SealAsync(Acme, "job", "1", Text, Token)).Value;

        var behind = NewProcess(configure: services =>
            services.AddSingleton<TimeProvider>(new ManualClock(Clock.GetUtcNow() - TimeSpan.FromSeconds(2)))
        );
        var sealedBehind = await behind.GetRequiredService<TransitSealer>().SealAsync(Acme, "job", "2", Text, Token);

        SealedFormat.KeyIdOf(sealedBehind.Value).ShouldBe(SealedFormat.KeyIdOf(ahead));
    }

    [Fact]
    public void The_cache_is_bounded_and_zeroes_what_leaves_it()
    {
        using var cache = new DataKeyCache(Clock, Microsoft.Extensions.Options.Options.Create(new KeysOptions { CacheSize = 10 }));
        var keys = Enumerable
            .Range(0, 30)
            .Select(i => new DataKey(Guid.CreateVersion7(Clock.GetUtcNow()), KeyPurpose.Field, i, new byte[32], 1, Clock.GetUtcNow()))
            .ToList();
        foreach (var key in keys)
        {
            cache.Keep(Acme, key, current: false);
        }

        cache.Count.ShouldBeLessThanOrEqualTo(10);
        Should.Throw<ObjectDisposedException>(() => keys[0].CreateCipher().Dispose());
    }

    [Fact]
    public async Task Transit_keys_change_every_hour_and_open_for_a_day()
    {
        var transit = Process.GetRequiredService<TransitSealer>();
        var retention = Process.GetRequiredService<TransitKeyRetention>();
        var first = (await transit.SealAsync(Acme, "job", "1", Text, Token)).Value;

        Clock.Advance(TimeSpan.FromHours(1));
        var second = (await transit.SealAsync(Acme, "job", "2", Text, Token)).Value;
        SealedFormat.KeyIdOf(second).ShouldNotBe(SealedFormat.KeyIdOf(first));

        Clock.Advance(TimeSpan.FromHours(22));
        (await retention.DestroyExpiredAsync(Acme, Token)).Value.ShouldBe(0);
        (await transit.OpenAsync(Acme, "job", "1", first, Token)).Value.ShouldBe(Text);

        Clock.Advance(TimeSpan.FromHours(1));
        (await retention.DestroyExpiredAsync(Acme, Token)).Value.ShouldBe(1);
        Clock.Advance(TimeSpan.FromMinutes(6));
        (await transit.OpenAsync(Acme, "job", "1", first, Token)).Failure!.Code.ShouldBe(FailureCode.TextGone);
        (await transit.OpenAsync(Acme, "job", "2", second, Token)).Value.ShouldBe(Text);
    }

    [Fact]
    public async Task A_sweep_destroys_the_expired_transit_keys_of_all_organizations_and_no_living_key()
    {
        var hour = DateTimeOffset.FromUnixTimeSeconds(await StoredHourAsync() * 3600);
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await InsertKeyAsync(organization, "transit", hour.AddHours(-24));
            await InsertKeyAsync(organization, "transit", hour.AddHours(-20));
            await InsertKeyAsync(organization, "field", hour.AddHours(-24));
        }

        // A service whose clock is a year ahead asks for everything.
        var ahead = NewProcess(configure: services => services.AddSingleton<TimeProvider>(new ManualClock(hour.AddYears(1))));
        (await ahead.GetRequiredService<TransitKeyRetention>().DestroyExpiredAsync(Token)).Value.ShouldBe(2);

        (await ExecuteAsync("update keys.data_key set period = period where purpose = 'transit'")).ShouldBe(2);
        (await ExecuteAsync("update keys.data_key set period = period where purpose = 'field'")).ShouldBe(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_sweeper_runs_at_start_and_every_ten_minutes()
    {
        var hour = DateTimeOffset.FromUnixTimeSeconds(await StoredHourAsync() * 3600);
        var clock = new ManualClock(hour.AddMinutes(30));
        var process = NewProcess(configure: services => services.AddSingleton<TimeProvider>(clock).AddLogging().AddTransitKeyRetention());
        await InsertKeyAsync(Acme, "transit", hour.AddHours(-24));
        var sweeper = process.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<TransitKeySweeper>().ShouldHaveSingleItem();

        await sweeper.StartAsync(Token);
        await GoneAsync();
        await InsertKeyAsync(Globex, "transit", hour.AddHours(-24));
        while (await ExecuteAsync("update keys.data_key set period = period") > 0)
        {
            clock.Advance(TransitKeySweeper.Interval);
        }

        await sweeper.StopAsync(Token);
    }

    [Fact]
    public async Task A_transit_text_opens_only_as_what_it_was_sealed()
    {
        var transit = Process.GetRequiredService<TransitSealer>();
        var job = (await transit.SealAsync(Acme, "job", "1", Text, Token)).Value;

        (await transit.OpenAsync(Acme, "result", "1", job, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await transit.OpenAsync(Acme, "job", "2", job, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await Process.GetRequiredService<FieldSealer>().OpenAsync(Acme, Draft, job, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task The_services_role_cannot_destroy_a_key()
    {
        await Process.GetRequiredService<FieldSealer>().SealAsync(Acme, Draft, Text, Token);
        await using var connection = new NpgsqlConnection(Database.App);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("delete from keys.data_key", connection);

        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<long> ReservedAsync()
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("select nonces_reserved from keys.data_key", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task GoneAsync()
    {
        while (await ExecuteAsync("update keys.data_key set period = period") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    private async Task<long> StoredHourAsync()
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("select floor(extract(epoch from now()) / 3600)::bigint", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private Task<int> InsertKeyAsync(OrganizationId organization, string purpose, DateTimeOffset hour) =>
        ExecuteAsync(
            """
            insert into keys.data_key (organization_id, key_id, purpose, period, wrapper, wrapped, created_at)
            values ($1, gen_random_uuid(), $2, $3, 'local.v1', '', now())
            """,
            organization.Value,
            purpose,
            hour.ToUnixTimeSeconds() / 3600
        );

    /// <summary>A key service whose ciphertext somebody replaced by another one of its own.</summary>
    private sealed class ShortKeys(IKeyWrapper inner) : IKeyWrapper
    {
        public string Name => inner.Name;

        public Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken) => inner.PrepareAsync(cancellationToken);

        public Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
            inner.WrapAsync(context, key, cancellationToken);

        public Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<byte[]>>(new byte[16]);
    }
}
