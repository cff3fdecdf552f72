using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.People.Tokens;

/// <summary>The keys that sign access tokens (P-256). The next one is published before it signs, and one that signs no more is published until its last token has ended.</summary>
internal sealed class SigningKeys(RaumDatabase database, FieldSealer sealer, TimeProvider clock, IOptions<PeopleOptions> options)
{
    /// <summary>How long before its first signature a key is published: those who check tokens elsewhere keep the list for a while.</summary>
    public static readonly TimeSpan PublishedAhead = TimeSpan.FromDays(1);

    /// <summary>How long a process goes on with the keys it knows: the longest that a withdrawn one still counts.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);
    private static readonly Guid Home = OrganizationId.Installation.Value;

    private readonly Lock _lock = new();
    private List<SigningKey> _keys = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>Keys whose signatures count now or soon, oldest first. Makes the next one when its time has come.</summary>
    public async Task<Outcome<List<SigningKey>>> PublishedAsync(CancellationToken cancellationToken)
    {
        var kept = Kept(KeepFor);
        return kept is not null ? kept : await ReadAsync(cancellationToken);
    }

    /// <summary>The key that signs now.</summary>
    public async Task<Outcome<SigningKey>> CurrentAsync(CancellationToken cancellationToken)
    {
        var keys = await PublishedAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (keys.Succeeded && Signs(keys.Value, now) is null)
        {
            keys = await ReadAsync(cancellationToken);
        }

        return !keys.Succeeded ? keys.Failure : Signs(keys.Value, now) ?? (Outcome<SigningKey>)new Failure(FailureCode.DatabaseUnavailable);
    }

    /// <summary>The public key of this id; null when there is none whose signatures count. A flood of unknown ids does not become one of queries.</summary>
    public async Task<Outcome<SigningKey?>> FindAsync(string id, CancellationToken cancellationToken)
    {
        var keys = await PublishedAsync(cancellationToken);
        if (keys.Succeeded && !keys.Value.Any(key => key.Id == id) && Kept(AskAgainAfter) is null)
        {
            keys = await ReadAsync(cancellationToken);
        }

        var now = clock.GetUtcNow();
        return keys.Succeeded ? keys.Value.FirstOrDefault(key => key.Id == id && key.SignsFrom <= now && now < Ends(key)) : keys.Failure;
    }

    /// <summary>The private half; who asked disposes it.</summary>
    public async Task<Outcome<ECDsa>> OpenAsync(SigningKey key, CancellationToken cancellationToken)
    {
        var opened = await sealer.OpenAsync(OrganizationId.Installation, Field(key.Id), key.PrivateSealed, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(opened.Value, out _);
        CryptographicOperations.ZeroMemory(opened.Value);
        return ecdsa;
    }

    private static SigningKey? Signs(List<SigningKey> keys, DateTimeOffset now) =>
        keys.LastOrDefault(key => key.SignsFrom <= now && now < key.SignsUntil);

    private static DateTimeOffset Ends(SigningKey key) => key.SignsUntil + AccessTokens.Stands;

    private List<SigningKey>? Kept(TimeSpan atMost)
    {
        lock (_lock)
        {
            return clock.GetUtcNow() - _readAt < atMost ? _keys : null;
        }
    }

    private async Task<Outcome<List<SigningKey>>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await StoredAsync(now, cancellationToken);
        if (!stored.Succeeded)
        {
            return stored.Failure;
        }

        // Nobody signs now: the first key, or the one that did was withdrawn. Else the next one, when its time has come.
        DateTimeOffset? from =
            Signs(stored.Value, now) is null ? now
            : stored.Value.Max(key => key.SignsUntil) is var end && end - PublishedAhead <= now ? end
            : null;
        if (from is { } start)
        {
            var made = await MakeAsync(start, now, cancellationToken);
            if (!made.Succeeded)
            {
                return made.Failure;
            }

            stored = await StoredAsync(now, cancellationToken);
            if (!stored.Succeeded)
            {
                return stored.Failure;
            }
        }

        lock (_lock)
        {
            (_keys, _readAt) = (stored.Value, now);
        }

        return stored;
    }

    private Task<Outcome<List<SigningKey>>> StoredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.RunAsync<List<SigningKey>>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select key_id, public_key, private_sealed, signs_from, signs_until from people.signing_key
                    where organization_id = $1 and signs_until > $2 and withdrawn_at is null order by signs_from, key_id
                    """,
                    Home,
                    now - AccessTokens.Stands
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var keys = new List<SigningKey>();
                while (await reader.ReadAsync(stop))
                {
                    keys.Add(
                        new SigningKey(
                            reader.GetString(0),
                            reader.GetFieldValue<byte[]>(1),
                            reader.GetFieldValue<byte[]>(2),
                            reader.GetFieldValue<DateTimeOffset>(3),
                            reader.GetFieldValue<DateTimeOffset>(4)
                        )
                    );
                }

                return keys;
            },
            cancellationToken
        );

    /// <summary>Makes the next key, and forgets those whose last token ended long ago. Of two processes that do so at once, one's key is kept.</summary>
    private async Task<Outcome<Done>> MakeAsync(DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Guid.CreateVersion7(now).ToString("N");
        var secret = key.ExportPkcs8PrivateKey();
        var sealedSecret = await sealer.SealAsync(OrganizationId.Installation, Field(id), secret, cancellationToken);
        CryptographicOperations.ZeroMemory(secret);
        return !sealedSecret.Succeeded
            ? sealedSecret.Failure
            : await database.RunAsync<Done>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    // Makers take turns: the second sees the first one's key, and its own is refused by nothing but this.
                    await using var turn = scope.CreateCommand("select pg_advisory_xact_lock(hashtext('people.signing_key'))");
                    await turn.ExecuteNonQueryAsync(stop);
                    await using var insert = scope.CreateCommand(
                        """
                        insert into people.signing_key (organization_id, key_id, public_key, private_sealed, created_at, signs_from, signs_until)
                        select $1, $2, $3, $4, $5, $6, $7
                        where not exists (
                          select from people.signing_key
                          where organization_id = $1 and signs_from <= $6 and signs_until > $6 and withdrawn_at is null)
                        on conflict do nothing
                        """,
                        Home,
                        id,
                        key.ExportSubjectPublicKeyInfo(),
                        sealedSecret.Value,
                        now,
                        from,
                        from + options.Value.SigningKeyLife
                    );
                    await insert.ExecuteNonQueryAsync(stop);
                    await using var forget = scope.CreateCommand(
                        "delete from people.signing_key where organization_id = $1 and signs_until < $2",
                        Home,
                        now - TimeSpan.FromDays(7)
                    );
                    await forget.ExecuteNonQueryAsync(stop);
                    return default(Done);
                },
                cancellationToken
            );
    }

    private static FieldAddress Field(string id) => new("people_signing_key", "private_sealed", id);
}

/// <param name="PublicKey">SubjectPublicKeyInfo.</param>
internal sealed record SigningKey(string Id, byte[] PublicKey, byte[] PrivateSealed, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil)
{
    public ECDsa Public()
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(PublicKey, out _);
        return key;
    }
}
