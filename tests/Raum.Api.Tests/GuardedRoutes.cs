using System.Text;
using Microsoft.AspNetCore.Routing;
using Raum.Api.OpenApi;
using Raum.Http.Authentication;

namespace Raum.Api.Tests;

/// <summary>Every route of the running API that needs a permission, each with a body that its description gives.</summary>
internal static class GuardedRoutes
{
    public static IEnumerable<(string Method, string Pattern, string Name)> Of(ApiHost host) =>
        from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<RequiredPermission>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "");

    public static Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        string method,
        string pattern,
        string name,
        CancellationToken cancellationToken
    )
    {
        var parts = pattern.Split('/').Select(part => part.StartsWith('{') ? "01980000-0000-7000-8000-000000000001" : part);
        var request = new HttpRequestMessage(new HttpMethod(method), string.Join('/', parts));
        if (Examples.Requests.TryGetValue(name, out var body))
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
