using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Raum.ServiceDefaults.Tests;

/// <summary>A host with the defaults on a free loopback port, its log lines kept.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, LineKeeper lines)
    {
        App = app;
        Lines = lines;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public LineKeeper Lines { get; }

    public static async Task<TestHost> StartAsync(
        Action<WebApplicationBuilder>? configure,
        Action<WebApplication>? map,
        CancellationToken cancellationToken,
        params string[] settings
    )
    {
        var lines = new LineKeeper();
        var builder = WebApplication.CreateBuilder([.. settings, "--urls=http://127.0.0.1:0", "--environment=Production"]);
        builder.AddServiceDefaults();
        foreach (var console in builder.Services.Where(service => service.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
        {
            builder.Services.Remove(console);
        }

        // The most talkative setting there is: every category, every level.
        builder.Logging.AddProvider(lines).SetMinimumLevel(LogLevel.Trace);
        builder.Services.PostConfigure<LoggerFilterOptions>(options => options.Rules.Clear());
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        await app.StartAsync(cancellationToken);
        return new TestHost(app, lines);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}

/// <summary>Keeps every line as a provider would write it: message, structured values, exception, scopes.</summary>
internal sealed class LineKeeper : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Keeper(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Keeper(LineKeeper keeper, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => keeper._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : state?.ToString();
            var scopes = new List<string?>();
            keeper._scopes?.ForEachScope(
                static (scope, list) =>
                    list.Add(scope is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : scope?.ToString()),
                scopes
            );
            keeper._lines.Enqueue(
                $"{logLevel} {category} {eventId}: {formatter(state, exception)} | {values} | {exception} | {string.Join(' ', scopes)}"
            );
        }
    }
}
