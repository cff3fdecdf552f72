using FluentValidation;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Knowledge;
using Raum.People.Access;

namespace Raum.Api.Features.Knowledge;

/// <summary>Procedures and articles of the organization (FLOW-9): the same routes for both.</summary>
internal static class KnowledgeRoutes
{
    private const string Seen =
        "If-Match carries the ETag that was seen: 412 says that somebody changed it meanwhile, 428 that the header is missing.";

    public static void MapKnowledge(this IEndpointRouteBuilder routes)
    {
        Map(
            routes,
            new Noun(KnowledgeKind.Article, "Article", "articles", "an article of the knowledge base"),
            new ArticleRequestRules(),
            "Those that fit a ticket best enter its prompt, masked like everything else."
        );
        Map(
            routes,
            new Noun(KnowledgeKind.Procedure, "Procedure", "procedures", "a procedure"),
            new ProcedureRequestRules(),
            "Those that apply to a job enter its prompt as instructions, masked like everything else. These words must have been simulated first (409 simulation-required)."
        );
    }

    private static void Map<TRequest>(IEndpointRouteBuilder routes, Noun noun, IValidator<TRequest> rules, string use)
        where TRequest : class, IKnowledgeRequest
    {
        var all = $"/{noun.Path}";
        var one = $"{all}/{{entry}}";
        var handlers = new KnowledgeHandlers(noun.Kind, $"/v1{all}");
        Describe(
                routes.MapGet(all, handlers.ListAsync),
                noun,
                $"List{noun.Name}s",
                $"List {noun.Path}",
                "The newest first, without their bodies. Follow next as cursor until it is absent.",
                Permission.ReadKnowledge
            )
            .ProducesProblemBody(400);
        Describe(
                routes.MapPost(all, handlers.CreateAsync<TRequest>),
                noun,
                $"Create{noun.Name}",
                $"Write {noun.Phrase}",
                $"{use} 409: the organization has as many as it may have.",
                Permission.ManageKnowledge
            )
            .ProducesProblemBody(409, 415)
            .Validated(rules);
        Describe(
                routes.MapGet(one, handlers.FindAsync),
                noun,
                $"Get{noun.Name}",
                $"Get {noun.Phrase}",
                "With the ETag of an earlier answer in If-None-Match, 304 says that it is the same.",
                Permission.ReadKnowledge
            )
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblemBody(404);
        Describe(
                routes.MapPut(one, handlers.ReplaceAsync<TRequest>),
                noun,
                $"Replace{noun.Name}",
                $"Replace {noun.Phrase}",
                $"Makes the next version, in force with the next job. 409: a procedure's words have not been simulated. {Seen}",
                Permission.ManageKnowledge
            )
            .ProducesProblemBody(404, 409, 412, 415, 428)
            .Validated(rules);
        Describe(
                routes.MapDelete(one, handlers.DeleteAsync),
                noun,
                $"Delete{noun.Name}",
                $"Delete {noun.Phrase}",
                $"With all its versions; nothing brings it back. {Seen}",
                Permission.ManageKnowledge
            )
            .ProducesProblemBody(404, 412, 428);
        Describe(
                routes.MapGet($"{one}/versions", handlers.HistoryAsync),
                noun,
                $"List{noun.Name}Versions",
                $"List the versions of {noun.Phrase}",
                "The newest first: when, by whom, and what differs from the one before.",
                Permission.ReadKnowledge
            )
            .ProducesProblemBody(404);
        Describe(
                routes.MapGet($"{one}/versions/{{version}}", handlers.FindVersionAsync),
                noun,
                $"Get{noun.Name}Version",
                $"Get a version of {noun.Phrase}",
                "With each field that differs from the version before it, before and after.",
                Permission.ReadKnowledge
            )
            .ProducesProblemBody(404);
        Describe(
                routes.MapDelete($"{one}/versions/{{version}}", handlers.DeleteVersionAsync),
                noun,
                $"Delete{noun.Name}Version",
                $"Delete an earlier version of {noun.Phrase}",
                $"Nothing brings it back; what is in force stays. For texts that name somebody who is to be forgotten: write the next version first. 409: that version is in force. {Seen}",
                Permission.ManageKnowledge
            )
            .ProducesProblemBody(404, 409, 412, 428);
        Describe(
                routes.MapPost($"{one}/rollback", handlers.RollBackAsync),
                noun,
                $"RollBack{noun.Name}",
                $"Roll {noun.Phrase} back",
                $"Makes a next version that says what an earlier one said. {Seen}",
                Permission.ManageKnowledge
            )
            .ProducesProblemBody(404, 412, 415, 428)
            .Validated(new RollBackRequestRules());
    }

    private static RouteHandlerBuilder Describe(
        RouteHandlerBuilder route,
        Noun noun,
        string name,
        string summary,
        string description,
        Permission permission
    ) =>
        route
            .WithName(name)
            .WithTags(noun.Kind == KnowledgeKind.Article ? "Articles" : "Procedures")
            .WithSummary(summary)
            .WithDescription(description)
            .RequirePermission(permission);

    private sealed record Noun(KnowledgeKind Kind, string Name, string Path, string Phrase);
}
