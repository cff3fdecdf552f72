namespace Raum.Sandbox.Demo;

/// <summary>What the demo saw, in the order it happened. Printed for people, or as JSON.</summary>
internal sealed record DemoResult
{
    public required DemoTicket Ticket { get; init; }

    public required Guid Job { get; init; }

    /// <summary>The masked prompt, as the API shows it beside the draft.</summary>
    public required string ModelSaw { get; init; }

    public required DemoDraft Draft { get; init; }

    public required DemoApproval Approval { get; init; }

    public required IReadOnlyList<DemoMail> CustomerGot { get; init; }

    public required IReadOnlyList<DemoAuditEntry> Audit { get; init; }

    public required DemoProof Proof { get; init; }

    /// <summary>The customer got an answer, and no raw value was found anywhere.</summary>
    public bool Passed => CustomerGot.Count > 0 && Proof.Passed;
}

internal sealed record DemoTicket(long Id, string Subject, string Text);

/// <param name="Text">Masked, as it waits.</param>
/// <param name="Reasons">Why it waits.</param>
internal sealed record DemoDraft(string Text, IReadOnlyList<string> Reasons);

internal sealed record DemoApproval(string By, long Milliseconds);

internal sealed record DemoMail(string To, string Subject, string Text);

internal sealed record DemoAuditEntry(long Revision, DateTimeOffset At, string Type, string Actor, string Result);

/// <param name="Values">What was looked for, and must not be anywhere.</param>
/// <param name="Findings">Where a value was found: place, where in it, and in which form. The value itself is in <paramref name="Values"/>.</param>
internal sealed record DemoProof(
    IReadOnlyList<string> Values,
    IReadOnlyList<DemoPlace> Places,
    IReadOnlyList<string> Findings,
    string Control
)
{
    /// <summary>Nothing was found, and the search did find the job's id wherever Raum writes.</summary>
    public bool Passed =>
        Findings.Count == 0 && Places.Count > 0 && Places.All(place => place.Bytes > 0) && Places.Any(place => place.HasControl);
}

/// <param name="HasControl">The job's id, which is no secret, was found here: the search works.</param>
internal sealed record DemoPlace(string Name, long Bytes, bool HasControl);
