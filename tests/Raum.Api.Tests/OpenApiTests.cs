using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Raum.Api.Features.Account;
using Raum.Api.Features.Alerts;
using Raum.Api.Features.ApiKeys;
using Raum.Api.Features.Audit;
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
using Raum.Api.OpenApi;
using Raum.Http.Authentication;

namespace Raum.Api.Tests;

/// <summary>UI-3: the description is complete, and its examples are true.</summary>
public sealed class OpenApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public void Every_route_stands_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs", "api.md"));
        var routes = api.Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText!);

        routes
            .Where(route => !page.Contains(route.Replace("{documentName}", "v1", StringComparison.Ordinal), StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_route_is_described_with_its_statuses_examples_and_security()
    {
        using var client = api.Host.Client();
        var description = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);
        var routes = api
            .Host.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .ToList();

        routes.Count.ShouldBeGreaterThanOrEqualTo(8);
        foreach (var route in routes)
        {
            var path = description.GetProperty("paths").GetProperty(route.RoutePattern.RawText!);
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                var operation = path.GetProperty(method.ToLowerInvariant());
                operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
                var answers = operation.GetProperty("responses").EnumerateObject().ToList();
                answers.Count(answer => answer.Name.StartsWith('2')).ShouldBeGreaterThanOrEqualTo(1);
                answers.ShouldContain(answer => answer.Name == "503", operation.ToString());
                // 304 has no body (RFC 9110, section 15.4.5).
                var withBody = answers.Where(answer => answer.Name != "304");
                foreach (var content in withBody.SelectMany(answer => answer.Value.GetProperty("content").EnumerateObject()))
                {
                    content.Value.TryGetProperty("example", out _).ShouldBeTrue($"{path} {method} {content.Name}");
                }

                operation.TryGetProperty("security", out _).ShouldBe(route.Metadata.GetMetadata<RequiredPermission>() is not null);
            }
        }
    }

    [Fact]
    public void Every_example_of_a_request_is_read_by_the_api_and_passes_its_rules()
    {
        Read<JobRequest>("SubmitJob", request => new JobRequestRules().Validate(request).IsValid);
        Read<SimulationRequest>("SimulateTicket", request => new SimulationRequestRules().Validate(request).IsValid);
        Read<ApproveRequest>("ApproveJob", request => new ApproveRequestRules().Validate(request).IsValid);
        Read<RedactRequest>("RedactText", request => new RedactRequestRules().Validate(request).IsValid);
        Read<ContentSearchRequest>("SearchAuditContent", request => new ContentSearchRules().Validate(request).IsValid);
        Read<PrivacyRequestBody>("ReceivePrivacyRequest", request => new PrivacyRequestRules().Validate(request).IsValid);
        Read<PasswordRequest>("SignInWithPassword", request => new PasswordRequestRules().Validate(request).IsValid);
        Read<SecondFactorRequest>("SignInWithSecondFactor", request => new SecondFactorRequestRules().Validate(request).IsValid);
        Read<MagicLinkRequest>("BeginMagicLink", request => new MagicLinkRequestRules().Validate(request).IsValid);
        Read<MagicLinkRedeemRequest>("SignInWithMagicLink", request => new MagicLinkRedeemRequestRules().Validate(request).IsValid);
        Read<InvitationAcceptRequest>("AcceptInvitation", request => new InvitationAcceptRequestRules().Validate(request).IsValid);
        Read<ConfirmRequest>("ConfirmSession", request => new ConfirmRequestRules().Validate(request).IsValid);
        Read<NewPasswordRequest>("ChangePassword", request => new NewPasswordRequestRules().Validate(request).IsValid);
        Read<TotpCodeRequest>("FinishTotp", request => new TotpCodeRequestRules().Validate(request).IsValid);
        Read<MemberRoleRequest>("ChangeMemberRole", request => new MemberRoleRequestRules().Validate(request).IsValid);
        Read<PasskeyRequest>("SignInWithPasskey", request => new PasskeyRequestRules().Validate(request).IsValid);
        Read<PasskeyRequest>("AddPasskey", request => new PasskeyRequestRules().Validate(request).IsValid);
        Read<ApiKeyRequest>("CreateApiKey", request => new ApiKeyRequestRules().Validate(request).IsValid);
        Read<RollApiKeyRequest>("RollApiKey", request => new RollApiKeyRequestRules().Validate(request).IsValid);
        Read<SingleSignOnRequest>("SetSingleSignOn", request => new SingleSignOnRequestRules().Validate(request).IsValid);
        Read<SingleSignOnBeginRequest>("BeginSingleSignOn", request => new SingleSignOnBeginRequestRules().Validate(request).IsValid);
        Read<SingleSignOnFinishRequest>("FinishSingleSignOn", request => new SingleSignOnFinishRequestRules().Validate(request).IsValid);
        Read<RefreshRequest>("RefreshTokens", request => new RefreshRequestRules().Validate(request).IsValid);
        Read<SupportAccessRequest>("OpenSupportAccess", request => new SupportAccessRequestRules().Validate(request).IsValid);
        Read<SupportVisitRequest>("VisitForSupport", _ => true);
        Read<ZendeskSignInRequest>("SignInFromZendesk", request => new ZendeskSignInRequestRules().Validate(request).IsValid);
        Read<ZendeskLinkRequest>("LinkZendeskAgent", request => new ZendeskLinkRequestRules().Validate(request).IsValid);
        Read<ImpersonationRequest>("BeginImpersonation", request => new ImpersonationRequestRules().Validate(request).IsValid);
        foreach (var verb in (string[])["Create", "Replace"])
        {
            Read<ArticleRequest>($"{verb}Article", request => new ArticleRequestRules().Validate(request).IsValid);
            Read<ProcedureRequest>($"{verb}Procedure", request => new ProcedureRequestRules().Validate(request).IsValid);
        }

        Read<RollBackRequest>("RollBackArticle", request => new RollBackRequestRules().Validate(request).IsValid);
        Read<RollBackRequest>("RollBackProcedure", request => new RollBackRequestRules().Validate(request).IsValid);
        Read<SettingsBody>("ReplaceSettings", request => new SettingsBodyRules().Validate(request).IsValid);
        Read<SettingsRollBackRequest>("RollBackSettings", request => new SettingsRollBackRequestRules().Validate(request).IsValid);
        Read<ApprovalRequest>("GiveApproval", request => new ApprovalRequestRules().Validate(request).IsValid);
        Read<SinkRequest>("AddSink", request => new SinkRequestRules().Validate(request).IsValid);
        Read<AlertRuleRequest>("SetAlertRule", request => new AlertRuleRequestRules().Validate(request).IsValid);
        Read<RetentionRequest>("SetRetention", request => new RetentionRequestRules().Validate(request).IsValid);
        Read<InviteRequest>("InviteMember", request => new InviteRequestRules().Validate(request).IsValid);
        Raum.Zendesk.WebhookBody.Parse(System.Text.Encoding.UTF8.GetBytes(Examples.Requests["ReceiveZendeskWebhook"]))
            .Value.TicketId.ShouldNotBeNull();
    }

    [Fact]
    public void Every_example_of_an_answer_has_the_form_of_one()
    {
        Answer<WebhookReceipt>("ReceiveZendeskWebhook");
        Answer<JobAccepted>("SubmitJob");
        Answer<JobView>("GetJob");
        Answer<SimulationAccepted>("SimulateTicket");
        Answer<SimulationView>("GetSimulation");
        Answer<JobView>("ApproveJob");
        Answer<JobView>("RejectJob");
        Answer<QuotasView>("GetQuotas");
        Answer<DeadLettersView>("ListDeadLetters");
        Answer<JobAccepted>("ReplayDeadLetter");
        Answer<AuditPageView>("ListAudit");
        Answer<EntryProofView>("GetAuditEntryProof");
        Answer<ConsistencyView>("GetAuditConsistency");
        Answer<LogKeysView>("GetLogKeys");
        Answer<RedactResponse>("RedactText");
        Answer<SignInView>("SignInWithPassword");
        Answer<SignInView>("SignInWithSecondFactor");
        Answer<DoneView>("BeginMagicLink");
        Answer<SignInView>("SignInWithMagicLink");
        Answer<SignInView>("AcceptInvitation");
        Answer<SessionView>("GetSession");
        Answer<SessionView>("ConfirmSession");
        Answer<DoneView>("EndOwnSession");
        Answer<SessionView>("BeginImpersonation");
        Answer<SessionView>("ReturnToOwnSession");
        Answer<ZendeskSignInView>("SignInFromZendesk");
        Answer<SupportAccessView>("OpenSupportAccess");
        Answer<SupportAccessesView>("ListSupportAccess");
        Answer<SessionView>("VisitForSupport");
        Answer<SessionsView>("ListSessions");
        Answer<SessionView>("ChangePassword");
        Answer<TotpView>("BeginTotp");
        Answer<RecoveryCodesView>("FinishTotp");
        Answer<PasskeyChallengeView>("BeginPasskeySignIn");
        Answer<PasskeyChallengeView>("BeginPasskey");
        Answer<PasskeysView>("ListPasskeys");
        Answer<NewApiKeyView>("CreateApiKey");
        Answer<NewApiKeyView>("RollApiKey");
        Answer<ApiKeysView>("ListApiKeys");
        Answer<SingleSignOnView>("GetSingleSignOn");
        Answer<SingleSignOnBeginView>("BeginSingleSignOn");
        Answer<SignInView>("FinishSingleSignOn");
        Answer<SignInRulesView>("GetSignInRules");
        Answer<TokensView>("BeginTokens");
        Answer<TokensView>("RefreshTokens");
        Answer<TokenKeysView>("GetTokenKeys");
        Answer<SettingsView>("GetSettings");
        Answer<SettingsView>("ReplaceSettings");
        Answer<SettingsView>("RollBackSettings");
        Answer<SettingsVersionsView>("ListSettingsVersions");
        Answer<SettingsDiffView>("CompareSettings");
        Answer<ApprovalsView>("ListApprovals");
        Answer<ApprovalView>("GiveApproval");
        Answer<ApprovalView>("WithdrawApproval");
        Answer<SinksView>("ListSinks");
        Answer<NewSinkView>("AddSink");
        Answer<AlertRulesView>("ListAlertRules");
        Answer<AlertRuleView>("SetAlertRule");
        Answer<RetentionView>("GetRetention");
        Answer<ClassRetentionView>("SetRetention");
        Answer<NewLegalHoldView>("PlaceLegalHold");
        Answer<MembersView>("ListMembers");
        Answer<InvitationView>("InviteMember");
        Answer<InvitationsView>("ListInvitations");
        foreach (var noun in (string[])["Article", "Procedure"])
        {
            Answer<KnowledgePageView>($"List{noun}s");
            Answer<KnowledgeView>($"Create{noun}");
            Answer<KnowledgeView>($"Get{noun}");
            Answer<KnowledgeView>($"Replace{noun}");
            Answer<KnowledgeView>($"RollBack{noun}");
            Answer<KnowledgeVersionsView>($"List{noun}Versions");
            Answer<KnowledgeVersionView>($"Get{noun}Version");
        }
    }

    private JsonSerializerOptions Json => api.Host.Get<IOptions<JsonOptions>>().Value.SerializerOptions;

    private void Read<T>(string name, Func<T, bool> isValid) =>
        isValid(JsonSerializer.Deserialize<T>(Examples.Requests[name], Json)!).ShouldBeTrue(name);

    /// <summary>Read and written again it is the same: no member is unknown, none is missing.</summary>
    private void Answer<T>(string name)
    {
        var example = JsonSerializer.Deserialize<JsonElement>(Examples.Responses[name]);
        var again = JsonSerializer.SerializeToElement(JsonSerializer.Deserialize<T>(Examples.Responses[name], Json), Json);
        JsonElement.DeepEquals(again, example).ShouldBeTrue($"{name}: {again}");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raum.sln")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        return folder.FullName;
    }
}
