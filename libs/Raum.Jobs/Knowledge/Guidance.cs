using Raum.AuditStore.Events;

namespace Raum.Jobs.Knowledge;

/// <summary>What an organization's procedures and articles add to a prompt: masked, fenced, within their budgets.</summary>
/// <param name="Procedures">Instructions, in their order.</param>
/// <param name="Articles">Facts, what fits best first.</param>
/// <param name="Uses">Which versions these are.</param>
/// <param name="LeftOut">Procedures that apply and are not among them.</param>
internal sealed record Guidance(
    IReadOnlyList<string> Procedures,
    IReadOnlyList<string> Articles,
    IReadOnlyList<KnowledgeUse> Uses,
    int LeftOut
)
{
    /// <summary>Stands where something was taken out of an article or a procedure. Nothing restores it.</summary>
    public const string Mark = "[withheld]";

    public static readonly Guidance None = new([], [], [], 0);

    public bool IsEmpty => Procedures.Count == 0 && Articles.Count == 0;

    /// <summary>True where a model could have taken the mark from.</summary>
    public bool HasGaps => Procedures.Concat(Articles).Any(text => text.Contains(Mark, StringComparison.Ordinal));
}
