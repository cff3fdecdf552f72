using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Operations;
using Raum.Jobs.Pipeline;
using Raum.Organizations.Knowledge;
using Raum.Redaction;

namespace Raum.Jobs.Knowledge;

/// <summary>Step 6: the procedures that apply to a job and the articles that fit it best, masked (FLOW-9). Decision 0015 says how they are found.</summary>
internal sealed class PromptKnowledge(KnowledgeIndexes indexes, KnowledgeReader reader, IOptions<KnowledgeOptions> options)
{
    /// <summary>UTF-16 units of the ticket that articles are looked up by, the newest first.</summary>
    private const int QueryLength = 8_000;

    /// <summary>Two articles at least share the budget.</summary>
    private const int FewestShares = 2;

    private const string ProcedureTag = "procedure";
    private const string ArticleTag = "article";

    /// <param name="trial">What a simulation tries, each instead of the entry of its id, or besides the others; it is used where its version in force would be.</param>
    /// <returns><see cref="Guidance.None"/> where nothing applies; failures of database and keys: without its procedures a job does not run.</returns>
    public async Task<Outcome<Guidance>> ForAsync(
        QueuedJob job,
        IReadOnlyCollection<string> tags,
        MaskedJob material,
        IReadOnlyList<KnowledgeEntry> trial,
        CancellationToken cancellationToken
    )
    {
        var inForce = await indexes.OfAsync(job.Organization, cancellationToken);
        if (!inForce.Succeeded)
        {
            return inForce.Failure;
        }

        var index = trial.Count == 0 ? inForce.Value : inForce.Value.With(trial);
        var query = Query(material.Input);
        var language = LanguageGuess.Of(query).Code;
        var procedures = await OpenAsync(
            job.Organization,
            KnowledgeKind.Procedure,
            [.. index.Procedures.Where(one => one.AppliesTo(job.Operation, language, tags)).Select(one => one.Id)],
            trial,
            cancellationToken
        );
        if (!procedures.Succeeded)
        {
            return procedures.Failure;
        }

        // Only an answer to the customer needs facts; whatever else works on a text has them in it.
        var most = job.Operation is AiOperation.Generate or AiOperation.Resolve ? options.Value.ArticlesInPrompt : 0;
        var articles = await OpenAsync(
            job.Organization,
            KnowledgeKind.Article,
            index.Articles.Rank(SearchWords.Of(query), language, most),
            trial,
            cancellationToken
        );
        if (!articles.Succeeded)
        {
            return articles.Failure;
        }

        try
        {
            return Compose(procedures.Value, articles.Value, material.Session);
        }
        catch (RegexMatchTimeoutException)
        {
            // A pattern of the organization took too long on one of its own texts.
            return new Failure(FailureCode.MaskingFailed);
        }
    }

    private async Task<Outcome<List<KnowledgeEntry>>> OpenAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        IReadOnlyList<Guid> wanted,
        IReadOnlyList<KnowledgeEntry> trial,
        CancellationToken cancellationToken
    )
    {
        var tried = trial.Where(entry => entry.Kind == kind && wanted.Contains(entry.Id)).ToList();
        var opened = await reader.OpenAsync(organization, kind, [.. wanted.Except(tried.Select(entry => entry.Id))], cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        var byId = opened.Value.Concat(tried).ToDictionary(entry => entry.Id);
        return wanted.Select(id => byId.GetValueOrDefault(id)).OfType<KnowledgeEntry>().ToList();
    }

    private Guidance Compose(List<KnowledgeEntry> procedures, List<KnowledgeEntry> articles, RedactionSession session)
    {
        if (procedures.Count + articles.Count == 0)
        {
            return Guidance.None;
        }

        var masked = session.MaskForeign([.. procedures.Concat(articles).Select(Text)], Guidance.Mark);
        var uses = new List<KnowledgeUse>();
        var rules = new List<string>();
        var room = options.Value.ProcedureTokens;
        foreach (var (entry, text) in procedures.Zip(masked))
        {
            if (text is not null && Rules.Fence(ProcedureTag, text) is var fenced && TokenBudget.Tokens(fenced) <= room)
            {
                Add(entry, fenced, rules, ref room);
            }
        }

        var facts = new List<string>();
        room = options.Value.ArticleTokens;
        var share = options.Value.ArticlesInPrompt < FewestShares ? room : room / FewestShares;
        foreach (var (entry, text) in articles.Zip(masked.Skip(procedures.Count)))
        {
            if (text is not null && Within(text, Math.Min(room, share)) is { } fenced)
            {
                Add(entry, fenced, facts, ref room);
            }
        }

        return new Guidance(rules, facts, uses, procedures.Count - rules.Count);

        void Add(KnowledgeEntry entry, string fenced, List<string> list, ref int left)
        {
            left -= TokenBudget.Tokens(fenced);
            list.Add(fenced);
            uses.Add(new KnowledgeUse(entry.Kind.Name(), entry.Id, entry.Version));
        }
    }

    /// <summary>An article between its tags, cut where it has to be; null where there is no room for it.</summary>
    private static string? Within(string text, int tokens)
    {
        var fence = TokenBudget.Tokens(Rules.Fence(ArticleTag, ""));
        return
            TokenBudget.Cut(Rules.Defuse(text), tokens - fence) is { } cut
            && Rules.Fence(ArticleTag, cut) is var fenced
            && TokenBudget.Tokens(fenced) <= tokens
            ? fenced
            : null;
    }

    private static PersonalText Text(KnowledgeEntry entry)
    {
        var text = new StringBuilder(entry.Document.Title.Reveal()).Append('\n');
        if (entry.Document.Url is { } url)
        {
            text.Append(url.OriginalString).Append('\n');
        }

        return new PersonalText(text.Append('\n').Append(entry.Document.Body.Reveal().Trim()).ToString());
    }

    /// <summary>What the job is about, masked, the most telling first: what was asked for, the subject, then the customer's messages from the newest on, then the others.</summary>
    private static string Query(OperationInput input)
    {
        var messages = input.Conversation.Where(message => message.Public).Reverse().ToList();
        var query = new StringBuilder();
        foreach (
            var text in new[] { input.Subject, input.Text, input.Instruction }
                .Concat(messages.Where(message => message.Speaker == Speaker.Customer).Select(message => message.Text))
                .Concat(messages.Where(message => message.Speaker != Speaker.Customer).Select(message => message.Text))
                .OfType<string>()
        )
        {
            query.Append(text.AsSpan(0, Math.Min(text.Length, QueryLength - query.Length))).Append('\n');
            if (query.Length >= QueryLength)
            {
                break;
            }
        }

        return query.ToString();
    }
}
