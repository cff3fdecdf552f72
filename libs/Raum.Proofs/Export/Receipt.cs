using System.Globalization;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Export;

/// <summary>What was removed from a log, and why: the text of a note that the log's key signs.</summary>
/// <remarks>Its second line is no number, so that it can never be taken for a checkpoint.</remarks>
/// <param name="Id">Of this removal.</param>
/// <param name="Origin">Which log.</param>
/// <param name="State"><see cref="EntryState.Expired"/> or <see cref="EntryState.Erased"/>.</param>
/// <param name="Class">The retention class; <c>*</c> for an erasure, which may touch all.</param>
/// <param name="Month">The month of the entries (<c>2026-11</c>); <c>*</c> for an erasure.</param>
/// <param name="Entries">How many entries lost their body.</param>
/// <param name="Indexes">Which.</param>
/// <param name="At">When.</param>
/// <param name="Reason">In words without personal data: the rule, or the number of the request.</param>
/// <param name="Remains">What is physically there still, and until when.</param>
public sealed record Receipt(
    Guid Id,
    string Origin,
    EntryState State,
    string Class,
    string Month,
    long Entries,
    IndexRanges Indexes,
    DateTimeOffset At,
    string Reason,
    string Remains
)
{
    private const string FirstLine = "raum-audit-receipt/v1";
    private const string SecondVersion = "raum-audit-receipt/v2";
    private const string DayFormat = "yyyy-MM-dd";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly string[] Names = ["id", "removed", "class", "month", "entries", "indexes", "at", "reason", "remains"];
    private static readonly string[] ProofNames = ["checkpoint", "backups-until"];

    /// <summary>Where the log stood, and until when backups may hold what is gone; null in receipts of version 1.</summary>
    public ReceiptProof? Proof { get; init; }

    /// <summary>One line for each property.</summary>
    public string Text =>
        string.Join(
            '\n',
            [
                Proof is null ? FirstLine : SecondVersion,
                Origin,
                $"id {Id:D}",
                $"removed {Word(State)}",
                $"class {Class}",
                $"month {Month}",
                string.Create(CultureInfo.InvariantCulture, $"entries {Entries}"),
                $"indexes {Indexes}",
                $"at {At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}",
                $"reason {Reason}",
                $"remains {Remains}",
                .. Proof is { } proof
                    ?
                    [
                        string.Create(CultureInfo.InvariantCulture, $"checkpoint {proof.Size} {proof.Root}"),
                        $"backups-until {proof.BackupsUntil.ToString(DayFormat, CultureInfo.InvariantCulture)}",
                    ]
                    : Array.Empty<string>(),
                "",
            ]
        );

    /// <summary>Reads the text of a note.</summary>
    /// <returns>Null when it is no receipt.</returns>
    public static Receipt? Parse(string text)
    {
        var lines = text.Split('\n');
        if (
            lines is not [FirstLine or SecondVersion, { Length: > 0 } origin, .. var rest, ""]
            || rest.Length != (lines[0] == FirstLine ? Names.Length : Names.Length + ProofNames.Length)
        )
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, line) in Names.Concat(ProofNames).Zip(rest))
        {
            if (!line.StartsWith(name + " ", StringComparison.Ordinal))
            {
                return null;
            }

            values[name] = line[(name.Length + 1)..];
        }

        if (
            !Guid.TryParseExact(values["id"], "D", out var id)
            || !long.TryParse(values["entries"], NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            || !DateTimeOffset.TryParseExact(
                values["at"],
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
            || IndexRanges.Parse(values["indexes"]) is not { } indexes
            || values["removed"] is not ("expired" or "erased")
        )
        {
            return null;
        }

        var proof = lines[0] == SecondVersion ? ReadProof(values) : null;
        if (lines[0] == SecondVersion && proof is null)
        {
            return null;
        }

        var state = values["removed"] == "erased" ? EntryState.Erased : EntryState.Expired;
        return new Receipt(id, origin, state, values["class"], values["month"], entries, indexes, at, values["reason"], values["remains"])
        {
            Proof = proof,
        };
    }

    private static ReceiptProof? ReadProof(Dictionary<string, string> values) =>
        values["checkpoint"].Split(' ') is [var number, var hash]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && TreeHash.TryParse(hash, out var root)
        && DateOnly.TryParseExact(values["backups-until"], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            ? new ReceiptProof(size, root, until)
            : null;

    internal static string Word(EntryState state) => state == EntryState.Erased ? "erased" : "expired";
}

/// <summary>What version 2 of a receipt says besides.</summary>
/// <param name="Size">Of the newest checkpoint's tree when the bodies were removed; every entry that the receipt names is in it.</param>
/// <param name="Root">Of that tree.</param>
/// <param name="BackupsUntil">The last day on which a backup may hold what is gone.</param>
public sealed record ReceiptProof(long Size, TreeHash Root, DateOnly BackupsUntil);
