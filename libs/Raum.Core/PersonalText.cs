using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Raum.Core;

/// <summary>Text that may hold personal data. It shows its length wherever something prints it (PII-5).</summary>
/// <remarks>
/// <see cref="object.ToString"/>, JSON, the debugger and string interpolation all see the length only.
/// The one way to the content is <see cref="Reveal"/>, which is easy to grep for.
/// Equality compares the content, so that tests and dictionaries work.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(LengthOnlyConverter))]
public sealed class PersonalText(string content) : IEquatable<PersonalText>
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _content = content;

    public static PersonalText Empty { get; } = new("");

    /// <summary>Length in UTF-16 code units.</summary>
    public int Length => _content.Length;

    /// <summary>The content itself. Keep it in memory: never in a log, an exception, a span or a row.</summary>
    public string Reveal() => _content;

    public override string ToString() => $"[{_content.Length} characters]";

    public bool Equals(PersonalText? other) => other is not null && string.Equals(_content, other._content, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as PersonalText);

    public override int GetHashCode() => _content.GetHashCode(StringComparison.Ordinal);

    /// <summary>Writes the length. Public, because source-generated contexts of other assemblies name it.</summary>
    public sealed class LengthOnlyConverter : JsonConverter<PersonalText>
    {
        public override PersonalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, PersonalText value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
