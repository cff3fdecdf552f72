namespace Raum.Redaction;

/// <summary>Who gets it stands before a street and is no part of the address: "Dobbs Farm Supply, {30221 Highway 14 N"; the name of a house is: "The Gate Lodge, Ballyfree".</summary>
internal static class AddressReceiver
{
    private const int LongestStreet = 40;

    private static readonly WordSet Firms = Cues.Set(
        "consulting supply supplies returns services solutions logistics trading ristorante restaurant restaurante trattoria hotel school college university hospital clinic praxis kanzlei apotheke pharmacy pharmacie "
            + "farmacia bakery backerei bakkerij bank motors garage opticians optik agency agentur agence agencia store shop boutique gmbh ltd limited inc llc plc kg ag bv nv sarl sas srl spa lda"
    );

    /// <summary>Make a firm's word the name of a house: "The Old Bakery".</summary>
    private static readonly WordSet Former = Cues.Set(
        "old former ancien ancienne vieille alte alter altes ehemalige vecchia vecchio antigua antiguo antiga oude voormalige"
    );

    /// <summary>Where the street begins behind the first comma when it is whole without what stands before; the start otherwise.</summary>
    public static int After(ReadOnlySpan<char> text, int start, int end)
    {
        var comma = text[start..end].IndexOfAny(',', '\n');
        if (comma < 0 || text[start + comma] != ',' || start + comma + 6 > end || text[start + comma + 1] != ' ')
        {
            return start;
        }

        var first = text.Slice(start, comma);
        if (first.ContainsAnyInRange('0', '9') || !first.Contains(' ') || first.ContainsAny('"', '“', '”') || !IsFirm(first))
        {
            return start;
        }

        var next = start + comma + 2;
        return BeginsStreet(text[next..end]) ? next : start;
    }

    /// <summary>"30221 Highway", "47-83 Boulevard", "Bay 4", "3rd Floor", "vul. Zelena", "Bygdøy allé 23".</summary>
    public static bool BeginsStreet(ReadOnlySpan<char> street)
    {
        var digits = street.IndexOfAnyExceptInRange('0', '9');
        if (digits > 0)
        {
            return digits + 1 < street.Length
                && ((street[digits] == ' ' && char.IsUpper(street[digits + 1])) || street[digits] == '-' || char.IsLower(street[digits]));
        }

        var word = AddressWords.NameEnd(street, 0);
        if (word == 0 || word + 1 >= street.Length)
        {
            return false;
        }

        if (
            street[word] is ' ' or '.'
            && (AddressWords.Units.Contains(street[..word]) || (word > 2 && AddressWords.StreetsBefore.Contains(street[..word])))
        )
        {
            return true;
        }

        // "Trennick Lane", or words and one number up to the comma.
        var stop = street[..Math.Min(street.Length, LongestStreet)].IndexOfAny(',', '\n');
        var segment = stop < 0 ? street : street[..stop];
        if (AddressWords.Streets.Contains(segment[AddressWords.WordStart(segment, segment.Length)..]))
        {
            return true;
        }

        var number = segment.IndexOfAnyInRange('0', '9');
        return number > 4 && segment.Length - number <= 4;
    }

    /// <summary>A firm, as far as words tell it (people: <see cref="AddressLines"/>); what may be the name of a house stays part of the address.</summary>
    private static bool IsFirm(ReadOnlySpan<char> name)
    {
        var last = name[AddressWords.WordStart(name, name.Length)..];
        if (
            last.IsEmpty
            || AddressWords.Houses.Contains(last)
            || AddressWords.Streets.Contains(last)
            || AddressWords.StreetsBefore.Contains(name[..AddressWords.NameEnd(name, 0)])
        )
        {
            return false;
        }

        var isFirm = false;
        for (var at = 0; at < name.Length; )
        {
            var end = AddressWords.NameEnd(name, at);
            if (end == at)
            {
                at++;
                continue;
            }

            var word = name[at..end];
            if (AddressWords.Homes.Contains(word) || AddressWords.Units.Contains(word) || Former.Contains(word))
            {
                return false;
            }

            isFirm |= Firms.Contains(word);
            at = end;
        }

        return isFirm;
    }
}
