namespace Raum.Api.OpenApi;

/// <summary>Examples of the bodies of the routes for settings, approvals, sinks, alerts and retention, by the names of the endpoints.</summary>
internal static class SettingsExamples
{
    private const string Id = "01980000-0000-7000-8000-00000000000a";
    private const string Done = """{"done":true}""";

    private const string Body = """
        {"killSwitch":false,"approvalLifted":[],"webhookOperation":"generate","webhookTarget":"publicReply","unsupportedLanguage":"refuse","allowedLinkHosts":["help.example.com"],"allowedOrigins":["https://shop.example.com"],"allowedWords":["Acme Saw"],"visibleTypes":["IP"],"minimumScore":0.6,"patterns":[{"name":"contract","type":"ID","pattern":"AC-[0-9]{6}"}],"callbackUrl":"https://crm.example.com/raum","callbackRegion":"eu"}
        """;

    private const string Settings = $$"""{"version":4,"settings":{{Body}}}""";

    private const string Changes = """[{"setting":"allowedLinkHosts","after":["help.example.com"],"before":[]}]""";

    private const string Words =
        "Raum may read tickets of this Zendesk account and the people they name, and write to tickets what our settings let go.";

    private const string Approval = $$"""
        {"id":"{{Id}}","use":"zendesk","subject":"acme","textVersion":1,"text":"{{Words}}","givenAt":"2026-11-21T08:00:00+00:00","givenBy":"{{Id}}"}
        """;

    private const string Withdrawn = $$"""
        {"id":"{{Id}}","use":"zendesk","subject":"acme","textVersion":1,"text":"{{Words}}","givenAt":"2026-11-21T08:00:00+00:00","givenBy":"{{Id}}","withdrawnAt":"2026-11-22T08:00:00+00:00","withdrawnBy":"{{Id}}"}
        """;

    private const string Rule = """{"rule":"failed-sign-ins","threshold":20,"usual":10,"windowSeconds":300,"version":"20-0"}""";

    private const string Class = """{"class":"aiOperation","days":30,"version":2}""";

    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["ReplaceSettings"] = Body,
        ["RollBackSettings"] = """{"version":3}""",
        ["GiveApproval"] = $$"""{"use":"zendesk","subject":"acme","textVersion":1,"text":"{{Words}}"}""",
        ["AddSink"] =
            """{"kind":"cloudEvents","region":"eu","address":"https://siem.example.com/raum","secret":"a secret of 32 characters or more"}""",
        ["SetAlertRule"] = """{"threshold":20}""",
        ["SetRetention"] = """{"days":30}""",
    };

    public static readonly IReadOnlyDictionary<string, string> Responses = new Dictionary<string, string>
    {
        ["GetSettings"] = Settings,
        ["ReplaceSettings"] = Settings,
        ["RollBackSettings"] = Settings,
        ["ListSettingsVersions"] = $$"""
            {"versions":[{"version":4,"at":"2026-11-21T08:00:00+00:00","by":"{{Id}}","changes":{{Changes}}}]}
            """,
        ["CompareSettings"] = $$"""{"from":3,"to":4,"changes":{{Changes}}}""",
        ["ListApprovals"] = $$"""
            {"approvals":[{{Approval}}],"waiting":[{"use":"auditSink","subject":"{{Id}}"}],"texts":[{"use":"zendesk","version":1,"text":"{{Words}}"}]}
            """,
        ["GiveApproval"] = Approval,
        ["WithdrawApproval"] = Withdrawn,
        ["ListSinks"] = $$"""
            {"sinks":[{"id":"{{Id}}","kind":"cloudEvents","position":4711,"content":false,"failures":0,"region":"eu","approvedAt":"2026-11-21T08:00:00+00:00"}]}
            """,
        ["AddSink"] = $$"""{"id":"{{Id}}"}""",
        ["ReviveSink"] = Done,
        ["RemoveSink"] = Done,
        ["ListAlertRules"] = $$"""{"rules":[{{Rule}}]}""",
        ["SetAlertRule"] = Rule,
        ["GetRetention"] = $$"""
            {"classes":[{{Class}}],"holds":[{"id":"{{Id}}","placedAt":"2026-11-21T08:00:00+00:00"}]}
            """,
        ["SetRetention"] = Class,
        ["PlaceLegalHold"] = $$"""{"id":"{{Id}}"}""",
        ["LiftLegalHold"] = Done,
    };
}
