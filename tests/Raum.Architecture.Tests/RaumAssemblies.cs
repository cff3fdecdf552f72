using System.Reflection;

namespace Raum.Architecture.Tests;

/// <summary>Every assembly of the product, by the output folder of this test, which references all hosts.</summary>
internal static class RaumAssemblies
{
    public static IReadOnlyList<Assembly> All { get; } =
    [
        .. Directory
            .GetFiles(AppContext.BaseDirectory, "Raum.*.dll")
            .Where(file => !Path.GetFileName(file).StartsWith("Raum.Architecture", StringComparison.Ordinal))
            .Select(file => Assembly.Load(AssemblyName.GetAssemblyName(file))),
    ];
}
