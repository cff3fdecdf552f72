using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Raum.Http.Problems;

/// <summary>Answers a body that breaks its rules with 400 and the JSON path of each broken rule, before the handler runs.</summary>
internal sealed class ValidationFilter<T>(IValidator<T> rules, bool optional) : IEndpointFilter
    where T : class
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.Arguments.OfType<T>().FirstOrDefault() is not { } body)
        {
            return optional ? await next(context) : Problem.Invalid(new Dictionary<string, string[]> { ["$"] = ["must be a JSON object"] });
        }

        var result = await rules.ValidateAsync(body, context.HttpContext.RequestAborted);
        return result.IsValid
            ? await next(context)
            : Problem.Invalid(
                result
                    .Errors.GroupBy(error => Path(error.PropertyName), error => error.ErrorMessage, StringComparer.Ordinal)
                    .ToDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal)
            );
    }

    /// <summary><c>Options.Language</c> as <c>$.options.language</c>, as the caller wrote it.</summary>
    private static string Path(string property) =>
        property is "" or "$"
            ? "$"
            : "$." + string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}

public static class ValidationFilterExtensions
{
    /// <summary>Checks the body of this endpoint with the rules given.</summary>
    /// <param name="optional">A request without a body passes.</param>
    public static RouteHandlerBuilder Validated<T>(this RouteHandlerBuilder route, IValidator<T> rules, bool optional = false)
        where T : class =>
        route.AddEndpointFilter(new ValidationFilter<T>(rules, optional)).ProducesProblemBody(StatusCodes.Status400BadRequest);

    /// <summary>Says in the API's description that this endpoint answers these statuses with a problem.</summary>
    public static RouteHandlerBuilder ProducesProblemBody(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemBody>(status, "application/problem+json");
        }

        return route;
    }
}
