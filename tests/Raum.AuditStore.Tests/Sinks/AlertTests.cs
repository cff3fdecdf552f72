using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Alerts;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>AUD-7: suspicious patterns are told once a window, recorded and delivered.</summary>
public sealed class AlertTests(PostgresServer postgres) : SinkFixture(postgres)
{
    [Fact]
    public async Task Provider_failures_are_told_at_the_threshold_once_and_reach_webhook_and_Slack()
    {
        await using var webhook = await HttpReceiver.StartAsync(Secret);
        await using var slack = await HttpReceiver.StartAsync(Secret);
        await AddAsync(SinkKind.AlertWebhook, webhook.Url);
        await AddAsync(SinkKind.AlertSlack, slack.Url);
        await RecordAllAsync(9, _ => Failed());
        (await LookAsync()).ShouldBeEmpty();

        await RecordAllAsync(1, _ => Failed());
        (await LookAsync()).ShouldBe(["provider-failures"]);
        (await LookAsync()).ShouldBeEmpty();
        (await NewWorker().GetRequiredService<AlertWatch>().LookAsync(Acme, Token)).Value.ShouldBeEmpty();
        await Pusher.RunOnceAsync(Token);
        await Pusher.RunOnceAsync(Token);

        var alert = (await ReadAllAsync(Log, Acme)).Select(recorded => recorded.Event).OfType<AlertRaised>().ShouldHaveSingleItem();
        (alert.Rule, alert.Count, alert.Threshold).ShouldBe(("provider-failures", 10, 10));
        var post = webhook.Received.ShouldHaveSingleItem();
        post.Signed.ShouldBeTrue();
        post.Body.ShouldContain("\"rule\":\"provider-failures\"");
        slack.Received.ShouldHaveSingleItem().Body.ShouldStartWith("{\"text\":\"Raum alert provider-failures: 10 within 5 minutes");
    }

    public static TheoryData<string> CountingRules =>
        [.. AlertRule.All.Select(rule => rule.Name).Except(["new-admin-network", "log-not-signed", "log-damaged", "credential-due"])];

    [Theory]
    [MemberData(nameof(CountingRules))]
    public async Task Every_rule_that_counts_entries_is_silent_below_its_threshold_and_told_at_it(string name)
    {
        var rule = AlertRule.All.Single(known => known.Name == name);
        await RecordAllAsync(rule.Threshold - 1, _ => Matching(name));
        await RecordAllAsync(1, _ => Innocent());
        (await LookAsync()).ShouldBeEmpty();

        await RecordAllAsync(1, _ => Matching(name));
        (await LookAsync()).ShouldBe([name]);

        // Once a window; afterwards what is old counts no more.
        (await LookAsync()).ShouldBeEmpty();
        Clock.Advance(rule.Window + TimeSpan.FromSeconds(1));
        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tree_that_the_signer_refuses_is_told_after_ten_minutes()
    {
        await RecordAllAsync(5, _ => Innocent());
        (await LookAsync()).ShouldBeEmpty();
        await TamperAsync("update audit.tile set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) where level = 0 and start = 0");
        await RecordAllAsync(3, _ => Innocent());
        (await Should.ThrowAsync<AuditReadException>(() => Projector.CatchUpAsync(Acme, Token))).Code.ShouldBe(FailureCode.SealBroken);
        Clock.Advance(TimeSpan.FromMinutes(9));
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromMinutes(2));
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBe(["log-not-signed"]);
    }

