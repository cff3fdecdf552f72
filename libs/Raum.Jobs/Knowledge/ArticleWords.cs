using Raum.Organizations.Knowledge;

namespace Raum.Jobs.Knowledge;

/// <summary>What an index keeps of an article: numbers of words and how often they stand there. No text.</summary>
/// <param name="Words">Without repetition.</param>
/// <param name="Counts">How often each stands there, 255 at most; title and tags count more.</param>
/// <param name="Length">Of all counts together.</param>
internal sealed record ArticleWords(Guid Id, long Version, string? Language, uint[] Words, byte[] Counts, int Length)
{
    private const int MostWords = 2_000;
    private const int TitleWeight = 3;
    private const int TagWeight = 2;

    public static ArticleWords Of(KnowledgeEntry article)
    {
        var counts = new Dictionary<uint, int>();
        Add(article.Document.Title.Reveal(), TitleWeight);
        Add(string.Join(' ', article.Document.Tags), TagWeight);
        Add(article.Document.Body.Reveal(), 1);
        var kept = counts.OrderBy(word => word.Key).ToList();
        return new ArticleWords(
            article.Id,
            article.Version,
            article.Document.Language,
            [.. kept.Select(word => word.Key)],
            [.. kept.Select(word => (byte)Math.Min(word.Value, byte.MaxValue))],
            kept.Sum(word => Math.Min(word.Value, byte.MaxValue))
        );

        void Add(string text, int weight)
        {
            foreach (var word in SearchWords.Of(text))
            {
                if (counts.TryGetValue(word, out var count))
                {
                    counts[word] = count + weight;
                }
                else if (counts.Count < MostWords)
                {
                    counts.Add(word, weight);
                }
            }
        }
    }
}
