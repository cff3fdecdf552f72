using Raum.Api.Features.Account;
using Raum.Api.Features.ApiKeys;
using Raum.Api.Features.Impersonation;
using Raum.Api.Features.Members;
using Raum.Api.Features.Sessions;
using Raum.Api.Features.SingleSignOn;
using Raum.Api.Features.Support;
using Raum.Api.Features.Tokens;

namespace Raum.Api.Features;

/// <summary>The routes of people: signing in, one's own account, members.</summary>
internal static class PeopleRoutes
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        routes.MapSignInWithPassword();
        routes.MapSignInWithSecondFactor();
        routes.MapBeginMagicLink();
        routes.MapSignInWithMagicLink();
        routes.MapGetSession();
        routes.MapConfirmSession();
        routes.MapEndOwnSession();
        routes.MapBeginImpersonation();
        routes.MapReturnToOwnSession();
        routes.MapSignInFromZendesk();
        routes.MapLinkZendeskAgent();
        routes.MapSupport();
        routes.MapVisitForSupport();
        routes.MapListSessions();
        routes.MapEndSession();
        routes.MapTokens();
        routes.MapSingleSignOnSignIn();
        routes.MapSingleSignOn();
        routes.MapPasskeySignIn();
        routes.MapPasskeys();
        routes.MapApiKeys();
        routes.MapChangePassword();
        routes.MapBeginTotp();
        routes.MapFinishTotp();
        routes.MapRemoveTotp();
        routes.MapRenewRecoveryCodes();
        routes.MapAcceptInvitation();
        routes.MapListMembers();
        routes.MapChangeMemberRole();
        routes.MapRemoveMember();
        routes.MapEndMemberSessions();
        routes.MapInviteMember();
        routes.MapListInvitations();
        routes.MapWithdrawInvitation();
    }
}