    [Theory]
    [InlineData("update audit.event set body = set_byte(body, 40, get_byte(body, 40) # 1) where revision = 2")]
    [InlineData("update audit.event set body_hash = sha256(body), body = '' where revision = 2")]
    [InlineData("delete from audit.body_key where event_id = (select event_id from audit.event where revision = 2)")]
    public async Task A_body_that_was_changed_or_destroyed_is_told_and_stops_neither_read_models_nor_proofs(string sql)
    {
        await RecordAllAsync(1, _ => Innocent());
        foreach (var part in Enumerable.Range(0, 1_200).Chunk(240))
        {
            (await Log.AppendAsync(Acme, [.. part.Select(_ => Innocent())], Token)).Succeeded.ShouldBeTrue();
        }

        await TamperAsync(sql);

        await Projector.CatchUpAsync(Acme, Token);

        (await CheckpointAsync(Acme)).Size.ShouldBe(1_201);
        (await CountAsync("projection.audit_entry")).ShouldBe(1_200);
        (await LookAsync()).ShouldBe(["log-damaged"]);
        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_key_that_is_due_within_two_weeks_is_told_once_a_day_until_it_is_replaced()
    {
        await ExecuteAsync(
            Database.Superuser,
            """
            insert into organizations.provider_credential (organization_id, credential_id, provider, model, region, priority, created_at, rotate_by)
            values ($1, $1, 'openai', 'gpt', 'eu', 1, $2, $3)
            """,
            Acme.Value,
            Clock.GetUtcNow(),
            Clock.GetUtcNow() + TimeSpan.FromDays(15)
        );
        (await LookAsync()).ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromDays(1.1));
        (await LookAsync()).ShouldBe(["credential-due"]);
        (await LookAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromDays(1.1));
        (await LookAsync()).ShouldBe(["credential-due"]);

        await ExecuteAsync(
            Database.Superuser,
            "update organizations.provider_credential set retire_at = now() where organization_id = $1",
            Acme.Value
        );
        Clock.Advance(TimeSpan.FromDays(1.1));
        (await LookAsync()).ShouldBeEmpty();
    }

    private AuditEvent Innocent() =>
        Of(
            new RequestServed
            {
                Id = default,
                At = default,
                Actor = AuditActor.System("api"),
                Correlation = default,
                Method = "GET",
                Route = "/v1/jobs/{id}",
                Status = 200,
            }
        );

    private AuditEvent Matching(string rule) =>
        rule switch
        {
            "failed-sign-ins" => Of(
                new SignInFailed
                {
                    Id = default,
                    At = default,
                    Actor = Admin,
                    Correlation = default,
                    User = new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000c1")),
                    Method = "password",
                    Fault = SignInFault.WrongSecret,
                    Result = AuditResult.Denied,
                }
            ),
            "denied-requests" => (RequestServed)Innocent() with { Status = 403, Result = AuditResult.Denied },
            "mass-export" => (RequestServed)Innocent() with { Route = "/v1/audit/export" },
            "retention-touched" => Of(
                new SettingChanged
                {
                    Id = default,
                    At = default,
                    Actor = Admin,
                    Correlation = default,
                    Setting = "audit-hold",
                    NewValue = new PersonalText("placed"),
                }
            ),
            "provider-failures" => Failed(),
            "masking-misses" => OfJob(
                new JobFailed
                {
                    Id = default,
                    At = default,
                    Actor = Admin,
                    Correlation = default,
                    Job = default,
                    Operation = AiOperation.Generate,
                    Step = Step.Call,
                    Result = AuditResult.Failure,
                    Failure = FailureCode.LeakStopped,
                }
            ),
            "dead-letters" => OfJob(
                new JobBuried
                {
                    Id = default,
                    At = default,
                    Actor = Admin,
                    Correlation = default,
                    Job = default,
                    Operation = AiOperation.Generate,
                    Step = Step.Deliver,
                    Result = AuditResult.Failure,
                    Failure = FailureCode.Crashed,
                }
            ),
            "keys-left-behind" => Of(
                new ApiKeyLeftBehind
                {
                    Id = default,
                    At = default,
                    Actor = Admin,
                    Correlation = default,
                    Key = new ApiKeyId(Guid.Parse("01939c2a-7000-7000-8000-0000000000c2")),
                    Maker = new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000c1")),
                }
            ),
            "dead-sinks" => Of(
                new SinkChanged
                {
                    Id = default,
                    At = default,
                    Actor = AuditActor.System("sinks"),
                    Correlation = default,
                    Kind = "Syslog",
                    Change = SinkChange.Dead,
                }
            ),
            "log-contradicted" => Of(
                new SinkChanged
                {
                    Id = default,
                    At = default,
                    Actor = AuditActor.System("sinks"),
                    Correlation = default,
                    Kind = "CheckpointFile",
                    Change = SinkChange.Contradicted,
                }
            ),
            "log-discrepancy" => Of(
                new LogReconciled
                {
                    Id = default,
                    At = default,
                    Actor = AuditActor.System("reconciler"),
                    Correlation = default,
                    Result = AuditResult.Failure,
                    From = Clock.GetUtcNow().AddDays(-1),
                    Until = Clock.GetUtcNow(),
                    Compared = 8,
                    Discrepancies = new Dictionary<string, long> { ["intent-without-outcome"] = 1 },
                    Jobs = [],
                }
            ),
            _ => throw new InvalidOperationException($"{rule} has no test."),
        };

