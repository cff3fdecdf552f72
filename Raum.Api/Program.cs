using Raum.Http;
using Raum.Http.Limits;
using Raum.ServiceDefaults;

namespace Raum.Api;

internal static class Program
{
    private static Task Main(string[] args) => Build(args).RunAsync();

    /// <param name="configure">Runs last before the host is built: for tests, which start the same host.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddRaumApi();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseRaumHttp();
        app.MapGroup("").WithMetadata(new AlwaysAnswered()).MapDefaultEndpoints();
        app.MapRaumApi();
        return app;
    }
}
