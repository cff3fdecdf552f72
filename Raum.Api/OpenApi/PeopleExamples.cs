namespace Raum.Api.OpenApi;

/// <summary>Examples of the bodies of people's routes, by the names of the endpoints.</summary>
internal static class PeopleExamples
{
    private const string Id = "01980000-0000-7000-8000-00000000000a";
    private const string Token = "AZgAAAAAcACAAAAAAAAACgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string Done = """{"done":true}""";
    private const string Session = $$"""
        {"id":"{{Id}}","organization":"{{Id}}","user":"{{Id}}","role":"agent","permissions":["DecideDrafts","OwnAccount","OwnSession","ReadJobs","SubmitJobs","TryMasking"],"confirmedAt":"2026-11-21T08:00:00+00:00"}
        """;

    private const string Impersonated = $$"""
        {"id":"{{Id}}","organization":"{{Id}}","user":"{{Id}}","role":"agent","permissions":["DecideDrafts","OwnSession","ReadJobs","SubmitJobs","TryMasking"],"confirmedAt":"2026-11-21T08:00:00+00:00","impersonation":{"by":"{{Id}}","until":"2026-11-21T08:30:00+00:00"} }
        """;

    private const string Visiting = $$"""
        {"id":"{{Id}}","organization":"{{Id}}","user":"{{Id}}","role":"support","permissions":["OwnSession","ReadAudit"],"confirmedAt":"2026-11-21T08:00:00+00:00","supportUntil":"2026-11-21T20:00:00+00:00"}
        """;

    private const string Tokens = $$"""
        {"accessToken":"eyJ…","tokenType":"Bearer","expiresAt":"2026-11-21T08:15:00+00:00","refreshToken":"{{Token}}","refreshExpiresAt":"2026-11-21T20:00:00+00:00"}
        """;

    private const string Codes = """{"recoveryCodes":["JBSWY3DPEHPK3PXP","GEZDGNBVGY3TQOJQ"]}""";

    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["SignInWithPassword"] = """{"email":"jane.doe@example.com","password":"a long sentence that only Jane knows"}""",
        ["SignInWithSecondFactor"] = $$"""{"secondFactor":"{{Token}}","code":"287082"}""",
        ["BeginMagicLink"] = """{"email":"jane.doe@example.com"}""",
        ["SignInWithMagicLink"] = $$"""{"token":"{{Token}}"}""",
        ["AcceptInvitation"] = $$"""{"token":"{{Token}}","password":"a long sentence that only Jane knows","name":"Jane Doe"}""",
        ["ConfirmSession"] = """{"password":"a long sentence that only Jane knows"}""",
        ["ChangePassword"] = """{"password":"another sentence that only Jane knows"}""",
        ["FinishTotp"] = """{"code":"287082"}""",
        ["ChangeMemberRole"] = """{"role":"manager"}""",
        ["SignInWithPasskey"] = $$"""{"token":"{{Token}}","credential":{"id":"AQID","type":"public-key"} }""",
        ["AddPasskey"] = $$"""{"token":"{{Token}}","credential":{"id":"AQID","type":"public-key"} }""",
        ["CreateApiKey"] = """{"name":"help centre","scopes":["jobs"],"networks":["203.0.113.0/24"]}""",
        ["RollApiKey"] = """{"overlapHours":24}""",
        ["SetSingleSignOn"] =
            """{"issuer":"https://login.example.com","clientId":"raum","role":"agent","clientSecret":"a secret of the provider"}""",
        ["SetSignInRules"] = """{"secondFactor":true}""",
        ["BeginSingleSignOn"] = """{"email":"jane.doe@example.com"}""",
        ["FinishSingleSignOn"] = $$"""{"state":"{{Token}}","code":"SplxlOBeZQQYbYS6WxSbIA","iss":"https://login.example.com"}""",
        ["RefreshTokens"] = $$"""{"refreshToken":"{{Token}}"}""",
        ["InviteMember"] = """{"email":"jane.doe@example.com","role":"agent"}""",
        ["SignInFromZendesk"] = $$"""{"organization":"{{Id}}","token":"eyJ…"}""",
        ["LinkZendeskAgent"] = """{"zendeskUser":9001}""",
        ["OpenSupportAccess"] = """{"reason":"Answers do not arrive since Friday.","hours":24}""",
        ["VisitForSupport"] = $$"""{"organization":"{{Id}}","access":"{{Id}}"}""",
        ["BeginImpersonation"] = $$"""{"user":"{{Id}}","reason":"She does not see the draft of ticket 35436.","minutes":30}""",
    };

    public static readonly IReadOnlyDictionary<string, string> Responses = new Dictionary<string, string>
    {
        ["SignInWithPassword"] = $$"""{"secondFactor":"{{Token}}"}""",
        ["SignInWithSecondFactor"] = $$"""{"session":{{Session}}}""",
        ["BeginMagicLink"] = Done,
        ["SignInWithMagicLink"] = $$"""{"session":{{Session}}}""",
        ["AcceptInvitation"] = $$"""{"session":{{Session}}}""",
        ["GetSession"] = Session,
        ["ConfirmSession"] = Session,
        ["EndOwnSession"] = Done,
        ["BeginImpersonation"] = Impersonated,
        ["SignInFromZendesk"] = $$"""{"session":{{Session}},"tokens":{{Tokens}}}""",
        ["LinkZendeskAgent"] = Done,
        ["UnlinkZendeskAgent"] = Done,
        ["OpenSupportAccess"] = $$"""
            {"id":"{{Id}}","reason":"Answers do not arrive since Friday.","openedBy":"{{Id}}","openedAt":"2026-11-21T08:00:00+00:00","expiresAt":"2026-11-22T08:00:00+00:00","visits":[]}
            """,
        ["ListSupportAccess"] = $$"""
            {"accesses":[{"id":"{{Id}}","reason":"Answers do not arrive since Friday.","openedBy":"{{Id}}","openedAt":"2026-11-21T08:00:00+00:00","expiresAt":"2026-11-22T08:00:00+00:00","visits":[{"session":"{{Id}}","from":"2026-11-21T09:00:00+00:00","lastSeenAt":"2026-11-21T09:10:00+00:00"}],"staff":"{{Id}}","assignedAt":"2026-11-21T08:30:00+00:00","audit":"/v1/audit?actorKind=staff&actorId={{Id}}"}]}
            """,
        ["RevokeSupportAccess"] = Done,
        ["VisitForSupport"] = Visiting,
        ["ReturnToOwnSession"] = Session,
        ["ListSessions"] = $$"""
            {"sessions":[{"id":"{{Id}}","methods":["password","totp"],"createdAt":"2026-11-21T08:00:00+00:00","seenAt":"2026-11-21T08:05:00+00:00","expiresAt":"2026-11-21T20:00:00+00:00","isThis":true}]}
            """,
        ["EndSession"] = Done,
        ["ChangePassword"] = Session,
        ["BeginTotp"] = """{"secret":"JBSWY3DPEHPK3PXP","uri":"otpauth://totp/Raum:jane?secret=JBSWY3DPEHPK3PXP&issuer=Raum"}""",
        ["FinishTotp"] = Codes,
        ["RemoveTotp"] = Done,
        ["RenewRecoveryCodes"] = Codes,
        ["ListMembers"] = $$"""
            {"members":[{"user":"{{Id}}","email":"jane.doe@example.com","role":"agent","since":"2026-11-21T08:00:00+00:00","name":"Jane Doe"}]}
            """,
        ["ChangeMemberRole"] = Done,
        ["RemoveMember"] = Done,
        ["EndMemberSessions"] = Done,
        ["InviteMember"] = $$"""{"id":"{{Id}}","email":"jane.doe@example.com","role":"agent","expiresAt":"2026-11-28T08:00:00+00:00"}""",
        ["ListInvitations"] = $$"""
            {"invitations":[{"id":"{{Id}}","email":"jane.doe@example.com","role":"agent","expiresAt":"2026-11-28T08:00:00+00:00"}]}
            """,
        ["WithdrawInvitation"] = Done,
        ["BeginPasskeySignIn"] = $$"""{"token":"{{Token}}","options":{"challenge":"AQID","rpId":"raum.example.com"} }""",
        ["SignInWithPasskey"] = $$"""{"session":{{Session}}}""",
        ["BeginPasskey"] = $$"""{"token":"{{Token}}","options":{"challenge":"AQID"} }""",
        ["AddPasskey"] = Done,
        ["ListPasskeys"] = """{"passkeys":[{"id":"AQID","createdAt":"2026-11-21T08:00:00+00:00","isBackedUp":true}]}""",
        ["RemovePasskey"] = Done,
        ["CreateApiKey"] = $$"""{"id":"{{Id}}","token":"raum_…"}""",
        ["RollApiKey"] = $$"""{"id":"{{Id}}","token":"raum_…"}""",
        ["ListApiKeys"] = $$"""
            {"keys":[{"id":"{{Id}}","name":"help centre","scopes":["jobs"],"createdAt":"2026-11-21T08:00:00+00:00","networks":["203.0.113.0/24"],"uses":17,"makerIsGone":false,"createdBy":"{{Id}}"}]}
            """,
        ["RevokeApiKey"] = Done,
        ["GetSingleSignOn"] =
            """{"issuer":"https://login.example.com","clientId":"raum","role":"agent","domains":["example.com"],"hasSecret":true}""",
        ["SetSingleSignOn"] = Done,
        ["RemoveSingleSignOn"] = Done,
        ["GetSignInRules"] = """{"secondFactor":true}""",
        ["SetSignInRules"] = """{"secondFactor":true}""",
        ["BeginSingleSignOn"] = """{"url":"https://login.example.com/authorize?response_type=code&client_id=raum"}""",
        ["FinishSingleSignOn"] = $$"""{"session":{{Session}}}""",
        ["BeginTokens"] = Tokens,
        ["RefreshTokens"] = Tokens,
        ["GetTokenKeys"] = $$"""
            {"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"0198000000007000800000000000000a","use":"sig","alg":"ES256"}]}
            """,
    };
}
