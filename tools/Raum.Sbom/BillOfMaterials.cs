using System.Text.Json;

namespace Raum.Sbom;

/// <summary>A bill of materials in CycloneDX 1.6 (ECMA-424), as JSON. Of the same packages it is the same to the byte: it names no time, machine or source.</summary>
internal static class BillOfMaterials
{
    private const string Root = "raum";

    public static void Write(RestoredPackages packages, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", Root);
        json.WriteString("name", Root);
        json.WriteString("version", packages.Version);
        json.WriteEndObject();
        json.WriteEndObject();

        json.WriteStartArray("components");
        foreach (var package in packages.All.Values)
        {
            Write(json, package);
        }

        json.WriteEndArray();
        json.WriteStartArray("dependencies");
        Write(json, Root, packages.Direct.Select(key => Reference(packages.All[key])));
        foreach (var package in packages.All.Values)
        {
            Write(json, Reference(package), package.Needs.Select(key => Reference(packages.All[key])));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, RestoredPackage package)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", Reference(package));
        json.WriteString("name", package.Name);
        json.WriteString("version", package.Version);
        json.WriteString("scope", package.IsDelivered ? "required" : "excluded");
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-512");
        json.WriteString("content", package.Sha512);
        json.WriteEndObject();
        json.WriteEndArray();
        if (package.License is { } license)
        {
            json.WriteStartArray("licenses");
            json.WriteStartObject();
            json.WriteString("expression", license);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteString("purl", Reference(package));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string of, IEnumerable<string> needs)
    {
        json.WriteStartObject();
        json.WriteString("ref", of);
        json.WriteStartArray("dependsOn");
        foreach (var need in needs)
        {
            json.WriteStringValue(need);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The package URL (ECMA-427) of a NuGet package.</summary>
    private static string Reference(RestoredPackage package) =>
        $"pkg:nuget/{Uri.EscapeDataString(package.Name)}@{Uri.EscapeDataString(package.Version)}";
}
