using System.Text.Json;

namespace Raum.Providers.Wire;

/// <summary>What a request may look like, field by field. A field that is not named has no place in a request (DESIGN: fail closed).</summary>
internal abstract record RequestShape
{
    /// <summary>Text that a model reads: it is checked for masked values.</summary>
    public static RequestShape CheckedText { get; } = new ContentShape();

    /// <summary>A word of the protocol: letters, digits and <c>_ - . / :</c>, at most 128.</summary>
    public static RequestShape Word { get; } = new WordShape(128, "_-./:@");

    /// <summary>An opaque id: letters, digits and <c>_ -</c>, at most 64. An address or a name with a space does not fit.</summary>
    public static RequestShape OpaqueId { get; } = new WordShape(64, "_-");

    public static RequestShape Number { get; } = new KindShape(JsonValueKind.Number);

    public static RequestShape True { get; } = new KindShape(JsonValueKind.True);

    public static RequestShape False { get; } = new KindShape(JsonValueKind.False);

    public static RequestShape Either(params RequestShape[] shapes) => new EitherShape(shapes);

    public static RequestShape ListOf(RequestShape item) => new ListShape(item);

    /// <summary>An object with these fields; those whose name ends in <c>!</c> must be there.</summary>
    public static RequestShape Object(params (string Name, RequestShape Shape)[] fields) =>
        new ObjectShape(
            fields.ToDictionary(field => field.Name.TrimEnd('!'), field => field.Shape, StringComparer.Ordinal),
            [.. fields.Where(field => field.Name.EndsWith('!')).Select(field => field.Name.TrimEnd('!'))]
        );

    /// <summary>True when the element has this shape; every content string in it goes to <paramref name="content"/>.</summary>
    public abstract bool Fits(JsonElement element, List<string> content);

    private sealed record ContentShape : RequestShape
    {
        public override bool Fits(JsonElement element, List<string> content)
        {
            if (element.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            content.Add(element.GetString()!);
            return true;
        }
    }

    private sealed record WordShape(int MaxLength, string Punctuation) : RequestShape
    {
        public override bool Fits(JsonElement element, List<string> content) =>
            element.ValueKind == JsonValueKind.String
            && element.GetString() is { Length: > 0 } word
            && word.Length <= MaxLength
            && word.All(c => char.IsAsciiLetterOrDigit(c) || Punctuation.Contains(c, StringComparison.Ordinal));
    }

    private sealed record KindShape(JsonValueKind Kind) : RequestShape
    {
        public override bool Fits(JsonElement element, List<string> content) => element.ValueKind == Kind;
    }

    private sealed record EitherShape(RequestShape[] Shapes) : RequestShape
    {
        public override bool Fits(JsonElement element, List<string> content) => Shapes.Any(shape => shape.Fits(element, content));
    }

    private sealed record ListShape(RequestShape Item) : RequestShape
    {
        public override bool Fits(JsonElement element, List<string> content) =>
            element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(item => Item.Fits(item, content));
    }

    private sealed record ObjectShape(Dictionary<string, RequestShape> Fields, string[] Required) : RequestShape
    {
        public override bool Fits(JsonElement element, List<string> content)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                // A name that comes twice could show one value here and another to the provider.
                if (!seen.Add(property.Name) || !Fields.TryGetValue(property.Name, out var shape) || !shape.Fits(property.Value, content))
                {
                    return false;
                }
            }

            return Required.All(seen.Contains);
        }
    }
}
