namespace Raum.Redaction;

/// <summary>Lists of finds that are needed only while one text is read: kept for the next text of the job, and for the second reading of this one.</summary>
internal sealed class FindLists
{
    /// <summary>Room for the finds of most texts, so that their list need not grow.</summary>
    private const int Usual = 24;

    /// <summary>What patterns found, and in the end everything.</summary>
    public List<Finding> Findings { get; } = new(Usual);

    public List<Finding> Addresses { get; } = [];

    /// <summary>Values that were masked before: the models need not look into them.</summary>
    public List<Finding> Placeholders { get; } = [];

    /// <summary>What the name model sees as values.</summary>
    public List<Finding> Values { get; } = [];

    /// <summary>What the address model sees as values.</summary>
    public List<Finding> NoNumbers { get; } = [];

    public List<Finding> Rules { get; } = [];

    public List<Finding> People { get; } = [];

    /// <summary>Logins and sites that are told by names.</summary>
    public List<Finding> Accounts { get; } = [];

    public void Clear()
    {
        Findings.Clear();
        Addresses.Clear();
        Placeholders.Clear();
        Values.Clear();
        NoNumbers.Clear();
        Rules.Clear();
        People.Clear();
        Accounts.Clear();
    }
}
