namespace Raum.Core;

/// <summary>The twelve steps of a job. The number is in the code as <c>// :: Step N</c>, in span names and in failure records; docs/map.md is the table.</summary>
public enum Step
{
    Receive = 1,
    Queue = 2,
    Take = 3,
    Collect = 4,
    Mask = 5,
    Compose = 6,
    Call = 7,
    Restore = 8,
    Deliver = 9,
    RecordOutcome = 10,
    Settle = 11,
    Project = 12,
}
