using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Knowledge;
using Raum.Jobs.Operations;
using Raum.Providers;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>FLOW-5: what makes an answer wait for a person.</summary>
internal static class HoldRules
{
    /// <summary>Answers that become comments of the desk can be held. What goes to the organization's own software carries the reasons instead.</summary>
    public static bool CanHold(QueuedJob job) => IsComment(job.Target);

    /// <summary>The organization's decision, which an admin can lift for public replies: approval is on by default.</summary>
    public static bool NeedsApproval(QueuedJob job, JobSettings settings) =>
        (job.Audience == DeliveryTarget.PublicReply || job.Operation == AiOperation.Resolve) && !settings.MayGoUnseen(job.Operation);

    /// <summary>
    /// Of a simulation: whether it would have been. A new answer is held by the organization's decision or by what is wrong with it. An approved one only when a placeholder would go out. An approved
    /// draft that was made anew is a new answer to a changed ticket.
    /// </summary>
    /// <param name="reasons">What is wrong with the answer; the reasons found here are added.</param>
    public static bool MustHold(QueuedJob job, JobSettings settings, bool approved, List<HoldReason> reasons)
    {
        if (!IsComment(job.Audience))
        {
            return false;
        }

        if (approved)
        {
            return NeedsEdit(reasons);
        }

        if (job.Kind == JobKind.DeliverApproved)
        {
            reasons.Add(HoldReason.TicketChanged);
        }

        if (NeedsApproval(job, settings))
        {
            reasons.Insert(0, HoldReason.Policy);
        }

        return reasons.Count > 0;
    }

    /// <summary>Reasons that hold whatever the setting. Empty: nothing is wrong with the answer.</summary>
    /// <param name="masked">The answer as the model gave it.</param>
    /// <param name="counts">What restoring it found.</param>
    public static IReadOnlyList<HoldReason> Review(
        QueuedJob job,
        CollectedJob collected,
        MaskedJob material,
        string masked,
        RestoreCounts counts,
        StopReason stopReason
    )
    {
        var reasons = new List<HoldReason>();
        Add(counts.Unknown > 0 || RepeatsMark(masked, material), HoldReason.UnknownPlaceholder);
        Add(counts.Mangled > 0, HoldReason.MangledPlaceholder);
        Add(counts.Withheld > 0, HoldReason.Recipients);
        Add(material.Input.Guidance.LeftOut > 0, HoldReason.ProceduresLeftOut);
        Add(stopReason != StopReason.Normal, HoldReason.StoppedEarly);
        Add(!collected.LanguageIsMeasured || !IsSupported(job.Options.Language), HoldReason.Language);

        var foreign = AnswerLinks
            .Inspect(masked, material.Sources, collected.Settings.Organization.AllowedLinkHosts)
            .Where(link => !link.IsKnown)
            .ToList();
        Add(foreign.Exists(link => !link.IsImage), HoldReason.ForeignLink);
        Add(foreign.Exists(link => link.IsImage), HoldReason.ForeignImage);
        return reasons;

        void Add(bool applies, HoldReason reason)
        {
            if (applies)
            {
                reasons.Add(reason);
            }
        }
    }

    /// <summary>Reasons that a plain approval cannot lift: the text has to be edited, or a placeholder would go out.</summary>
    public static bool NeedsEdit(IEnumerable<HoldReason> reasons) =>
        reasons.Any(reason => reason is HoldReason.UnknownPlaceholder or HoldReason.MangledPlaceholder or HoldReason.Recipients);

    private static bool IsComment(DeliveryTarget target) => target is DeliveryTarget.PublicReply or DeliveryTarget.InternalNote;

    // What was taken out of an article can be put back by nobody: a person has to write it.
    private static bool RepeatsMark(string masked, MaskedJob material) =>
        material.Input.Guidance.HasGaps && masked.Contains(Guidance.Mark.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);

    private static bool IsSupported(string? language) =>
        language is null || LanguageGuess.Supported.Contains(language.Split('-')[0], StringComparer.OrdinalIgnoreCase);
}
