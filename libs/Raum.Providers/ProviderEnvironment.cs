using System.Collections;
using Microsoft.Extensions.Options;

namespace Raum.Providers;

/// <summary>Refuses environment variables that would reach into the providers' SDKs.</summary>
/// <remarks>
/// The SDKs read <c>ANTHROPIC_*</c> and <c>OPENAI_*</c> by themselves: a base URL, headers, a key that is not the organization's, or a switch
/// that puts content into spans. No organization is ever served with the operator's credential (KEY-4), so the process does not start with one.
/// </remarks>
public static class ProviderEnvironment
{
    private static readonly string[] _prefixes = ["ANTHROPIC_", "OPENAI_"];

    /// <summary>Looks at this process' environment.</summary>
    /// <returns>Null when nothing is set; otherwise a message for the operator with the names, never the values.</returns>
    public static string? Check() => Check(Environment.GetEnvironmentVariables());

    /// <inheritdoc cref="Check()"/>
    public static string? Check(IDictionary variables)
    {
        ArgumentNullException.ThrowIfNull(variables);

        var names = variables
            .Keys.OfType<string>()
            .Where(name => _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0
            ? null
            : $"Unset {string.Join(", ", names)}: the providers' SDKs read these variables, and Raum calls providers with the organizations' own keys only.";
    }
}

internal sealed class ProviderEnvironmentRule : IValidateOptions<ProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, ProviderOptions options) =>
        ProviderEnvironment.Check() is { } error ? ValidateOptionsResult.Fail(error) : ValidateOptionsResult.Success;
}
