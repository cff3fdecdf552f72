namespace Raum.Api.OpenApi;

/// <summary>Examples of the bodies of the routes for accounts at providers and the secret of callbacks, by the names of the endpoints.</summary>
internal static class CredentialExamples
{
    private const string Id = "01980000-0000-7000-8000-00000000000a";
    private const string Done = """{"done":true}""";

    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["AddProviderAccount"] =
            """{"provider":"openai","model":"gpt-4.1-mini","region":"eu","key":"the-key-as-the-provider-shows-it","priority":100,"rotateBy":"2030-02-21T00:00:00+00:00"}""",
        ["RotateProviderAccount"] =
            """{"key":"the-next-key-as-the-provider-shows-it","overlapHours":24,"rotateBy":"2030-05-21T00:00:00+00:00"}""",
    };

    public static readonly IReadOnlyDictionary<string, string> Responses = new Dictionary<string, string>
    {
        ["ListProviderAccounts"] = $$"""
            {"accounts":[{"id":"{{Id}}","provider":"openai","model":"gpt-4.1-mini","region":"eu","priority":100,"createdAt":"2026-11-21T08:00:00+00:00","overdue":false,"hint":"a1B2","approvedAt":"2026-11-21T08:05:00+00:00","rotateBy":"2027-02-21T00:00:00+00:00"}]}
            """,
        ["AddProviderAccount"] = $$"""{"id":"{{Id}}"}""",
        ["RotateProviderAccount"] = $$"""{"id":"{{Id}}"}""",
        ["RemoveProviderAccount"] = Done,
        ["GetCallbackSecret"] = """{"changedAt":"2026-11-21T08:00:00+00:00"}""",
        ["RotateCallbackSecret"] = """{"secret":"c2hvd24gb25jZSwgdGhlbiBuZXZlciBhZ2Fpbi4uLi4="}""",
        ["RemoveCallbackSecret"] = Done,
    };
}
