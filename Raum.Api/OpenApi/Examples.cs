namespace Raum.Api.OpenApi;

/// <summary>Examples of bodies, by the names of the endpoints. A test reads each with the API's own types.</summary>
internal static class Examples
{
    private const string Job = "01980000-0000-7000-8000-000000000001";
    private const string Links = $$"""
        {"self":"/v1/jobs/{{Job}}","events":"/v1/jobs/{{Job}}/events","approve":"/v1/jobs/{{Job}}/approve","reject":"/v1/jobs/{{Job}}/reject"}
        """;

    private const string Checkpoint = """
        raum.example/tenant-1
        8
        XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

        — raum.example/tenant-1 tYYoB19q+/ebiR3rLsqV9ZlQg7WRzQVBpdWefYHmSce5E+op6h7qNI1mwOqY/WlcBGEUEQ9xze5gkEcFDkRPJrEy7AM=

        """;

    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>(
        PeopleExamples
            .Requests.Concat(KnowledgeExamples.Requests)
            .Concat(SettingsExamples.Requests)
            .Concat(CredentialExamples.Requests)
            .Concat(SimulationExamples.Requests)
    )
    {
        ["ReceiveZendeskWebhook"] = """{"ticket_id":"35436"}""",
        ["SubmitJob"] = """
            {"operation":"rewrite","text":"Hello Jane Doe, your order 4711 is on its way.","people":[{"name":"Jane Doe","email":"jane.doe@example.com","role":"requester"}],"options":{"tone":"friendly"},"target":"result"}
            """,
        ["ApproveJob"] = """{"text":"Hello Jane, your order is on its way."}""",
        ["RedactText"] = """
            {"text":"Jane Doe wrote from jane.doe@example.com.","people":[{"name":"Jane Doe","role":"requester"}],"settings":{"patterns":[{"name":"contract","type":"ID","pattern":"AC-[0-9]{6}"}]}}
            """,
        ["SearchAuditContent"] = """
            {"text":"order 4711","from":"2026-11-14T00:00:00+00:00","until":"2026-11-21T00:00:00+00:00"}
            """,
        ["ReceivePrivacyRequest"] = """{"reference":"DSR-2026-17","emails":["jane.doe@example.com"],"zendeskUserIds":[9001]}""",
    };

    private const string PrivacyRequest =
        """{"id":"01980000-0000-7000-8000-000000000005","reference":"DSR-2026-17","state":"received","receivedAt":"2026-11-21T08:00:00+00:00","dueAt":"2026-12-21T08:00:00+00:00","holds":[],"links":{"self":"/v1/privacy-requests/01980000-0000-7000-8000-000000000005"} }""";

