namespace Raum.Api.OpenApi;

/// <summary>Examples of the bodies of simulations, by the names of the endpoints.</summary>
internal static class SimulationExamples
{
    private const string Id = "01980000-0000-7000-8000-00000000000d";
    private const string Links = $$"""{"self":"/v1/simulations/{{Id}}"}""";

    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["SimulateTicket"] = """
            {"operation":"generate","ticket":{"subject":"Where is order 4711?","messages":[{"text":"Hello, this is Jane Doe. My order has not come.","from":"customer"}],"people":[{"name":"Jane Doe","email":"jane.doe@example.com","role":"requester"}],"tags":["delivery"]},"target":"publicReply","trial":{"procedures":[{"text":{"title":"Never promise a date","body":"Name the carrier's estimate and say that it is one."}}]}}
            """,
    };

    public static readonly IReadOnlyDictionary<string, string> Responses = new Dictionary<string, string>
    {
        ["SimulateTicket"] = $$"""{"id":"{{Id}}","state":"queued","links":{{Links}}}""",
        ["GetSimulation"] = $$"""
            {"id":"{{Id}}","operation":"generate","state":"done","attempts":1,"acceptedAt":"2026-11-21T08:00:00+00:00","changedAt":"2026-11-21T08:00:04+00:00","links":{{Links}},"result":{"target":"publicReply","prompt":{"system":"You write replies for a customer support team. …","user":"<ticket>\nSubject: Where is order 4711?\n…\n</ticket>"},"rawAnswer":"Hello [REDACTED_NAME], your order is on its way.","answer":"Hello Jane Doe, your order is on its way.","wouldWait":true,"reasons":["policy"],"valuesByType":{"NAME":1},"placeholders":{"issued":1,"used":1,"unknown":0,"mangled":0,"withheld":0},"provider":"OpenAi","model":"gpt-5-mini","inputTokens":412,"outputTokens":38,"stopReason":"normal","knowledge":[{"kind":"procedure","id":"{{Id}}","version":0}],"proceduresLeftOut":0,"attachments":{},"calls":[{"provider":"OpenAi","model":"gpt-5-mini","inputTokens":412,"outputTokens":38,"cost":0.000179}],"cost":0.000179} }
            """,
    };
}
