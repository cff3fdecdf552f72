using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Organizations.Knowledge;

/// <summary>Procedures and articles: how many an organization may have, and how much of them enters a prompt. Section <c>Knowledge</c>.</summary>
public sealed class KnowledgeOptions
{
    public const string Section = "Knowledge";

    /// <summary>Procedures of one organization. Default 200, from 0 to 2,000.</summary>
    [Range(0, 2_000)]
    public int MaxProcedures { get; set; } = 200;

    /// <summary>Articles of one organization. Default 5,000, from 0 to 20,000.</summary>
    [Range(0, 20_000)]
    public int MaxArticles { get; set; } = 5_000;

    /// <summary>Versions that are kept of each, the newest; older ones are removed by the next change. Default 50, from 2 to 1,000.</summary>
    [Range(2, 1_000)]
    public int MaxVersions { get; set; } = 50;

    /// <summary>Articles that enter one prompt at most. Default 3, from 0 (none) to 10.</summary>
    [Range(0, 10)]
    public int ArticlesInPrompt { get; set; } = 3;

    /// <summary>Tokens that the articles of one prompt may take, counted as a third of their bytes in UTF-8: rather too much. Default 2,000, from 0 to 20,000.</summary>
    [Range(0, 20_000)]
    public int ArticleTokens { get; set; } = 2_000;

    /// <summary>Tokens that the procedures of one prompt may take, counted in the same way. Default 3,000, from 0 to 20,000. Where more apply, the oldest go first, and the answer is held for a person.</summary>
    [Range(0, 20_000)]
    public int ProcedureTokens { get; set; } = 3_000;

    /// <summary>Megabytes of memory that a worker's indexes of articles may take, of all organizations together; the longest unused go first. Default 128, from 16 to 4,096.</summary>
    [Range(16, 4_096)]
    public int IndexMegabytes { get; set; } = 128;
}

[OptionsValidator]
internal sealed partial class KnowledgeOptionsRanges : IValidateOptions<KnowledgeOptions>;
