using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Data;
using Raum.Keys;
using Raum.People.Accounts;
using Raum.People.Mail;
using Raum.People.Members;
using Raum.People.Passkeys;
using Raum.People.Passwords;
using Raum.People.Retention;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.SingleSignOn;
using Raum.People.Support;
using Raum.People.Tokens;
using Raum.People.Zendesk;

namespace Raum.People;

public static class RaumPeopleServiceCollectionExtensions
{
    /// <summary>Registers people: accounts, members, sign-in, sessions. Needs <c>AddRaumData</c>, <c>AddRaumKeys</c> and <c>AddRaumAuditStore</c>; the host binds <see cref="PeopleOptions"/>.</summary>
    public static IServiceCollection AddRaumPeople(this IServiceCollection services)
    {
        services.AddOptions<PeopleOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<PeopleOptions>, PeopleOptionsRanges>();
        services.AddSingleton<IValidateOptions<PeopleOptions>, PeopleOptionsRules>();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EmailIndex>();
        services.TryAddSingleton<AccountStore>();
        services.TryAddSingleton<AccountGuard>();
        services.TryAddSingleton<PasswordHashing>();
        services.TryAddSingleton<BreachedPasswords>();
        services.TryAddSingleton<PasswordRules>();
        services.TryAddSingleton<AccountPasswords>();
        services.TryAddSingleton<SecondFactors>();
        services.TryAddSingleton<Ceremonies>();
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<SessionList>();
        services.TryAddSingleton<SupportAccesses>();
        services.TryAddSingleton<ZendeskApps>();
        services.TryAddSingleton<ZendeskLinks>();
        services.TryAddSingleton<ZendeskSignIn>();
        services.TryAddSingleton<SupportVisits>();
        services.TryAddSingleton(provider => new SupportStaff(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<EmailIndex>(),
            provider.GetRequiredService<Invitations>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new Impersonations(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<FieldSealer>(),
            provider.GetRequiredService<AccountStore>(),
            provider.GetRequiredService<CredentialLetters>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<SigningKeys>();
        services.TryAddSingleton<SessionEnds>();
        services.TryAddSingleton<KeyWithdrawal>();
        services.TryAddSingleton(provider => new AccessTokens(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<SigningKeys>(),
            provider.GetRequiredService<SessionStore>(),
            provider.GetRequiredService<SessionEnds>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<PeopleOptions>>()
        ));
        services.TryAddSingleton<IMailer>(provider =>
            provider.GetRequiredService<IOptions<PeopleOptions>>().Value.OutboxFolder is null
                ? ActivatorUtilities.CreateInstance<SmtpMailer>(provider)
                : ActivatorUtilities.CreateInstance<OutboxMailer>(provider)
        );
        services.TryAddSingleton(provider => new MemberStore(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<AccountStore>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new Invitations(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<FieldSealer>(),
            provider.GetRequiredService<EmailIndex>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<PeopleOptions>>()
        ));
        services.TryAddSingleton<InvitationLinks>();
        services.TryAddSingleton(provider => new SignIns(
            provider.GetRequiredService<AccountStore>(),
            provider.GetRequiredService<AccountGuard>(),
            provider.GetRequiredService<AccountPasswords>(),
            provider.GetRequiredService<SecondFactors>(),
            provider.GetRequiredService<Ceremonies>(),
            provider.GetRequiredService<InvitationLinks>(),
            provider.GetRequiredService<SessionStore>()
        ));
        services.TryAddSingleton(provider => new OwnAccount(
            provider.GetRequiredService<AccountStore>(),
            provider.GetRequiredService<AccountPasswords>(),
            provider.GetRequiredService<SecondFactors>(),
            provider.GetRequiredService<SessionStore>(),
            provider.GetRequiredService<CredentialLetters>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<CredentialLetters>();
        services.TryAddSingleton(provider => new SignInRules(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddOptions<GuardedHttpOptions>();
        services.TryAddSingleton(provider => new GuardedHttp(provider.GetRequiredService<IOptions<GuardedHttpOptions>>().Value));
        services.TryAddSingleton<VerifiedDomains>();
        services.TryAddSingleton<OidcClient>();
        services.TryAddSingleton<ExternalIdentities>();
        services.TryAddSingleton(provider => new IdentityProviders(
            provider.GetRequiredService<RaumDatabase>(),
            provider.GetRequiredService<FieldSealer>(),
            provider.GetRequiredService<GuardedHttp>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton(provider => new OidcSignIn(
            provider.GetRequiredService<IdentityProviders>(),
            provider.GetRequiredService<VerifiedDomains>(),
            provider.GetRequiredService<OidcClient>(),
            provider.GetRequiredService<ExternalIdentities>(),
            provider.GetRequiredService<Ceremonies>(),
            provider.GetRequiredService<SignIns>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<PeopleOptions>>()
        ));
        services.TryAddSingleton<PasskeyStore>();
        services.TryAddSingleton(provider => new PasskeySignIn(
            provider.GetRequiredService<PasskeyStore>(),
            provider.GetRequiredService<Ceremonies>(),
            provider.GetRequiredService<AccountStore>(),
            provider.GetRequiredService<SignIns>(),
            provider.GetRequiredService<OwnAccount>(),
            provider.GetRequiredService<IOptions<PeopleOptions>>()
        ));
        return services;
    }

    /// <summary>Registers the removal of ended sessions and their like, and of accounts that are left behind. It signs in as <c>raum_purge</c>: one kind of host, the worker, has that connection.</summary>
    public static IServiceCollection AddPeopleRetention(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new PeopleRetention(provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Purge)));
        services.TryAddSingleton(provider => new AccountRetention(
            provider.GetRequiredKeyedService<RaumDatabase>(DatabaseRole.Purge),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>Registers what is sealed anew when keys rotate, in the host that rotates them.</summary>
    public static IServiceCollection AddPeopleColumns(this IServiceCollection services)
    {
        services.AddSingleton(new SealedColumn("people.index_key", "key_sealed", "people_index_key"));
        foreach (var column in (string[])["email_sealed", "name_sealed", "totp_sealed"])
        {
            services.AddSingleton(new SealedColumn("people.account", column, "people_account") { Key = "user_id", Row = "user_id::text" });
        }

        services.AddSingleton(
            new SealedColumn("people.session", "reason_sealed", "people_session") { Key = "session_id", Row = "session_id::text" }
        );
        services.AddSingleton(
            new SealedColumn("people.support_access", "reason_sealed", "people_support_access")
            {
                Key = "access_id",
                Row = "access_id::text",
            }
        );
        services.AddSingleton(new SealedColumn("people.zendesk_app", "shared_key_sealed", "people_zendesk_app"));
        services.AddSingleton(new SealedColumn("people.identity_provider", "secret_sealed", "people_identity_provider"));
        services.AddSingleton(
            new SealedColumn("people.signing_key", "private_sealed", "people_signing_key")
            {
                Key = "key_id",
                KeyType = "text",
                Row = "key_id",
            }
        );
        services.AddSingleton(
            new SealedColumn("people.invitation", "email_sealed", "people_invitation")
            {
                Key = "invitation_id",
                Row = "invitation_id::text",
            }
        );
        return services;
    }
}
