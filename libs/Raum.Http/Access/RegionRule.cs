using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Regions;

namespace Raum.Http.Access;

/// <summary>421 for an organization that another region serves (ORG-9; RFC 9110, 15.5.20).</summary>
/// <remarks>
/// Before the request is recorded: the organization's audit log is in its own region, and must not get a second history here. Such requests are counted
/// (<c>raum.http.wrong_region</c>).
/// </remarks>
internal sealed class RegionRule(RequestDelegate next, ServingRegion region)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.FindCaller() is not { } caller)
        {
            await next(context);
            return;
        }

        if (await region.RefuseAsync(caller.Organization, context.RequestAborted) is { } refused)
        {
            await refused.ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}

public static class RegionRefusal
{
    private static readonly Meter Meter = new("Raum.Http");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "raum.http.wrong_region",
        "{request}",
        "Requests for organizations that another region serves, by that region."
    );

    /// <summary>The answer for an organization that is not served here, with the region that serves it; null when it is served here.</summary>
    public static async ValueTask<ProblemResult?> RefuseAsync(
        this ServingRegion region,
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var elsewhere = await region.ElsewhereAsync(organization, cancellationToken);
        if (!elsewhere.Succeeded)
        {
            return elsewhere.Failure.ToProblem();
        }

        if (elsewhere.Value is not { } other)
        {
            return null;
        }

        Refused.Add(1, new KeyValuePair<string, object?>("region", other.Region));
        return new ProblemResult(
            new Failure(FailureCode.WrongRegion),
            $"This organization is served in region {other.Region}. Send the request there."
        )
        {
            Elsewhere = other,
        };
    }
}
