namespace Raum.Api.OpenApi;

/// <summary>Examples of the bodies of procedures and articles, by the names of the endpoints.</summary>
internal static class KnowledgeExamples
{
    private const string Id = "01980000-0000-7000-8000-00000000000c";
    private const string By = "01980000-0000-7000-8000-00000000000a";

    private const string ArticleBody = """
        {"title":"Refunds","body":"Goods may be sent back within 30 days of their arrival.","language":"en","tags":["refund"],"url":"https://help.acme.example/refunds"}
        """;

    private const string ProcedureBody = """
        {"title":"Never promise a date","body":"Name the carrier's estimate and say that it is one.","operations":["generate","resolve"],"tags":["delivery"]}
        """;

    private const string ArticleHead =
        $$""" "id":"{{Id}}","version":2,"changedAt":"2026-11-21T08:00:00+00:00","changedBy":"{{By}}","title":"Refunds","tags":["refund"],"language":"en","url":"https://help.acme.example/refunds" """;

    private const string Article = $$"""
        { {{ArticleHead}},"body":"Goods may be sent back within 30 days of their arrival."}
        """;

    private const string ProcedureHead =
        $$""" "id":"{{Id}}","version":2,"changedAt":"2026-11-21T08:00:00+00:00","changedBy":"{{By}}","title":"Never promise a date","tags":["delivery"],"operations":["generate","resolve"] """;

    private const string Procedure = $$"""
        { {{ProcedureHead}},"body":"Name the carrier's estimate and say that it is one."}
        """;

    private const string Versions = $$"""
        {"versions":[{"version":2,"at":"2026-11-21T08:00:00+00:00","by":"{{By}}","fields":["title"]},{"version":1,"at":"2026-11-20T08:00:00+00:00","by":"{{By}}","fields":["title","body","tags","operations"]}]}
        """;

    private const string Change = """{"field":"title","before":"Dates","after":"Never promise a date"}""";

    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["CreateArticle"] = ArticleBody,
        ["ReplaceArticle"] = ArticleBody,
        ["RollBackArticle"] = """{"version":1}""",
        ["CreateProcedure"] = ProcedureBody,
        ["ReplaceProcedure"] = ProcedureBody,
        ["RollBackProcedure"] = """{"version":1}""",
    };

    public static readonly IReadOnlyDictionary<string, string> Responses = new Dictionary<string, string>
    {
        ["ListArticles"] = $$"""{"entries":[{ {{ArticleHead}} }],"next":"{{Id}}"}""",
        ["CreateArticle"] = Article,
        ["GetArticle"] = Article,
        ["ReplaceArticle"] = Article,
        ["RollBackArticle"] = Article,
        ["DeleteArticle"] = """{"done":true}""",
        ["DeleteArticleVersion"] = """{"done":true}""",
        ["ListArticleVersions"] = Versions,
        ["GetArticleVersion"] = $$"""
            {"version":2,"at":"2026-11-21T08:00:00+00:00","by":"{{By}}","title":"Refunds","body":"Goods may be sent back within 30 days of their arrival.","tags":[],"changes":[{"field":"language","before":"de","after":"en"}],"language":"en"}
            """,
        ["ListProcedures"] = $$"""{"entries":[{ {{ProcedureHead}} }]}""",
        ["CreateProcedure"] = Procedure,
        ["GetProcedure"] = Procedure,
        ["ReplaceProcedure"] = Procedure,
        ["RollBackProcedure"] = Procedure,
        ["DeleteProcedure"] = """{"done":true}""",
        ["DeleteProcedureVersion"] = """{"done":true}""",
        ["ListProcedureVersions"] = Versions,
        ["GetProcedureVersion"] = $$"""
            {"version":2,"at":"2026-11-21T08:00:00+00:00","by":"{{By}}","title":"Never promise a date","body":"Name the carrier's estimate and say that it is one.","tags":["delivery"],"changes":[{{Change}}],"operations":["generate","resolve"]}
            """,
    };
}
