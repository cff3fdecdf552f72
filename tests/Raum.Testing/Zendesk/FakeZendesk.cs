using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Raum.Testing.Zendesk;

/// <summary>A pretend Zendesk account over real HTTP: REST, OAuth, webhooks. It checks what it is sent and keeps every request.</summary>
/// <remarks>Written from Zendesk's documentation alone; it shares no code with Raum's client. Works in tests and, with pages around it, in the sandbox.</remarks>
public sealed class FakeZendesk : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeZendesk(WebApplication app, ZendeskDesk desk, DeskWebhooks webhooks)
    {
        _app = app;
        Desk = desk;
        Webhooks = webhooks;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The base URL, with the port it got.</summary>
    public Uri Address { get; }

    public ZendeskDesk Desk { get; }

    public DeskWebhooks Webhooks { get; }

    /// <summary>Starts on <see cref="FakeZendeskOptions.Address"/>.</summary>
    /// <param name="configure">Adds pages of the caller's own before the server starts.</param>
    public static async Task<FakeZendesk> StartAsync(
        FakeZendeskOptions? options = null,
        Action<WebApplication, ZendeskDesk, DeskWebhooks>? configure = null
    )
    {
        options ??= new FakeZendeskOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Address.ToString());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var desk = new ZendeskDesk(options);
        var webhooks = new DeskWebhooks(desk);
        var gate = new DeskGate(desk);
        app.Use(next => context => gate.RunAsync(context, next));
        app.MapDeskApi(desk);
        app.MapDeskOAuth(desk);
        configure?.Invoke(app, desk, webhooks);
        await app.StartAsync();
        return new FakeZendesk(app, desk, webhooks);
    }

    /// <summary>Ends when somebody stops the program (SIGINT, SIGTERM).</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.WaitForShutdownAsync(_app, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Webhooks.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
