using System.Net;

namespace Raum.Providers.Wire;

/// <summary>Whether a prompt reached a model that may have worked on it, and so may cost, whatever came back.</summary>
internal sealed class SentPrompt
{
    public bool MayCost { get; private set; }

    public async Task<HttpResponseMessage> WatchAsync(Func<Task<HttpResponseMessage>> send)
    {
        MayCost = true;
        try
        {
            var response = await send();
            MayCost = !IsTurnedAway(response.StatusCode);
            return response;
        }
        catch (HttpRequestException e)
            when (e.HttpRequestError
                    is HttpRequestError.NameResolutionError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError
                        or HttpRequestError.ProxyTunnelError
            )
        {
            MayCost = false; // there was no connection
            throw;
        }
    }

    // A server that names a fault of the request, a limit or its own load has not begun. After any other error it may have.
    private static bool IsTurnedAway(HttpStatusCode status) =>
        status
            is (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.InternalServerError and not HttpStatusCode.RequestTimeout)
                or HttpStatusCode.ServiceUnavailable
                or (HttpStatusCode)529;
}
