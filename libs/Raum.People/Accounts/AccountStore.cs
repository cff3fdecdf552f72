using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.People.Accounts;

/// <summary>Accounts of people: they belong to the installation, and are found by e-mail address or id.</summary>
internal sealed class AccountStore(RaumDatabase database, FieldSealer sealer, EmailIndex index, TimeProvider clock)
{
    private const string Columns = "user_id, password_hash, locked_until, disabled_at, totp_confirmed_at is not null, sessions_since";

    private static readonly Guid Home = OrganizationId.Installation.Value;

    /// <summary>The account of this address; null when there is none.</summary>
    public async Task<Outcome<Account?>> FindAsync(EmailAddress email, CancellationToken cancellationToken)
    {
        var hash = await index.OfAsync(email, cancellationToken);
        return hash.Succeeded
            ? await FindAsync(
                $"select {Columns} from people.account where organization_id = $1 and email_index = $2",
                hash.Value,
                cancellationToken
            )
            : hash.Failure;
    }

    public Task<Outcome<Account?>> FindAsync(UserId user, CancellationToken cancellationToken) =>
        FindAsync($"select {Columns} from people.account where organization_id = $1 and user_id = $2", user.Value, cancellationToken);

    /// <summary>Makes an account. Its address is proven: by an invitation, or by the organization's identity provider.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> when the address has one.</returns>
    public async Task<Outcome<UserId>> CreateAsync(
        EmailAddress email,
        PersonalText? name,
        string? passwordHash,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var id = new UserId(Guid.CreateVersion7(now));
        var hash = await index.OfAsync(email, cancellationToken);
        if (!hash.Succeeded)
        {
            return hash.Failure;
        }

        var sealedEmail = await sealer.SealTextAsync(OrganizationId.Installation, EmailField(id), email.Text, cancellationToken);
        if (!sealedEmail.Succeeded)
        {
            return sealedEmail.Failure;
        }

        byte[]? sealedName = null;
        if (name is not null)
        {
            var sealedText = await sealer.SealTextAsync(OrganizationId.Installation, NameField(id), name, cancellationToken);
            if (!sealedText.Succeeded)
            {
                return sealedText.Failure;
            }

            sealedName = sealedText.Value;
        }

        return await database.RunAsync<UserId>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into people.account
                      (organization_id, user_id, email_index, email_sealed, name_sealed, password_hash, password_changed_at, sessions_since, created_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict do nothing
                    """,
                    Home,
                    id.Value,
                    hash.Value,
                    sealedEmail.Value,
                    sealedName,
                    passwordHash,
                    passwordHash is null ? null : now,
                    now
                );
                return await insert.ExecuteNonQueryAsync(stop) == 1 ? id : new Failure(FailureCode.Conflict);
            },
            cancellationToken
        );
    }

    /// <summary>Address and name of each of these people, for those who may see them.</summary>
    public async Task<Outcome<IReadOnlyDictionary<UserId, Profile>>> ProfilesAsync(
        IReadOnlyList<UserId> users,
        CancellationToken cancellationToken
    )
    {
        var rows = await database.RunAsync<List<(UserId Id, byte[] Email, byte[]? Name)>>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select user_id, email_sealed, name_sealed from people.account where organization_id = $1 and user_id = any($2)",
                    Home,
                    users.Select(user => user.Value).ToArray()
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var found = new List<(UserId, byte[], byte[]?)>();
                while (await reader.ReadAsync(stop))
                {
                    found.Add((new UserId(reader.GetGuid(0)), reader.GetFieldValue<byte[]>(1), reader.GetNullable<byte[]>(2)));
                }

                return found;
            },
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var profiles = new Dictionary<UserId, Profile>();
        foreach (var row in rows.Value)
        {
            var email = await sealer.OpenTextAsync(OrganizationId.Installation, EmailField(row.Id), row.Email, cancellationToken);
            if (!email.Succeeded)
            {
                return email.Failure;
            }

            PersonalText? name = null;
            if (row.Name is not null)
            {
                var opened = await sealer.OpenTextAsync(OrganizationId.Installation, NameField(row.Id), row.Name, cancellationToken);
                if (!opened.Succeeded)
                {
                    return opened.Failure;
                }

                name = opened.Value;
            }

            profiles.Add(row.Id, new Profile(email.Value, name));
        }

        return profiles;
    }

    private Task<Outcome<Account?>> FindAsync(string sql, object key, CancellationToken cancellationToken) =>
        database.RunAsync<Account?>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(sql, Home, key);
                await using var reader = await select.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop) ? Read(reader) : null;
            },
            cancellationToken
        );

    private static Account Read(NpgsqlDataReader reader) =>
        new(
            new UserId(reader.GetGuid(0)),
            reader.GetNullable<string>(1),
            reader.GetNullable<DateTimeOffset?>(2),
            reader.GetNullable<DateTimeOffset?>(3),
            reader.GetBoolean(4),
            reader.GetFieldValue<DateTimeOffset>(5)
        );

    private static FieldAddress EmailField(UserId user) => new("people_account", "email_sealed", user.ToString());

    private static FieldAddress NameField(UserId user) => new("people_account", "name_sealed", user.ToString());
}

/// <summary>What a person calls themselves. Personal data: sealed at rest.</summary>
public sealed record Profile(PersonalText Email, PersonalText? Name);
