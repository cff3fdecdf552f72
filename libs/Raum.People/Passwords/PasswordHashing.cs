using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.People.Passwords;

/// <summary>Hashes passwords with ASP.NET Core Identity's format 3: PBKDF2-HMAC-SHA512, a random salt of 128 bits (ORG-5). A few at once: each takes a core for a while.</summary>
internal sealed class PasswordHashing : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher;
    private readonly SemaphoreSlim _places;
    private readonly Lazy<string> _decoy;

    public PasswordHashing(IOptions<PeopleOptions> options)
    {
        _hasher = new PasswordHasher<object>(
            Options.Create(
                new PasswordHasherOptions
                {
                    CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
                    IterationCount = options.Value.PasswordIterations,
                }
            )
        );
        _places = new SemaphoreSlim(options.Value.PasswordHashesAtOnce);
        _decoy = new Lazy<string>(() => _hasher.HashPassword(Nobody, "no password of anybody"));
    }

    /// <returns><see cref="FailureCode.Timeout"/> when too many wait.</returns>
    public Task<Outcome<string>> HashAsync(NormalPassword password, CancellationToken cancellationToken) =>
        WithPlaceAsync(() => _hasher.HashPassword(Nobody, password.Reveal()), cancellationToken);

    /// <summary>Compares. Without a hash it works as long and says no, so that nobody learns by the clock who has an account.</summary>
    public Task<Outcome<PasswordMatch>> CompareAsync(string? hash, NormalPassword password, CancellationToken cancellationToken) =>
        WithPlaceAsync(
            () =>
                _hasher.VerifyHashedPassword(Nobody, hash ?? _decoy.Value, password.Reveal()) switch
                {
                    _ when hash is null => PasswordMatch.No,
                    PasswordVerificationResult.Success => PasswordMatch.Yes,
                    PasswordVerificationResult.SuccessRehashNeeded => PasswordMatch.YesWithOldCost,
                    _ => PasswordMatch.No,
                },
            cancellationToken
        );

    public void Dispose() => _places.Dispose();

    private async Task<Outcome<T>> WithPlaceAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(Patience, cancellationToken))
        {
            return new Failure(FailureCode.Timeout, TimeSpan.FromSeconds(5));
        }

        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }
}

internal enum PasswordMatch
{
    No,
    Yes,

    /// <summary>Right, and hashed with fewer iterations than are asked for now.</summary>
    YesWithOldCost,
}
