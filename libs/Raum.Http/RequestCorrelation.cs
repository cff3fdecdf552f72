using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;

namespace Raum.Http;

public static class RequestCorrelation
{
    /// <summary>The id of this request, made on first use. Never the caller's own: what ties audit events together must not be chosen outside.</summary>
    public static CorrelationId Correlation(this HttpContext context)
    {
        if (context.Items[typeof(CorrelationId)] is CorrelationId known)
        {
            return known;
        }

        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var id = new CorrelationId(Guid.CreateVersion7(clock.GetUtcNow()));
        context.Items[typeof(CorrelationId)] = id;
        return id;
    }
}
