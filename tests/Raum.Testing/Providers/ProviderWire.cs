using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Providers;

/// <summary>One provider's side of the wire: what a request must look like, and how answers are written. Independent of the code it checks.</summary>
public abstract class ProviderWire
{
    /// <summary>Says what is wrong with the request, by the provider's reference; null when nothing is.</summary>
    public abstract string? Check(IReadOnlyDictionary<string, string> headers, JsonElement body, bool streaming);

    /// <summary>The key of the request, wherever the provider has it.</summary>
    public abstract string? KeyOf(IReadOnlyDictionary<string, string> headers);

    /// <summary>Whether the request asks for a stream.</summary>
    public abstract bool IsStreaming(PathString path, JsonElement body);

    public abstract string Whole(string model, ProviderReply.Answer answer);

    /// <summary>The events before, between and after the pieces; a null piece stands for the end.</summary>
    public abstract IEnumerable<string> Opening(string model, ProviderReply.Answer answer);

    public abstract string Piece(string model, string text);

    public abstract IEnumerable<string> Closing(string model, ProviderReply.Answer answer);

    /// <summary>An error inside a stream.</summary>
    public abstract string StreamError(string json);

    public abstract ProviderReply.Error WrongKey { get; }

    public abstract ProviderReply.Error BadRequest(string message);

    /// <summary>Every field must be one of these; those that end in <c>!</c> must be there.</summary>
    protected static string? Fields(JsonElement element, string where, params string[] allowed)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return $"{where} is not an object";
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!allowed.Any(name => name.TrimEnd('!') == property.Name))
            {
                return $"unknown field {property.Name} in {where}";
            }
        }

        return allowed
            .Where(name => name.EndsWith('!') && !element.TryGetProperty(name.TrimEnd('!'), out _))
            .Select(name => $"missing field {name.TrimEnd('!')} in {where}")
            .FirstOrDefault();
    }

    protected static string? First(params Func<string?>[] checks) =>
        checks.Select(check => check()).FirstOrDefault(found => found is not null);

    protected static string? Kind(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != kind ? $"{name} is not a {kind}" : null;

    protected static string Json(object value) => JsonSerializer.Serialize(value);
}
