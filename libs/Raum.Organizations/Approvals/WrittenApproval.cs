namespace Raum.Organizations.Approvals;

/// <summary>An approval as it was given, and withdrawn.</summary>
/// <param name="Text">The words, as they were approved.</param>
/// <param name="TextVersion">Of the words; 0 for approvals from before words were kept.</param>
/// <param name="GivenBy">Id of the actor.</param>
public sealed record WrittenApproval(
    Guid Id,
    ApprovedUse Use,
    string Subject,
    int TextVersion,
    string Text,
    DateTimeOffset GivenAt,
    string GivenBy,
    DateTimeOffset? WithdrawnAt = null,
    string? WithdrawnBy = null
);

/// <summary>Something that is off until it is approved, or may be approved.</summary>
/// <param name="Needed">False for a use that nothing asked for: it is off, and nothing waits.</param>
public sealed record ApprovableUse(ApprovedUse Use, string Subject, bool Needed);

/// <summary>The approvals of an organization that are in force, and its region, for work that asks all the time.</summary>
/// <param name="Region"><c>us</c>, <c>eu</c> or <c>apac</c>.</param>
public sealed record ApprovalsInForce(string? Region, IReadOnlySet<(ApprovedUse Use, string Subject)> Given)
{
    public bool Has(ApprovedUse use, string subject) => Given.Contains((use, subject));

    /// <summary>As it is once one of them has ended.</summary>
    public ApprovalsInForce Without(ApprovedUse use, string subject) =>
        this with
        {
            Given = Given.Where(one => one != (use, subject)).ToHashSet(),
        };

    /// <summary>Whether an integration of this region may be used: it is the organization's, or an admin accepted the other one (ORG-9).</summary>
    /// <param name="region">Null: where the organization is.</param>
    public bool Allow(string? region, string subject) =>
        region is null || region == Region || Has(ApprovedUse.OtherRegion, Abroad(region, subject));

    /// <summary>The subject of <see cref="ApprovedUse.OtherRegion"/>: the region is part of it, so that a third one is another subject.</summary>
    public static string Abroad(string region, string subject) => $"{region}:{subject}";
}
