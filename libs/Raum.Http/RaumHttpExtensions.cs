using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Projections;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Limits;
using Raum.Http.Problems;
using Raum.Http.Protection;
using Raum.Redis;

namespace Raum.Http;

public static class RaumHttpExtensions
{
    private const string EitherScheme = "Either";

    /// <summary>Registers what every HTTP face of Raum shares. The host binds <see cref="RaumHttpOptions"/>.</summary>
    public static IServiceCollection AddRaumHttp(this IServiceCollection services)
    {
        services.AddOptions<RaumHttpOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RaumHttpOptions>, RaumHttpOptionsRanges>();
        services.AddSingleton<IValidateOptions<RaumHttpOptions>, RaumHttpOptionsRules>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<RaumHttpOptions>>(ConfigureServer);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<RaumHttpOptions>>(ConfigureProxies);
        services.AddOptions<JsonOptions>().Configure<IOptions<RaumHttpOptions>>(ConfigureJson);

        // Bad bodies become exceptions, and ProblemMiddleware makes problems of them; otherwise they would be bare 400s.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddHsts(options => (options.MaxAge, options.IncludeSubDomains) = (TimeSpan.FromDays(365), true));

        services.AddSingleton(provider => new RateLimits(
            provider.GetRequiredService<IOptions<RaumHttpOptions>>(),
            provider.GetService<RedisClient>(),
            provider.GetRequiredService<AddressHasher>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<KeyUse>();
        services.AddSingleton<DenialCounter>();
        services.AddHostedService(provider => provider.GetRequiredService<DenialCounter>());
        services.AddSingleton<AccessRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessRecorder>());

        // Not AddAuthentication: that brings Data Protection, whose key ring would lie in clear on the disk. Sessions are references and need none.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = EitherScheme);
        services.AddWebEncoders();
        services.TryAddSingleton(TimeProvider.System);
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, null)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Scheme, null)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(AccessTokenHandler.Scheme, null)
            .AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = SchemeOf);

        // Deny by default: a route that names no permission and is not said to be open answers nobody.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNoRoute).Build());
        return services;
    }

    /// <summary>The pipeline in its one right order.</summary>
    public static WebApplication UseRaumHttp(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<RaumHttpOptions>>().Value.Proxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<OverloadLimiter>();
        app.UseMiddleware<Preflight>();
        app.UseAuthentication();
        app.UseMiddleware<RegionRule>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<CallerLimits>();
        app.UseMiddleware<OriginRule>();
        app.UseAuthorization();
        return app;
    }

    /// <summary>What is no route at all may be told so: 404, 405.</summary>
    private static bool IsNoRoute(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    /// <summary>A bearer where there is one, else the session: never both.</summary>
    private static string SchemeOf(HttpContext context) =>
        AccessTokenHandler.IsFor(context.Request) ? AccessTokenHandler.Scheme
        : context.Request.Headers.Authorization.Count == 0 && context.Request.Cookies.ContainsKey(SessionCookie.Name)
            ? SessionHandler.Scheme
        : ApiKeyHandler.Scheme;

    private static void ConfigureServer(KestrelServerOptions server, IOptions<RaumHttpOptions> options)
    {
        server.AddServerHeader = false;
        server.ConfigureHttpsDefaults(https =>
        {
            // KEY-8
            https.SslProtocols = SslProtocols.Tls13;
            if (OperatingSystem.IsLinux())
            {
                var suites = new CipherSuitesPolicy([TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256]);
                https.OnAuthenticate = (_, tls) => tls.CipherSuitesPolicy = suites;
            }
        });
        server.Limits.MaxRequestBodySize = options.Value.MaxBodyBytes;
        server.Limits.MaxRequestLineSize = 4 * 1024;
        server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        server.Limits.MaxRequestHeaderCount = 64;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }

    private static void ConfigureProxies(ForwardedHeadersOptions forwarded, IOptions<RaumHttpOptions> options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null; // as many hops as are known proxies; the first unknown one is the source
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.Value.Proxies)
        {
            if (Networks.TryParse(proxy, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        }
    }

    private static void ConfigureJson(JsonOptions json, IOptions<RaumHttpOptions> options)
    {
        json.SerializerOptions.MaxDepth = options.Value.MaxJsonDepth;
        json.SerializerOptions.AllowDuplicateProperties = false;
        json.SerializerOptions.RespectNullableAnnotations = true;
        json.SerializerOptions.RespectRequiredConstructorParameters = true;
    }
}
