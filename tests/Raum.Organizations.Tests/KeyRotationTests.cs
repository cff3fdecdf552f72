using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations.Credentials;
using Raum.Organizations.Keys;
using Raum.Organizations.Settings;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>KEY-3: keys rotate on schedule and on demand, fields are sealed anew beside the traffic, and nothing is ever unreadable meanwhile.</summary>
public sealed class KeyRotationTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private const string Purpose = """
        select k.purpose from keys.data_key k join organizations.provider_credential c
        on k.key_id = encode(substring(c.sealed_key from 2 for 16), 'hex')::uuid
        """;

    private KeyRotation Rotation => Process.GetRequiredService<KeyRotation>();

    private ProviderCredentials Credentials => Process.GetRequiredService<ProviderCredentials>();

    private KeyRotator Rotator =>
        new(
            Rotation,
            Process.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Rotation),
            Clock,
            Process.GetRequiredService<IOptions<KeysOptions>>(),
            NullLogger<KeyRotator>.Instance
        );

    [Fact]
    public async Task A_rotation_seals_everything_anew_and_is_on_record()
    {
        NoPause();
        await AddAsync("sk-acme-first-0123456789");
        await AddAsync("sk-acme-second-0123456789");
        var callback = (await Process.GetRequiredService<CallbackSecrets>().RotateAsync(Acme, Admin, Token)).Value.Reveal();
        var before = await KeyIdsAsync();

        (await Rotation.StartAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
        await Rotator.TickAsync(Token);
        Clock.Advance(TimeSpan.FromMinutes(7));
        await Rotator.TickAsync(Token);

        (await KeyIdsAsync()).Intersect(before).ShouldBeEmpty();
        (await OpenAsync()).ShouldBe(["sk-acme-first-0123456789", "sk-acme-second-0123456789"], ignoreOrder: true);
        Convert.ToBase64String((await Process.GetRequiredService<CallbackSecrets>().OpenAsync(Acme, Token)).Value).ShouldBe(callback);
        var status = (await Rotation.StatusAsync(Acme, Token)).Value;
        status
            .Select(one => (one.Use, one.Version, one.Resealed, one.Unreadable))
            .ShouldBe([(KeyUse.Credential, 2, 2, 0), (KeyUse.Field, 2, 1, 0)], ignoreOrder: true);
        status.ShouldAllBe(one => one.FinishedAt != null);
        Changes()
            .ShouldBe([
                ("field", KeyRotationChange.Started, 0),
                ("credential", KeyRotationChange.Started, 0),
                ("credential", KeyRotationChange.Finished, 2),
                ("field", KeyRotationChange.Finished, 1),
            ]);
    }

    [Fact]
    public async Task A_credential_that_came_in_under_a_field_key_is_sealed_as_one_within_a_minute()
    {
        NoPause();
        await using var api = NewProcess(services => services.AddSingleton(new CredentialKeys(IsOurs: false)));
        var added = await api.GetRequiredService<ProviderCredentials>()
            .AddAsync(
                Acme,
                new NewProviderCredential("openai", "gpt", "eu", new PersonalText("sk-acme-first-0123456789"), TermsApproved: true),
                Admin,
                Token
            );
        added.Failure.ShouldBeNull();
        (await StoredAsync<string>(Purpose)).ShouldBe("field");
        (await OpenAsync()).ShouldBe(["sk-acme-first-0123456789"]);

        await Rotator.TickAsync(Token);

        (await StoredAsync<string>(Purpose)).ShouldBe("credential");
        (await OpenAsync()).ShouldBe(["sk-acme-first-0123456789"]);
    }

    [Fact]
    public async Task Keys_rotate_by_themselves_after_ninety_days()
    {
        NoPause();
        await AddAsync("sk-acme-first-0123456789");

        Clock.Advance(TimeSpan.FromDays(89));
        await Rotator.TickAsync(Token);
        (await Rotation.StatusAsync(Acme, Token)).Value.ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromDays(2));
        await Rotator.TickAsync(Token);
        await Rotator.TickAsync(Token);

        (await Rotation.StatusAsync(Acme, Token)).Value.ShouldContain(one => one.Use == KeyUse.Credential && one.Version == 2);
        (await Rotation.StatusAsync(Globex, Token)).Value.ShouldBeEmpty();
        Changes().Count(change => change.Change == KeyRotationChange.Started).ShouldBe(2);
    }

    [Fact]
    public async Task A_stopped_rotation_goes_on_where_it_was()
    {
        var options = NoPause();
        for (var i = 0; i < 5; i++)
        {
            await AddAsync($"sk-acme-number-{i}-0123456789");
        }

        await Rotation.StartAsync(Acme, Admin, Token);
        options.ResealBatch = 2;
        var rows = Process.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Rotation);
        await foreach (var batch in Process.GetRequiredService<Resealer>().PassAsync(rows, Acme, KeyUse.Credential, 2, Token))
        {
            batch.Value.Resealed.ShouldBe(2);
            break; // the process ended here
        }

        (await Rotation.StopAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
        await Rotator.TickAsync(Token);
        var stopped = await KeyIdsAsync();
        (await Rotation.ResumeAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
        await Rotator.TickAsync(Token);

        stopped.Count.ShouldBe(2); // two fields under the new key, three under the old
        (await KeyIdsAsync()).Count.ShouldBe(1);
        (await OpenAsync()).Count.ShouldBe(5);
        (await Rotation.StatusAsync(Acme, Token)).Value.Single(one => one.Use == KeyUse.Credential).Resealed.ShouldBe(3);
        Changes().Select(change => change.Change).ShouldContain(KeyRotationChange.Stopped);
        Changes().Select(change => change.Change).ShouldContain(KeyRotationChange.Resumed);
        (await Rotation.ResumeAsync(Acme, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
    }

    [Fact]
    public async Task A_field_that_does_not_open_is_counted_and_left()
    {
        NoPause();
        await AddAsync("sk-acme-first-0123456789");
        var broken = await AddAsync("sk-acme-broken-0123456789");
        await ExecuteAsync(
            "update organizations.provider_credential set sealed_key = set_byte(sealed_key, 40, get_byte(sealed_key, 40) # 1) where credential_id = $1",
            broken
        );
        var bytes = await StoredAsync<byte[]>($"select sealed_key from organizations.provider_credential where credential_id = '{broken}'");

        await Rotation.StartAsync(Acme, Admin, Token);
        await Rotator.TickAsync(Token);
        Clock.Advance(TimeSpan.FromMinutes(7));
        await Rotator.TickAsync(Token);

        var status = (await Rotation.StatusAsync(Acme, Token)).Value.Single(one => one.Use == KeyUse.Credential);
        (status.Resealed, status.Unreadable).ShouldBe((1, 1));
        status.FinishedAt.ShouldNotBeNull();
        (await StoredAsync<byte[]>($"select sealed_key from organizations.provider_credential where credential_id = '{broken}'")).ShouldBe(
            bytes
        );
    }

    [Fact]
    public async Task Nothing_begins_without_a_record()
    {
        await AddAsync("sk-acme-first-0123456789");
        Log.Away = true;

        (await Rotation.StartAsync(Acme, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await Rotation.StatusAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hundred_thousand_fields_are_sealed_anew_while_others_read_and_write_them()
    {
        var options = NoPause();
        options.ResealBatch = 1_000;
        await FillAsync(100_000);
        await AddAsync("sk-acme-read-all-the-time-0123456789", approved: true);
        var callbacks = Process.GetRequiredService<CallbackSecrets>();
        await callbacks.RotateAsync(Acme, Admin, Token);
        await Rotation.StartAsync(Acme, Admin, Token);
        long counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "raum.keys.resealed")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();

        var resealing = Rotator.TickAsync(Token);
        var served = 0;
        var last = "";
        while (!resealing.IsCompleted)
        {
            (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem().Key!.Reveal().ShouldStartWith("sk-acme-read");
            last = (await callbacks.RotateAsync(Acme, Admin, Token)).Value.Reveal();
            Convert.ToBase64String((await callbacks.OpenAsync(Acme, Token)).Value).ShouldBe(last);
            served++;
        }

        await resealing;
        served.ShouldBeGreaterThan(0);
        (await KeyIdsAsync()).Count.ShouldBe(2); // one of each use
        Interlocked.Read(ref counted).ShouldBeGreaterThanOrEqualTo(100_001);
        Convert.ToBase64String((await callbacks.OpenAsync(Acme, Token)).Value).ShouldBe(last);
    }

    private KeysOptions NoPause()
    {
        var options = Process.GetRequiredService<IOptions<KeysOptions>>().Value;
        options.ResealPause = TimeSpan.Zero;
        return options;
    }

    private async Task<Guid> AddAsync(string key, bool approved = true) =>
        (
            await Credentials.AddAsync(
                Acme,
                new NewProviderCredential("openai", "gpt", "eu", new PersonalText(key), TermsApproved: approved),
                Admin,
                Token
            )
        ).Value;

    private async Task<List<string>> OpenAsync() =>
        [.. (await Credentials.OpenApprovedAsync(Acme, Token)).Value.Select(credential => credential.Key!.Reveal())];

    private List<(string Use, KeyRotationChange Change, long Resealed)> Changes() =>
        [.. Log.Events.Select(one => one.Event).OfType<KeyRotationChanged>().Select(one => (one.Use, one.Change, one.Resealed))];

    /// <summary>The ids of the keys that sealed what is stored: they stand in the sealed bytes.</summary>
    private async Task<List<string>> KeyIdsAsync() =>
        [
            .. (
                await StoredAsync<string[]>(
                    """
                    select array_agg(distinct encode(substring(s from 2 for 16), 'hex')) from (
                      select sealed_key as s from organizations.provider_credential where sealed_key is not null
                      union all select sealed_secret from organizations.callback_secret) fields
                    """
                )
            )!,
        ];

    private async Task FillAsync(int count)
    {
        var sealer = Process.GetRequiredService<FieldSealer>();
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy organizations.provider_credential (organization_id, credential_id, provider, model, region, sealed_key, priority, created_at)
            from stdin (format binary)
            """,
            Token
        );
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7(Clock.GetUtcNow());
            var address = new FieldAddress("provider_credential", "sealed_key", id.ToString("D")) { Use = KeyUse.Credential };
            var field = (await sealer.SealAsync(Acme, address, "sk-acme-one-of-many"u8.ToArray(), Token)).Value;
            await copy.StartRowAsync(Token);
            await copy.WriteAsync(Acme.Value, NpgsqlDbType.Uuid, Token);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, Token);
            await copy.WriteAsync("openai", NpgsqlDbType.Text, Token);
            await copy.WriteAsync("gpt", NpgsqlDbType.Text, Token);
            await copy.WriteAsync("eu", NpgsqlDbType.Text, Token);
            await copy.WriteAsync(field, NpgsqlDbType.Bytea, Token);
            await copy.WriteAsync(1, NpgsqlDbType.Integer, Token);
            await copy.WriteAsync(Clock.GetUtcNow(), NpgsqlDbType.TimestampTz, Token);
        }

        await copy.CompleteAsync(Token);
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(Token);
    }
}
