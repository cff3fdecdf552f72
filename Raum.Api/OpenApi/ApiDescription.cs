using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Raum.Core;
using Raum.Http.Authentication;

namespace Raum.Api.OpenApi;

/// <summary>The description at <c>/openapi/v1.json</c>: texts, security and an example for every body (UI-3).</summary>
internal static class ApiDescription
{
    private const string SecurityScheme = "apiKey";
    private const string SessionScheme = "session";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(AddSecurityAsync);
        options.AddOperationTransformer(AddExamplesAsync);
        options.AddSchemaTransformer(ShowTextAsStringAsync);
    }

    private static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Raum",
            Version = "v1",
            Description =
                "Masks the personal data that it detects in support tickets, calls the organization's own AI provider, puts the values back, and records every step. "
                + "Every error is a problem (RFC 9457) with a stable type. 429 and 503 say in Retry-After when to come back. Offsets count UTF-16 code units.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[SecurityScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key of an organization: Authorization: Bearer raum_…",
        };
        document.Components.SecuritySchemes[SessionScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookie.Name,
            Description = "A person's session: the cookie that signing in sets, used by pages of this origin.",
        };
        return Task.CompletedTask;
    }

    private static Task AddSecurityAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredPermission>().FirstOrDefault() is { } required)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SecurityScheme, context.Document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SessionScheme, context.Document)] = [] },
            ];
            operation.Description = $"{operation.Description} Needs the permission `{required.Permission}`.".TrimStart();
        }

        return Task.CompletedTask;
    }

    private static Task AddExamplesAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (operation.OperationId is { } id && Examples.Requests.TryGetValue(id, out var request))
        {
            Show(operation.RequestBody?.Content, request);
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status.StartsWith('2') && operation.OperationId is { } name && Examples.Responses.TryGetValue(name, out var answer))
            {
                Show(response.Content, answer);
            }
            else if (Examples.Problems.TryGetValue(status, out var problem))
            {
                Show(response.Content, problem);
            }
        }

        return Task.CompletedTask;
    }

    private static void Show(IDictionary<string, OpenApiMediaType>? content, string example)
    {
        foreach (var (type, media) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            media.Example = type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(example) : JsonValue.Create(example);
        }
    }

    /// <summary>A <see cref="PersonalText"/> is a string to those outside.</summary>
    private static Task ShowTextAsStringAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.JsonTypeInfo.Type == typeof(PersonalText))
        {
            schema.Type = JsonSchemaType.String;
        }

        return Task.CompletedTask;
    }
}
