using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Erasure;

/// <summary>Keyed, versioned hashes of the people whom jobs are about: by them their entries are found again, and by nobody without the key (KEY-7).</summary>
public sealed class SubjectPrints
{
    private readonly HashKeys _keys;

    internal SubjectPrints(HashKeys keys) => _keys = keys;

    /// <summary>What a job records: a hash for each person under the newest key, 33 bytes, none twice.</summary>
    /// <returns>Failures of the keys.</returns>
    public Task<Outcome<IReadOnlyList<byte[]>>> OfAsync(
        OrganizationId organization,
        IEnumerable<DataSubject> subjects,
        CancellationToken cancellationToken
    ) => CollectAsync(subjects, async (subject, token) => [await _keys.HashAsync(organization, subject.Normal, token)], cancellationToken);

    /// <summary>What a search compares with: the hashes under every key.</summary>
    internal Task<Outcome<IReadOnlyList<byte[]>>> AllOfAsync(
        OrganizationId organization,
        IEnumerable<DataSubject> subjects,
        CancellationToken cancellationToken
    ) => CollectAsync(subjects, (subject, token) => _keys.AllHashesAsync(organization, subject.Normal, token), cancellationToken);

    private static async Task<Outcome<IReadOnlyList<byte[]>>> CollectAsync(
        IEnumerable<DataSubject> subjects,
        Func<DataSubject, CancellationToken, ValueTask<IReadOnlyList<byte[]>>> hash,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var prints = new List<byte[]>();
            foreach (var subject in subjects.Distinct())
            {
                prints.AddRange(await hash(subject, cancellationToken));
            }

            return prints;
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
        catch (Exception e) when (Raum.Data.DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
