using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Accounts;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.People.Passkeys;

/// <summary>Passkeys (WebAuthn level 3), by ASP.NET Core Identity's handler. The device verifies its person, so that a passkey is two factors at once.</summary>
/// <remarks>A challenge is kept here, sealed, for 5 minutes and one use; the browser gets a token that names it.</remarks>
public sealed class PasskeySignIn
{
    private const string Create = "passkey-create";
    private const string Assert = "passkey-sign-in";
    private static readonly TimeSpan Stands = TimeSpan.FromMinutes(5);

    private readonly PasskeyStore _store;
    private readonly PasskeyHandler<PasskeyUser> _handler;
    private readonly Ceremonies _ceremonies;
    private readonly AccountStore _accounts;
    private readonly SignIns _signIns;
    private readonly OwnAccount _own;

    internal PasskeySignIn(
        PasskeyStore store,
        Ceremonies ceremonies,
        AccountStore accounts,
        SignIns signIns,
        OwnAccount own,
        IOptions<PeopleOptions> options
    )
    {
        (_store, _ceremonies, _accounts, _signIns, _own) = (store, ceremonies, accounts, signIns, own);
        var publicUrl = new Uri(options.Value.PublicUrl);
        var origin = publicUrl.GetLeftPart(UriPartial.Authority);
        var users = new UserManager<PasskeyUser>(
            store,
            null!,
            null!,
            null!,
            null!,
            null!,
            null!,
            null!,
            NullLogger<UserManager<PasskeyUser>>.Instance
        );
        _handler = new PasskeyHandler<PasskeyUser>(
            users,
            Options.Create(
                new IdentityPasskeyOptions
                {
                    ServerDomain = publicUrl.Host,
                    UserVerificationRequirement = "required",
                    ResidentKeyRequirement = "required",
                    ChallengeSize = 32,
                    ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == origin),
                }
            )
        );
    }

    /// <summary>What a browser needs to make a passkey.</summary>
    public async Task<Outcome<PasskeyChallenge>> BeginCreateAsync(SessionIdentity session, HttpContext context)
    {
        var profile = await _own.ProfileAsync(session.User, context.RequestAborted);
        if (!profile.Succeeded)
        {
            return profile.Failure;
        }

        var name = profile.Value.Email.Reveal();
        return await GuardAsync(async () =>
        {
            var made = await _handler.MakeCreationOptionsAsync(
                new PasskeyUserEntity
                {
                    Id = session.User.ToString(),
                    Name = name,
                    DisplayName = profile.Value.Name?.Reveal() ?? name,
                },
                context
            );
            return await KeepAsync(Create, session.User, made.CreationOptionsJson, made.AttestationState, context);
        });
    }

    /// <returns><see cref="FailureCode.InvalidRequest"/> for whatever is not an answer to a challenge of this person's.</returns>
    public async Task<Outcome<Done>> FinishCreateAsync(SessionIdentity session, string? token, PersonalText credential, HttpContext context)
    {
        var ceremony = await _ceremonies.TakeAsync(Create, token, browser: null, context.RequestAborted);
        if (!ceremony.Succeeded || ceremony.Value.User != session.User)
        {
            return Bad(ceremony);
        }

        return await GuardAsync<Done>(async () =>
        {
            var made = await _handler.PerformAttestationAsync(
                new PasskeyAttestationContext
                {
                    HttpContext = context,
                    CredentialJson = credential.Reveal(),
                    AttestationState = Encoding.UTF8.GetString(ceremony.Value.State),
                }
            );
            if (!made.Succeeded)
            {
                return new Failure(FailureCode.InvalidRequest);
            }

            var added = await _store.TryAddAsync(
                new PasskeyUser(session.User),
                made.Passkey,
                _own.Recording(session, SignInMethods.Passkey, CredentialChange.Set),
                context.RequestAborted
            );
            return await _own.TellAsync(added, session, SignInMethods.Passkey, CredentialChange.Set, context.RequestAborted);
        });
    }

    /// <summary>What a browser needs to sign in. It names no person: the device knows whose passkeys it has.</summary>
    public Task<Outcome<PasskeyChallenge>> BeginSignInAsync(HttpContext context) =>
        GuardAsync(async () =>
        {
            var made = await _handler.MakeRequestOptionsAsync(null, context);
            return await KeepAsync(Assert, null, made.RequestOptionsJson, made.AssertionState, context);
        });

    /// <returns><see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<SignInStep>> FinishSignInAsync(
        string? token,
        PersonalText credential,
        OrganizationId? organization,
        AuditOrigin? origin,
        HttpContext context
    )
    {
        var ceremony = await _ceremonies.TakeAsync(Assert, token, browser: null, context.RequestAborted);
        if (!ceremony.Succeeded)
        {
            return ceremony.Failure;
        }

        return await GuardAsync<SignInStep>(async () =>
        {
            var shown = await _handler.PerformAssertionAsync(
                new PasskeyAssertionContext
                {
                    HttpContext = context,
                    CredentialJson = credential.Reveal(),
                    AssertionState = Encoding.UTF8.GetString(ceremony.Value.State),
                }
            );
            if (!shown.Succeeded)
            {
                return new Failure(FailureCode.Unauthorized);
            }

            var account = await _accounts.FindAsync(shown.User.Id, context.RequestAborted);
            if (!account.Succeeded || account.Value is not { MayUse: true } usable)
            {
                return account.Failure ?? new Failure(FailureCode.Unauthorized);
            }

            // A passkey that was removed while its device answered opens nothing, and does not come back.
            var used = await _store.UseAsync(shown.User, shown.Passkey, context.RequestAborted);
            if (!used.Succeeded)
            {
                return used.Failure;
            }

            var started = await _signIns.StartAsync(usable, [SignInMethods.Passkey], organization, null, origin, context.RequestAborted);
            return started.Succeeded ? new SignInStep(started.Value, null) : started.Failure;
        });
    }

    /// <summary>The person's passkeys, oldest first.</summary>
    public Task<Outcome<IReadOnlyList<PasskeySummary>>> ListAsync(UserId user, CancellationToken cancellationToken) =>
        GuardAsync<IReadOnlyList<PasskeySummary>>(async () =>
        {
            var passkeys = await _store.GetPasskeysAsync(new PasskeyUser(user), cancellationToken);
            return passkeys
                .Select(passkey => new PasskeySummary(
                    Base64Url.EncodeToString(passkey.CredentialId),
                    passkey.CreatedAt,
                    passkey.IsBackedUp
                ))
                .ToList();
        });

    /// <returns><see cref="FailureCode.NotFound"/> when the person has no such passkey.</returns>
    public async Task<Outcome<Done>> RemoveAsync(SessionIdentity session, string id, CancellationToken cancellationToken) =>
        !Base64Url.IsValid(id)
            ? new Failure(FailureCode.NotFound)
            : await GuardAsync(async () =>
            {
                var removed = await _store.TryRemoveAsync(
                    session.User,
                    Base64Url.DecodeFromChars(id),
                    _own.Recording(session, SignInMethods.Passkey, CredentialChange.Removed),
                    cancellationToken
                );
                return await _own.TellAsync(removed, session, SignInMethods.Passkey, CredentialChange.Removed, cancellationToken);
            });

    private async Task<Outcome<PasskeyChallenge>> KeepAsync(string kind, UserId? user, string options, string? state, HttpContext context)
    {
        var token = await _ceremonies.BeginAsync(kind, user, Stands, browser: null, Encoding.UTF8.GetBytes(state!), context.RequestAborted);
        return token.Succeeded ? new PasskeyChallenge(token.Value, options) : token.Failure;
    }

    private static Failure Bad(Outcome<Ceremony> ceremony) =>
        ceremony.Failure is { Code: not FailureCode.Unauthorized } failure ? failure : new Failure(FailureCode.InvalidRequest);

    private static async Task<Outcome<T>> GuardAsync<T>(Func<Task<Outcome<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}

/// <param name="Token">Goes back with the browser's answer; works once.</param>
/// <param name="OptionsJson">For <c>navigator.credentials</c>, as <c>parseCreationOptionsFromJSON</c> and its neighbour read it.</param>
public sealed record PasskeyChallenge(string Token, string OptionsJson);

/// <param name="Id">The credential's id, in base64url.</param>
/// <param name="IsBackedUp">It is on more than one device.</param>
public sealed record PasskeySummary(string Id, DateTimeOffset CreatedAt, bool IsBackedUp);
