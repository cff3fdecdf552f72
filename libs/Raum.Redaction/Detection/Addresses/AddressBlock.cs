using System.Collections.Frozen;

namespace Raum.Redaction;

/// <summary>The lines below "Ship to:" or "Rechnungsadresse", and what stands behind it on its line: a person, a street of any kind and a place (PII-1).</summary>
/// <remarks>Linear: short lines are looked up, and a few lines below such a label are read.</remarks>
internal sealed class AddressBlock : IDetector
{
    private const string Name = "address-block";
    private const string Reason = "label";
    private const int MostLines = 6;
    private const int LongestLine = 60;
    private const int LongestInline = 160;

    /// <summary>"3 bis rue de la Paix" has some small words, a sentence has more.</summary>
    private const int MostSmall = 4;

    private const int FewestOfPhone = 9;

    /// <summary>Letters alone, folded.</summary>
    private static readonly FrozenSet<ulong> Labels = (
        "billto shipto shippedto shippingto deliverto deliveryto deliveredto soldto invoiceto billedto sendto rechnungan lieferungan lieferan versandan versendenan facturea livrea expediea adressera facturara enviara enviadoa entregara "
        + "fatturarea spedirea speditoa consegnaa consegnarea factuuraan leveringaan leverenaan verzendenaan bezorgenaan enviarpara entregarem entregara faturara "
        + "billingaddress shippingaddress deliveryaddress invoiceaddress mailingaddress postaladdress rechnungsadresse rechnungsanschrift lieferadresse lieferanschrift versandadresse adressedefacturation adressedelivraison adressedexpedition "
        + "direcciondefacturacion direcciondeenvio direcciondeentrega indirizzodifatturazione indirizzodispedizione indirizzodiconsegna factuuradres verzendadres afleveradres bezorgadres enderecodecobranca "
        + "enderecodeentrega enderecodefaturacao moradadeentrega moradadefaturacao"
    )
        .Split(' ')
        .Select(label => Lexicon.Hash(label))
        .ToFrozenSet();

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var line = 0; line < text.Length; )
        {
            var end = TableDetector.LineEnd(text, line);
            var label = LabelEnd(text[line..end]);
            line =
                label == 0 ? end + 1
                : text[(line + label)..end].Trim(" \r*").IsEmpty ? Below(text, end + 1, findings)
                : Behind(text, line + label, end, findings);
        }
    }

    /// <summary>Where the label ends with which a line begins, behind its colon; 0 where there is none.</summary>
    private static int LabelEnd(ReadOnlySpan<char> line)
    {
        var near = line[..Math.Min(line.Length, ColumnLabels.Longest + 8)];
        var colon = near.IndexOf(':');
        Work.Add(near.Length);
        if (colon < 0 && near.Length < line.Length)
        {
            return 0;
        }

        var label = colon < 0 ? near : near[..colon];
        Span<char> letters = stackalloc char[ColumnLabels.Longest + 8];
        return Labels.Contains(Lexicon.Hash(MailLocalPart.Letters(label, letters))) ? label.Length + (colon < 0 ? 0 : 1) : 0;
    }

    /// <summary>Reads the lines of the block; gives the line behind it.</summary>
    private static int Below(ReadOnlySpan<char> text, int line, List<Finding> findings)
    {
        Span<(int Start, int End)> lines = stackalloc (int, int)[MostLines];
        var count = 0;
        while (line < text.Length && count < MostLines)
        {
            var end = TableDetector.LineEnd(text, line);
            Work.Add(end - line);
            var own = text[line..end].Trim(" \r\t*,");
            if (own.IsEmpty || EndsBlock(own))
            {
                break;
            }

            if (!IsOfBlock(own))
            {
                return end + 1;
            }

            var start = line + text[line..end].IndexOf(own);
            lines[count++] = (start, start + own.Length);
            line = end + 1;
        }

        var first = 0;
        if (count > 0 && IsPerson(text[lines[0].Start..lines[0].End]))
        {
            findings.Add(new Finding(lines[0].Start, lines[0].End, PiiType.Name, Name, 0.9, Reason));
            first = 1;
        }

        while (first < count && !HasDigit(text, lines[first]))
        {
            first++;
        }

        if (first < count - 1)
        {
            findings.Add(new Finding(lines[first].Start, lines[count - 1].End, PiiType.Address, Name, 0.9, Reason));
        }

        return line;
    }

    /// <summary>"Ship to: Anna Berg, 5 Mill Crest, York".</summary>
    private static int Behind(ReadOnlySpan<char> text, int from, int end, List<Finding> findings)
    {
        var own = text[from..end].Trim(" \r*");
        Work.Add(own.Length);
        var start = from + text[from..end].IndexOf(own);
        var comma = own.IndexOf(", ");
        if (comma < 0 || own.Length > LongestInline || own.ContainsAny("?!@<:") || !char.IsUpper(own[0]))
        {
            return end + 1;
        }

        var rest = own[(comma + 2)..].TrimEnd('.');
        if (
            IsPerson(own[..comma])
            && rest.Contains(", ", StringComparison.Ordinal)
            && rest.ContainsAnyInRange('0', '9')
            && Small(rest) <= MostSmall
        )
        {
            findings.Add(new Finding(start, start + comma, PiiType.Name, Name, 0.9, Reason));
            findings.Add(new Finding(start + comma + 2, start + comma + 2 + rest.Length, PiiType.Address, Name, 0.9, Reason));
        }

        return end + 1;
    }

    /// <summary>A mail address, a phone number, another label, a sentence or an article: "2 x Kettle".</summary>
    private static bool EndsBlock(ReadOnlySpan<char> line)
    {
        var digits = IdToken.DigitsOf(line);
        var number = line.IndexOfAnyExceptInRange('0', '9');
        var hasDigit = digits > 0;
        return line.ContainsAny("@:=|")
            || digits >= FewestOfPhone
            || ((line[^1] == '.' || !hasDigit) && char.IsLower(line[line.LastIndexOf(' ') + 1]))
            || (line[^1] == '.' && !hasDigit)
            || (number > 0 && number + 1 < line.Length && line[number..].TrimStart(' ') is ['x' or '×' or 'X', ' ', ..]);
    }

    private static bool IsOfBlock(ReadOnlySpan<char> line) =>
        line.Length <= LongestLine
        && (char.IsUpper(line[0]) || char.IsAsciiDigit(line[0]))
        && !line.ContainsAny("?!\t")
        && Small(line) <= MostSmall;

    /// <summary>Words without a capital.</summary>
    private static int Small(ReadOnlySpan<char> line)
    {
        var count = 0;
        for (var at = 1; at < line.Length; at++)
        {
            count += line[at - 1] == ' ' && char.IsLower(line[at]) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Two words of a name or more: not "First Floor", "Rose Cottage".</summary>
    private static bool IsPerson(ReadOnlySpan<char> line)
    {
        var last = line[(line.LastIndexOf(' ') + 1)..];
        return line.Length > last.Length
            && !AddressWords.Units.Contains(last)
            && !AddressWords.Houses.Contains(last)
            && TableValue.IsListedName(line);
    }

    private static bool HasDigit(ReadOnlySpan<char> text, (int Start, int End) line) =>
        text[line.Start..line.End].ContainsAnyInRange('0', '9');
}
