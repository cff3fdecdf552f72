using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.Api.Features.Account;
using Raum.Api.Features.Alerts;
using Raum.Api.Features.ApiKeys;
using Raum.Api.Features.Audit;
using Raum.Api.Features.Credentials;
using Raum.Api.Features.DeadLetters;
using Raum.Api.Features.Impersonation;
using Raum.Api.Features.InWriting;
using Raum.Api.Features.Jobs;
using Raum.Api.Features.Knowledge;
using Raum.Api.Features.Members;
using Raum.Api.Features.Privacy;
using Raum.Api.Features.Quotas;
using Raum.Api.Features.Redaction;
using Raum.Api.Features.Retention;
using Raum.Api.Features.Sessions;
using Raum.Api.Features.Settings;
using Raum.Api.Features.Simulations;
using Raum.Api.Features.SingleSignOn;
using Raum.Api.Features.Sinks;
using Raum.Api.Features.Support;
using Raum.Api.Features.Tickets;
using Raum.Api.Features.Tokens;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs;
using Raum.Organizations.Approvals;
using Raum.Organizations.Settings;

namespace Raum.Api;

/// <summary>Every body of the API.</summary>
[JsonSerializable(typeof(AuditPageView))]
[JsonSerializable(typeof(ContentSearchRequest))]
[JsonSerializable(typeof(ContentHitsView))]
[JsonSerializable(typeof(EntryProofView))]
[JsonSerializable(typeof(ConsistencyView))]
[JsonSerializable(typeof(LogKeysView))]
[JsonSerializable(typeof(DeadLettersView))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(ApproveRequest))]
[JsonSerializable(typeof(FollowData))]
[JsonSerializable(typeof(SimulationRequest))]
[JsonSerializable(typeof(SimulationAccepted))]
[JsonSerializable(typeof(SimulationView))]
[JsonSerializable(typeof(ArticleRequest))]
[JsonSerializable(typeof(ProcedureRequest))]
[JsonSerializable(typeof(RollBackRequest))]
[JsonSerializable(typeof(KnowledgeView))]
[JsonSerializable(typeof(KnowledgePageView))]
[JsonSerializable(typeof(KnowledgeVersionsView))]
[JsonSerializable(typeof(KnowledgeVersionView))]
[JsonSerializable(typeof(PrivacyRequestBody))]
[JsonSerializable(typeof(PrivacyRequestView))]
[JsonSerializable(typeof(PrivacyRequestsView))]
[JsonSerializable(typeof(QuotasView))]
[JsonSerializable(typeof(RedactRequest))]
[JsonSerializable(typeof(RedactResponse))]
[JsonSerializable(typeof(WebhookReceipt))]
[JsonSerializable(typeof(ZendeskWebhookBody))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(SecondFactorRequest))]
[JsonSerializable(typeof(MagicLinkRequest))]
[JsonSerializable(typeof(MagicLinkRedeemRequest))]
[JsonSerializable(typeof(InvitationAcceptRequest))]
[JsonSerializable(typeof(ConfirmRequest))]
[JsonSerializable(typeof(NewPasswordRequest))]
[JsonSerializable(typeof(TotpCodeRequest))]
[JsonSerializable(typeof(MemberRoleRequest))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(SignInView))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SessionsView))]
[JsonSerializable(typeof(DoneView))]
[JsonSerializable(typeof(TotpView))]
[JsonSerializable(typeof(RecoveryCodesView))]
[JsonSerializable(typeof(MembersView))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(InvitationsView))]
[JsonSerializable(typeof(PasskeyChallengeView))]
[JsonSerializable(typeof(PasskeyRequest))]
[JsonSerializable(typeof(PasskeysView))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(RollApiKeyRequest))]
[JsonSerializable(typeof(NewApiKeyView))]
[JsonSerializable(typeof(ApiKeysView))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(SingleSignOnRequest))]
[JsonSerializable(typeof(SingleSignOnView))]
[JsonSerializable(typeof(SignInRulesView))]
[JsonSerializable(typeof(SingleSignOnBeginRequest))]
[JsonSerializable(typeof(SingleSignOnBeginView))]
[JsonSerializable(typeof(SingleSignOnFinishRequest))]
[JsonSerializable(typeof(ImpersonationRequest))]
[JsonSerializable(typeof(ZendeskSignInRequest))]
[JsonSerializable(typeof(ZendeskSignInView))]
[JsonSerializable(typeof(ZendeskLinkRequest))]
[JsonSerializable(typeof(SupportAccessRequest))]
[JsonSerializable(typeof(SupportAccessView))]
[JsonSerializable(typeof(SupportAccessesView))]
[JsonSerializable(typeof(SupportVisitRequest))]
[JsonSerializable(typeof(TokensView))]
[JsonSerializable(typeof(TokenKeysView))]
[JsonSerializable(typeof(SettingsBody))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(SettingsVersionsView))]
[JsonSerializable(typeof(SettingsDiffView))]
[JsonSerializable(typeof(SettingsRollBackRequest))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(ApprovalsView))]
[JsonSerializable(typeof(ProviderAccountRequest))]
[JsonSerializable(typeof(RotateAccountRequest))]
[JsonSerializable(typeof(NewProviderAccountView))]
[JsonSerializable(typeof(ProviderAccountsView))]
[JsonSerializable(typeof(CallbackSecretView))]
[JsonSerializable(typeof(NewCallbackSecretView))]
[JsonSerializable(typeof(SinkRequest))]
[JsonSerializable(typeof(NewSinkView))]
[JsonSerializable(typeof(SinksView))]
[JsonSerializable(typeof(AlertRuleRequest))]
[JsonSerializable(typeof(AlertRuleView))]
[JsonSerializable(typeof(AlertRulesView))]
[JsonSerializable(typeof(RetentionRequest))]
[JsonSerializable(typeof(RetentionView))]
[JsonSerializable(typeof(ClassRetentionView))]
[JsonSerializable(typeof(NewLegalHoldView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The rules of every body: names as written, no unknown or doubled members, numbers as numbers, enums as words in camel case.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter<AiOperation>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<DeliveryTarget>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<JobLane>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<JobState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<Tone>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<TicketRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<MessageSide>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<AuditActorKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<AuditClass>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<AuditResult>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<HoldReason>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<PrivacyRequestState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<Step>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<WebhookTarget>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<LanguagePolicy>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<ApprovedUse>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<SinkKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<EntryFormat>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<WebhookState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
