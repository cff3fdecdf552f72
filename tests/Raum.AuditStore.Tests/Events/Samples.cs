using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Tests.Events;

/// <summary>One event of every type, every property filled, always the same.</summary>
internal static class Samples
{
    public static readonly OrganizationId Organization = new(Guid.Parse("01939c2a-7000-7000-8000-00000000000a"));
    private static readonly DateTimeOffset At = new(2026, 11, 21, 9, 30, 15, 123, TimeSpan.FromHours(1));
    private static readonly JobId Job = new(Guid.Parse("01939c2a-7000-7000-8000-0000000000b1"));
    private static readonly ApiKeyId Key = new(Guid.Parse("01939c2a-7000-7000-8000-0000000000c1"));
    private static readonly UserId User = new(Guid.Parse("01939c2a-7000-7000-8000-0000000000d3"));
    private static readonly SessionId Session = new(Guid.Parse("01939c2a-7000-7000-8000-0000000000d4"));
    private static readonly AuditOrigin Origin = new(new PersonalText("203.0.113.7"), new PersonalText("curl/8.5 \"quoted\" é"));

    public static IReadOnlyList<AuditEvent> All { get; } =
    [
        OfJob(
            new JobQueued
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Generate,
                Trigger = JobTrigger.Webhook,
                Delivery = DeliveryTarget.PublicReply,
                TicketId = 35436,
            }
        ) with
        {
            Origin = Origin,
        },
        OfJob(
            new JobMasked
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Generate,
                ValuesByType = new Dictionary<string, int> { ["NAME"] = 2, ["EMAIL"] = 1 },
                MaskedPrompt = new PersonalText("Reply to [REDACTED_NAME] <[REDACTED_EMAIL]> über 4711."),
            }
        ),
        OfJob(
            new JobProviderCalled
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Generate,
                Provider = "openai",
                Model = "gpt-5-mini",
                InputTokens = 1200,
                OutputTokens = 340,
                Cost = 0.00198m,
                ElapsedMilliseconds = 2210,
                FinishReason = "stop",
                Placeholders = new PlaceholderCounts(3, 2, 0, 1),
                MaskedAnswer = new PersonalText("Dear [REDACTED_NAME], …"),
            }
        ),
        OfJob(
            new JobHeld
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Resolve,
                Reasons = [HoldReason.Policy, HoldReason.ForeignLink],
            }
        ),
        OfJob(
            new JobDecided
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Resolve,
                Decision = DraftDecision.Edited,
                MaskedEdit = new PersonalText("Hello [REDACTED_NAME]"),
            }
        ),
        OfJob(
            new JobIntended
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Resolve,
                Delivery = DeliveryTarget.PublicReply,
                TicketId = 35436,
                Mark = "raum-6f1c2b",
            }
        ),
        OfJob(
            new JobDelivered
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Resolve,
                Delivery = DeliveryTarget.PublicReply,
                EffectId = "991827",
            }
        ),
        OfJob(
            new JobUncertain
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Translate,
                Delivery = DeliveryTarget.Callback,
                Result = AuditResult.Failure,
                Failure = FailureCode.DeliveryUncertain,
            }
        ),
        OfJob(
            new JobFailed
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Grammar,
                Step = Step.Call,
                Result = AuditResult.Failure,
                Failure = FailureCode.ProviderOverloaded,
            }
        ),
        OfJob(
            new JobRetried
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Grammar,
                DelayMilliseconds = 4000,
                Result = AuditResult.Failure,
                Failure = FailureCode.ProviderOverloaded,
            }
        ),
        OfJob(
            new JobBuried
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Job = Job,
                Operation = AiOperation.Summarize,
                Step = Step.Deliver,
                HandedBack = true,
                Result = AuditResult.Failure,
                Failure = FailureCode.ZendeskTicketClosed,
            }
        ),
        Plain(
            new ClosureChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Closed = true,
                DestroyAfter = At.AddDays(30),
            }
        ),
        Plain(
            new OrganizationCreated
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Name = new PersonalText("Müller & Söhne"),
                Region = "eu",
            }
        ),
        Plain(
            new SettingChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Setting = "approval.resolve",
                OldValue = new PersonalText("true"),
                NewValue = new PersonalText("false"),
                Version = 7,
            }
        ),
        Plain(
            new ApiKeyCreated
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Key = Key,
                Name = new PersonalText("Jane's laptop"),
                Scopes = ["jobs:write", "audit:read"],
                ExpiresAt = At.AddDays(90),
            }
        ),
        Plain(
            new ApiKeyRevoked
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Key = Key,
            }
        ),
        Plain(
            new ApiKeyLeftBehind
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Key = Key,
                Maker = User,
            }
        ),
        Plain(
            new AccountRemoved
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                User = User,
            }
        ),
        Plain(
            new CredentialChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Credential = "openai",
                Change = CredentialChange.Rotated,
            }
        ),
        Plain(
            new KillSwitchChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Stopped = true,
            }
        ),
        Plain(
            new KeyRotationChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Use = "credential",
                Change = KeyRotationChange.Finished,
                Version = 3,
                Resealed = 100_000,
                Unreadable = 2,
            }
        ),
        Plain(
            new RequestServed
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Method = "GET",
                Route = "/v1/jobs/{id}",
                Status = 403,
                ElapsedMilliseconds = 4,
                Result = AuditResult.Denied,
                Failure = FailureCode.Forbidden,
            }
        ) with
        {
            Origin = Origin,
        },
        Plain(
            new SinkChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("sinks"),
                Correlation = default,
                Kind = "Syslog",
                Change = SinkChange.Dead,
            }
        ) with
        {
            Target = new AuditTarget("sink", "01939c2a-7000-7000-8000-0000000000d2"),
        },
        Plain(
            new ApprovalChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Use = "Zendesk",
                Change = ApprovalChange.Given,
                TextVersion = 1,
                Subject = new PersonalText("acme"),
                Text = new PersonalText("Raum may read tickets of this Zendesk account."),
            }
        ) with
        {
            Target = new AuditTarget("approval", "01939c2a-7000-7000-8000-0000000000d5"),
        },
        Plain(
            new AlertRaised
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("alerts"),
                Correlation = default,
                Rule = "provider-failures",
                Count = 12,
                Threshold = 10,
                WindowSeconds = 300,
            }
        ) with
        {
            Target = new AuditTarget("alert", "provider-failures"),
        },
        Plain(
            new ContentSearched
            {
                Id = Guid.Empty,
                At = At,
                Actor = new AuditActor(AuditActorKind.User, "user-17", Authenticated: true),
                Correlation = default,
                From = At.AddDays(-7),
                Until = At,
                After = -1,
                Phrase = "01a3f0b4c5d6e7f8",
            }
        ),
        Plain(
            new LogTruncated
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("retention"),
                Correlation = default,
                First = 4711,
                Was = 100,
            }
        ),
        Plain(
            new RequestsRefused
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("api"),
                Correlation = default,
                Result = AuditResult.Failure,
                Failure = FailureCode.AuditUnavailable,
                From = At.AddMinutes(-3),
                Until = At.AddSeconds(-1),
                Count = 412,
            }
        ),
        Plain(
            new DenialsCounted
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("api"),
                Correlation = default,
                Result = AuditResult.Denied,
                From = At.AddMinutes(-1),
                BySource = new Dictionary<string, long> { ["01a3f0b4c5d6e7f8"] = 17 },
                Others = 3,
            }
        ),
        Plain(
            new LogReconciled
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("reconciler"),
                Correlation = default,
                Result = AuditResult.Failure,
                From = At.AddDays(-1),
                Until = At,
                Compared = 412,
                Discrepancies = new Dictionary<string, long> { ["intent-without-outcome"] = 1 },
                Jobs = [Guid.Parse("01939c2a-7000-7000-8000-0000000000b1")],
            }
        ),
        Plain(
            new PrivacyRequestChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("privacy"),
                Correlation = default,
                Reference = "DSR-17",
                Change = PrivacyRequestChange.Held,
                DueAt = At.AddDays(30),
                Holds = 1,
                Entries = 12,
            }
        ) with
        {
            Target = new AuditTarget("privacy-request", "01939c2a-7000-7000-8000-0000000000d1"),
            Origin = Origin,
        },
        Plain(
            new SignedIn
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                User = User,
                Session = Session,
                Methods = ["password", "totp"],
            }
        ),
        Plain(
            new SignInFailed
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                User = User,
                Method = "password",
                Fault = SignInFault.Locked,
                Result = AuditResult.Denied,
            }
        ),
        Plain(
            new SessionEnded
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                User = User,
                Session = Session,
                Reason = SessionEnd.Revoked,
            }
        ),
        Plain(
            new SignInMethodChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                User = User,
                Method = "passkey",
                Change = CredentialChange.Removed,
            }
        ),
        Plain(
            new MembershipChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                User = User,
                OldRole = "agent",
                NewRole = "admin",
                Source = "member",
            }
        ),
        Plain(
            new KeyringMoved
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                From = "local.v1",
                To = "kms.v1",
                Keys = 4,
            }
        ),
        Plain(
            new CustomerKeyChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Key = "arn:aws:kms:eu-central-1:111122223333:key/0f1e2d3c-0000-4000-8000-000000000001",
                Role = "arn:aws:iam::111122223333:role/raum",
                Change = CustomerKeyChange.InForce,
                OtherRegionAccepted = true,
            }
        ),
        Plain(
            new KnowledgeChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Kind = "article",
                Change = KnowledgeChangeKind.RolledBack,
                Version = 7,
                From = 5,
                Fields = ["title", "body"],
            }
        ),
        Plain(
            new SupportAccessChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.Staff(new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000d3"))),
                Correlation = default,
                Access = Session.Value,
                Change = SupportAccessChange.Entered,
                Staff = new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000d3")),
                Session = Session,
                Reason = new PersonalText("REDACTED gets no answers"),
                Until = At.AddHours(4),
            }
        ),
        Plain(
            new ImpersonationBegan
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.User(new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000d2"))),
                Correlation = default,
                User = new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000d1")),
                Session = Session,
                Reason = new PersonalText("REDACTED cannot see her drafts"),
                Until = At.AddMinutes(30),
            }
        ),
        Plain(
            new InvitationChanged
            {
                Id = Guid.Empty,
                At = At,
                Actor = Agent,
                Correlation = default,
                Invitation = Session.Value,
                Role = "agent",
                Change = InvitationChange.Withdrawn,
            }
        ),
        Plain(
            new BodiesRemoved
            {
                Id = Guid.Empty,
                At = At,
                Actor = AuditActor.System("retention"),
                Correlation = default,
                Reason = RemovalReason.Retention,
                RetentionClass = "AiOperation",
                Month = "2026-08",
                Entries = 412,
            }
        ) with
        {
            Target = new AuditTarget("receipt", "01939c2a-7000-7000-8000-0000000000c1"),
        },
    ];

    private static AuditActor Agent =>
        new(
            AuditActorKind.User,
            "01939c2a-7000-7000-8000-0000000000d1",
            Authenticated: true,
            Impersonator: "01939c2a-7000-7000-8000-0000000000d2"
        );

    private static AuditEvent OfJob(JobEvent sample) => Plain(sample with { Attempt = 2 }) with { Target = AuditTarget.Job(Job) };

    private static AuditEvent Plain(AuditEvent sample) =>
        sample with
        {
            Id = Guid.Parse("01939c2a-7000-7000-8000-0000000000e1"),
            Correlation = new CorrelationId(Guid.Parse("01939c2a-7000-7000-8000-0000000000f1")),
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        };
}
