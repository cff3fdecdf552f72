namespace Raum.Jobs.Knowledge;

/// <summary>The articles of one organization, to be found by their words. Never changes: another version of an article makes another index.</summary>
/// <remarks>
/// BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, section 3.4). The same input gives the same order; equal scores go by
/// the id. Time: the postings of the query's words, and one look at each article.
/// </remarks>
internal sealed class ArticleIndex
{
    public static readonly ArticleIndex Empty = new([]);

    /// <summary>Words of a query that are looked up at most.</summary>
    public const int MostQueryWords = 200;

    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    /// <summary>An article that scores less than this part of the best one is beside the point.</summary>
    private const double Relevant = 0.3;

    /// <summary>Words that an article must share with the ticket, where the ticket has as many.</summary>
    private const int FewestShared = 2;

    /// <summary>In fewer articles than this, no word is too frequent to tell them apart.</summary>
    private const int Few = 8;

    private readonly ArticleWords[] _articles;
    private readonly Dictionary<uint, (int Start, int Count)> _postings = [];
    private readonly int[] _article;
    private readonly byte[] _count;
    private readonly double _averageLength;

    public ArticleIndex(IEnumerable<ArticleWords> articles)
    {
        _articles = [.. articles.OrderBy(article => article.Id)];
        foreach (var word in _articles.SelectMany(article => article.Words))
        {
            _postings[word] = (0, _postings.GetValueOrDefault(word).Count + 1);
        }

        var total = 0;
        foreach (var (word, (_, count)) in _postings)
        {
            _postings[word] = (total, 0);
            total += count;
        }

        (_article, _count) = (new int[total], new byte[total]);
        for (var i = 0; i < _articles.Length; i++)
        {
            for (var k = 0; k < _articles[i].Words.Length; k++)
            {
                var (start, count) = _postings[_articles[i].Words[k]];
                (_article[start + count], _count[start + count]) = (i, _articles[i].Counts[k]);
                _postings[_articles[i].Words[k]] = (start, count + 1);
            }
        }

        _averageLength = _articles.Length == 0 ? 1 : Math.Max(1, _articles.Average(article => (double)article.Length));
    }

    public IReadOnlyList<ArticleWords> Articles => _articles;

    /// <summary>About what the index takes in memory, in bytes.</summary>
    public long Bytes => (_article.LongLength * 10) + (_postings.Count * 40L) + (_articles.Length * 150L);

    /// <summary>The articles that fit best, the best first.</summary>
    /// <param name="query">Words of <see cref="SearchWords"/>, the most telling first: the first <see cref="MostQueryWords"/> different ones count.</param>
    /// <param name="language">Of the ticket; articles of another one are no candidates. Null: unknown, all are.</param>
    /// <param name="most">At most this many.</param>
    public IReadOnlyList<Guid> Rank(IEnumerable<uint> query, string? language, int most)
    {
        var words = query.Distinct().Take(MostQueryWords).ToList();
        if (_articles.Length == 0 || words.Count == 0 || most <= 0)
        {
            return [];
        }

        var scores = new double[_articles.Length];
        var shared = new int[_articles.Length];
        foreach (var word in words)
        {
            Score(word, scores, shared);
        }

        var fewest = Math.Min(FewestShared, words.Count);
        var found = Enumerable
            .Range(0, _articles.Length)
            .Where(i => shared[i] >= fewest && (language is null || _articles[i].Language is null || _articles[i].Language == language))
            .OrderByDescending(i => scores[i])
            .ThenBy(i => i)
            .Take(most)
            .ToList();
        return [.. found.Where(i => scores[i] >= scores[found[0]] * Relevant).Select(i => _articles[i].Id)];
    }

    private void Score(uint word, double[] scores, int[] shared)
    {
        if (!_postings.TryGetValue(word, out var posting) || (_articles.Length >= Few && posting.Count > _articles.Length / 2))
        {
            return;
        }

        var rarity = Math.Log(1 + ((_articles.Length - posting.Count + 0.5) / (posting.Count + 0.5)));
        for (var p = posting.Start; p < posting.Start + posting.Count; p++)
        {
            var i = _article[p];
            var length = 1 - LengthWeight + (LengthWeight * _articles[i].Length / _averageLength);
            scores[i] += rarity * _count[p] * (Saturation + 1) / (_count[p] + (Saturation * length));
            shared[i]++;
        }
    }
}