    private AuditEvent OfJob(JobEvent job) => Of(job with { Job = new JobId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())) });

    [Fact]
    public async Task An_organization_decides_its_threshold_and_silences_a_rule_for_a_while()
    {
        var settings = Worker.GetRequiredService<AlertSettings>();
        (await settings.SetAsync(Acme, "provider-failures", 2, Clock.GetUtcNow().AddMinutes(1), null, Admin, Token)).Failure.ShouldBeNull();
        await RecordAllAsync(2, _ => Failed());
        (await LookAsync()).ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromMinutes(2));
        (await LookAsync()).ShouldBe(["provider-failures"]);
        (await settings.SetAsync(Acme, "unknown", 2, null, null, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await settings.SetAsync(Acme, "dead-letters", 0, null, null, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public async Task A_leak_a_purge_and_a_new_network_are_told_at_once()
    {
        await RecordAllAsync(1, _ => AdminFrom("198.51.100.1", Clock.GetUtcNow().AddDays(-2)));
        await RecordAllAsync(1, _ => AdminFrom("198.51.100.1", Clock.GetUtcNow()));
        (await LookAsync()).ShouldBeEmpty();

        await RecordAllAsync(1, _ => AdminFrom("203.0.113.99", Clock.GetUtcNow()));
        await RecordAllAsync(
            1,
            _ =>
                Of(
                    new JobFailed
                    {
                        Id = default,
                        At = default,
                        Actor = Admin,
                        Correlation = default,
                        Job = default,
                        Operation = AiOperation.Generate,
                        Step = Step.Call,
                        Result = AuditResult.Failure,
                        Failure = FailureCode.LeakStopped,
                    }
                )
        );
        await RecordAllAsync(
            1,
            _ =>
                Of(
                    new BodiesRemoved
                    {
                        Id = default,
                        At = default,
                        Actor = Admin,
                        Correlation = default,
                        Reason = RemovalReason.Erasure,
                        Entries = 3,
                    }
                )
        );

        (await LookAsync()).ShouldBe(["new-admin-network", "retention-touched", "masking-misses"]);
    }

    [Fact]
    public async Task Another_organizations_events_are_not_counted_and_only_active_organizations_are_looked_at()
    {
        await RecordAllAsync(12, _ => Failed());

        await Projector.CatchUpAsync(Acme, Token);
        (await Alerts.LookAsync(Globex, Token)).Value.ShouldBeEmpty();
        (await Alerts.OrganizationsAsync(Token)).Value.ShouldBe([Acme]);
    }

    private async Task<IReadOnlyList<string>> LookAsync()
    {
        await Projector.CatchUpAsync(Acme, Token);
        var told = (await Alerts.LookAsync(Acme, Token)).Value;
        await Projector.CatchUpAsync(Acme, Token);
        return told;
    }

    private async Task RecordAllAsync(int count, Func<int, AuditEvent> make)
    {
        if (count > 0)
        {
            (await Log.AppendAsync(Acme, [.. Enumerable.Range(0, count).Select(make)], Token)).Failure.ShouldBeNull();
        }
    }

    private AuditEvent Failed() =>
        Of(
            new JobProviderCalled
            {
                Id = default,
                At = default,
                Actor = Admin,
                Correlation = default,
                Job = default,
                Operation = AiOperation.Generate,
                Provider = "openai",
                Model = "gpt-5-mini",
                Result = AuditResult.Failure,
                Failure = FailureCode.ProviderOverloaded,
            }
        );

    private AuditEvent AdminFrom(string ip, DateTimeOffset at) =>
        Of(
            new KillSwitchChanged
            {
                Id = default,
                At = default,
                Actor = Admin,
                Correlation = default,
                Stopped = false,
            }
        ) with
        {
            At = at,
            Origin = new AuditOrigin(new PersonalText(ip), null),
        };

    private AuditEvent Of(AuditEvent auditEvent) =>
        auditEvent with
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = Clock.GetUtcNow(),
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
        };
}