    public static readonly IReadOnlyDictionary<string, string> Responses = new Dictionary<string, string>(
        PeopleExamples
            .Responses.Concat(KnowledgeExamples.Responses)
            .Concat(SettingsExamples.Responses)
            .Concat(CredentialExamples.Responses)
            .Concat(SimulationExamples.Responses)
    )
    {
        ["ReceiveZendeskWebhook"] = $$"""{"state":"queued","jobId":"{{Job}}"}""",
        ["SubmitJob"] = $$"""{"id":"{{Job}}","state":"queued","links":{{Links}}}""",
        ["GetJob"] = $$"""
            {"id":"{{Job}}","operation":"generate","state":"waitingForApproval","attempts":1,"acceptedAt":"2026-11-21T08:00:00+00:00","changedAt":"2026-11-21T08:00:04+00:00","links":{{Links}}}
            """,
        ["FollowJob"] = """
            id: 1763712000000-0
            event: text
            data: {"text":"Hello Jane, "}

            """,
        ["ApproveJob"] = $$"""
            {"id":"{{Job}}","operation":"generate","state":"queued","attempts":1,"acceptedAt":"2026-11-21T08:00:00+00:00","changedAt":"2026-11-21T08:05:00+00:00","links":{{Links}}}
            """,
        ["RejectJob"] = $$"""
            {"id":"{{Job}}","operation":"generate","state":"rejected","attempts":1,"acceptedAt":"2026-11-21T08:00:00+00:00","changedAt":"2026-11-21T08:05:00+00:00","links":{{Links}}}
            """,
        ["GetQuotas"] = """
            {"quotas":[{"name":"jobs-per-day","limit":1000,"used":412,"resetsAt":"2026-11-22T00:00:00+00:00"},{"name":"key-spend-per-month","limit":50.00,"used":12.3456,"resetsAt":"2026-12-01T00:00:00+00:00","key":"01980000-0000-7000-8000-000000000006"}],"today":{"jobs":412,"spend":1.2345},"month":{"jobs":8211,"spend":24.9}}
            """,
        ["ListDeadLetters"] = $$"""
            {"letters":[{"id":"1763712000000-0","failure":"provider-key-rejected","attempts":1,"buriedAt":"2026-11-21T08:00:04+00:00","jobId":"{{Job}}","operation":"generate","ticketId":35436}]}
            """,
        ["ReplayDeadLetter"] = $$"""{"id":"{{Job}}","state":"queued","links":{{Links}}}""",
        ["ListAudit"] = $$"""
            {"entries":[{"revision":41,"id":"01980000-0000-7000-8000-000000000002","at":"2026-11-21T08:00:04+00:00","recordedAt":"2026-11-21T08:00:04+00:00","type":"job-masked.v1","class":"aiOperation","actor":{"kind":"webhook","id":"zendesk","authenticated":true},"result":"success","correlationId":"01980000-0000-7000-8000-000000000003","details":{"valuesByType":{"NAME":2,"EMAIL":1} },"operation":"generate","target":{"kind":"job","id":"{{Job}}"} }],"next":"AAAAAAAAAAAAAAAAAAAAAA"}
            """,
        ["GetAuditCheckpoint"] = Checkpoint,
        ["GetAuditEntryProof"] = """
            {"revision":41,"header":{"actor":{"authenticated":true,"id":"worker","kind":"System"},"at":"2026-11-21T08:00:04.0000000Z","class":"AiOperation","correlation":"01980000-0000-7000-8000-000000000001","id":"01980000-0000-7000-8000-000000000002","organization":"01980000-0000-7000-8000-000000000003","result":"Success","type":"job-masked.v1","version":1},"bodyHash":"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=","salt":"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=","proof":"c2sp.org/tlog-proof@v1\nextra …\nindex 41\n…\n\nraum.example/log/…\n"}
            """,
        ["GetAuditConsistency"] = """
            {"first":3,"checkpoint":"raum.example/log/…\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— raum.example/log/… …\n","path":["ApjRIpBtz8EIksuVOnOZL8W1ScPqTJutsnt5G0Enp/4="]}
            """,
        ["ExportAudit"] = """
            {"kind":"raum-audit-export","version":1,"first":0,"peaks":[],"checkpoint":"raum.example/log/…\n1\n…"}
            {"index":0,"leaf":"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=","header":{},"bodyHash":"…","salt":"…"}
            {"kind":"raum-audit-export-end","entries":1}
            """,
        ["GetLogKeys"] = """
            {"keys":[{"key":"raum.example/tenant-1+b5862807+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs","since":"2026-11-21T08:00:00+00:00"}]}
            """,
        ["SearchAuditContent"] = $$"""
            {"hits":[{"revision":12,"id":"01980000-0000-7000-8000-00000000000e","at":"2026-11-20T08:00:00+00:00","type":"job-masked.v1","excerpt":"Dear [REDACTED_NAME], your order 4711 is on its way.","target":{"kind":"job","id":"{{Job}}"} }],"opened":412}
            """,
        ["ReceivePrivacyRequest"] = PrivacyRequest,
        ["GetPrivacyRequest"] = PrivacyRequest,
        ["ListPrivacyRequests"] = $$"""{"requests":[{{PrivacyRequest}}]}""",
        ["RedactText"] = """
            {"text":"[REDACTED_NAME] wrote from [REDACTED_EMAIL].","spans":[{"start":0,"end":8,"type":"NAME","placeholder":"[REDACTED_NAME]","detector":"known-people","score":1,"reason":"full-name"},{"start":20,"end":40,"type":"EMAIL","placeholder":"[REDACTED_EMAIL]","detector":"email","score":1,"reason":"address"}]}
            """,
    };

    /// <summary>By status.</summary>
    public static readonly IReadOnlyDictionary<string, string> Problems = new Dictionary<string, string>
    {
        ["400"] = Problem("invalid-request", "The request cannot be read as it is", 400),
        ["401"] = Problem("unauthorized", "Who is asking could not be verified", 401),
        ["403"] = Problem("forbidden", "This caller may not do that", 403),
        ["404"] = Problem("not-found", "There is no such thing here", 404),
        ["409"] = Problem("already-decided", "The draft was decided already", 409),
        ["410"] = Problem("text-gone", "The job's text is gone", 410),
        ["412"] = Problem("precondition-failed", "It was changed meanwhile", 412),
        ["413"] = Problem("too-large", "The body is too large", 413),
        ["415"] = Problem("unsupported-media-type", "The body has an unsupported content type", 415),
        ["421"] =
            $$"""{"type":"https://raum.dev/problems/wrong-region","title":"Another region serves this organization","status":421,"detail":"This organization is served in region eu. Send the request there.","correlationId":"{{Job}}","region":"eu","address":"https://eu.raum.example.com"}""",
        ["422"] = Problem("idempotency-key-reused", "The Idempotency-Key stands for another request", 422),
        ["428"] = Problem("precondition-required", "Say which version you have seen", 428),
        ["429"] = Problem("rate-limited", "Too many requests", 429),
        ["503"] = Problem("queue-unavailable", "The queue does not answer; nothing was accepted", 503),
    };

    private static string Problem(string type, string title, int status) =>
        $$"""{"type":"https://raum.dev/problems/{{type}}","title":"{{title}}","status":{{status}},"correlationId":"{{Job}}"}""";
}
