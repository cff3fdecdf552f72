using Raum.Http.Problems;
using Raum.Jobs;

namespace Raum.Api.Features.Jobs;

/// <summary>The answer to a job that a quota refused.</summary>
internal static class QuotaProblem
{
    /// <exception cref="InvalidOperationException">The job was not refused.</exception>
    public static ProblemResult ToProblem(this Intake intake) =>
        new(
            intake.Refused ?? throw new InvalidOperationException("The job was not refused."),
            "Nothing was accepted. GET /v1/quotas says what is used up and when it starts anew; Retry-After is that time in seconds."
        )
        {
            Violated = intake.Full,
        };
}
