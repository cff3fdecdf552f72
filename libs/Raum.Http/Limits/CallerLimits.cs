using Microsoft.AspNetCore.Http;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.Quotas;

namespace Raum.Http.Limits;

/// <summary>429 for a key, a person, an organization or an unknown source that asks too often (ORG-8); every answer says what is left.</summary>
internal sealed class CallerLimits(RequestDelegate next, RateLimits limits, QuotaStore quotas)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await TakeAsync(context) is { } taken)
        {
            context.Response.Show(taken.Allowances);
            if (taken.Refused is { } refused)
            {
                await new ProblemResult(refused) { Violated = taken.Violated }.ExecuteAsync(context);
                return;
            }
        }

        await next(context);
    }

    private async ValueTask<RateTaken?> TakeAsync(HttpContext context)
    {
        if (context.FindCaller() is { } caller)
        {
            // Without the database the deployment's own rates hold.
            var current = await quotas.CurrentAsync(caller.Organization, context.RequestAborted);
            return await limits.RequestAsync(caller, current.Succeeded ? current.Value : OrganizationQuotas.None, context.RequestAborted);
        }

        var metadata = context.GetEndpoint()?.Metadata;
        return
            metadata?.GetMetadata<AlwaysAnswered>() is null
            && metadata?.GetMetadata<SignedRequest>() is null
            && context.Connection.RemoteIpAddress is { } source
            ? await limits.SourceAsync(source, context.RequestAborted)
            : null;
    }
}
