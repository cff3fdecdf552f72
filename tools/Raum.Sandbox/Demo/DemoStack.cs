using System.Text.Json;

namespace Raum.Sandbox.Demo;

/// <summary>Where a running Raum on this machine is, as <c>./raum up</c> writes it down.</summary>
/// <param name="Redis">Connection string of its Redis.</param>
/// <param name="Postgres">Connection string of a superuser.</param>
/// <param name="Folder">Its data folder; <c>logs</c>, <c>redis</c> and <c>postgres</c> lie in it.</param>
internal sealed record DemoStack(Uri Api, Uri Sandbox, Guid Organization, string ApiKey, string Redis, string Postgres, string Folder)
{
    public static async Task<DemoStack> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return await JsonSerializer.DeserializeAsync<DemoStack>(stream, JsonSerializerOptions.Web, cancellationToken)
            ?? throw new DemoException($"{file} is empty.");
    }
}

/// <summary>The demo cannot go on; its message is for the person who runs it.</summary>
internal sealed class DemoException(string message) : Exception(message);
