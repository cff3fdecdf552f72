using Raum.Organizations.Knowledge;

namespace Raum.Jobs.Simulations;

/// <summary>A procedure or an article that a simulation tries, instead of the one in force or besides them (FLOW-9). Memory only.</summary>
/// <param name="Entry">What it is tried instead of; null for a new one.</param>
/// <param name="Version">The kept version that it is; 0 for words that no version has yet.</param>
public sealed record TrialText(KnowledgeKind Kind, Guid? Entry, long Version, KnowledgeDocument Document)
{
    /// <summary>As if it were in force. A new one goes by the job's id.</summary>
    internal KnowledgeEntry AsInForce(QueuedJob job) => new(Entry ?? job.Id.Value, Kind, Version, job.AcceptedAt, job.Actor.Id, Document);
}
