using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Raum.Sandbox.Pages;

/// <summary>Markup that is safe by construction: what is interpolated is escaped, unless it is <see cref="Html"/> itself.</summary>
internal sealed record Html(string Markup)
{
    public static Html Empty { get; } = new("");

    public static Html Of(HtmlBuilder builder) => new(builder.ToString());

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> render) => new(string.Concat(items.Select(item => render(item).Markup)));

    /// <summary>Plain text with its line breaks.</summary>
    public static Html Lines(string text) => new(HtmlBuilder.Encode(text).Replace("\n", "<br>", StringComparison.Ordinal));
}

[InterpolatedStringHandler]
internal readonly ref struct HtmlBuilder(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _markup = new(literalLength + (formattedCount * 16));

    // A line break written into an attribute's entity would not survive; as itself it does.
    public static string Encode(string text) =>
        Encoder.Encode(text.ReplaceLineEndings("\n")).Replace("&#xA;", "\n", StringComparison.Ordinal);

    public void AppendLiteral(string literal) => _markup.Append(literal);

    public void AppendFormatted(Html html) => _markup.Append(html.Markup);

    public void AppendFormatted(string? text) => _markup.Append(Encode(text ?? ""));

    public void AppendFormatted(long number) => _markup.Append(number);

    public override string ToString() => _markup.ToString();
}
