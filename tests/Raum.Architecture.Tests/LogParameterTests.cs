using System.Reflection;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Architecture.Tests;

/// <summary>PII-5: a log line cannot carry text. Only ids, codes, names from closed sets, numbers and times are parameters.</summary>
public sealed class LogParameterTests
{
    private static readonly HashSet<Type> Allowed =
    [
        typeof(OrganizationId),
        typeof(JobId),
        typeof(ApiKeyId),
        typeof(CorrelationId),
        typeof(UserId),
        typeof(Guid),
        typeof(Type),
        typeof(bool),
        typeof(int),
        typeof(long),
        typeof(double),
        typeof(TimeSpan),
        typeof(DateTimeOffset),
    ];

    [Fact]
    public void No_log_method_takes_a_string_an_object_or_an_exception()
    {
        var methods = RaumAssemblies
            .All.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)
            .ToList();

        methods.ShouldNotBeEmpty(); // a test that finds nothing proves nothing
        methods
            .SelectMany(
                method => method.GetParameters(),
                (method, parameter) =>
                    (
                        Method: $"{method.DeclaringType!.Name}.{method.Name}",
                        parameter.Name,
                        Type: Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType
                    )
            )
            .Where(found => !typeof(ILogger).IsAssignableFrom(found.Type) && !found.Type.IsEnum && !Allowed.Contains(found.Type))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Event_ids_are_unique()
    {
        var ids = RaumAssemblies
            .All.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            .Select(method =>
                (Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId, Name: $"{method.DeclaringType}.{method.Name}")
            )
            .Where(found => found.Id is not null)
            .ToList();

        ids.ShouldNotBeEmpty();
        ids.GroupBy(found => found.Id).Where(group => group.Count() > 1).Select(group => string.Join(", ", group)).ShouldBeEmpty();
    }
}
