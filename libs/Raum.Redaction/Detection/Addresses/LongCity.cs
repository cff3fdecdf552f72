namespace Raum.Redaction;

/// <summary>The rest of a city's name: "73230 Kirchheim {unter Teck", "91541 Rothenburg {ob der Tauber", "76133 Le Perreux {sur Marne".</summary>
internal static class LongCity
{
    private static readonly WordSet Small = Cues.Set("unter ob sur sous upon vor sul sulla");

    private static readonly WordSet Articles = Cues.Set("der dem den le la");

    /// <summary>Rivers, hills and coasts; "10115 Berlin unter Vorbehalt", "68000 Colmar sur Facebook" end with the city.</summary>
    private static readonly WordSet Places = Cues.Set(
        "teck rennsteig tauber hohe rhon wald mer marne seine loire saone rhone oise isere orge yvette aisne somme sarthe cher indre vienne dordogne lot garonne meuse moselle bois jouarre avon thames severn trent tyne humber panaro mincio serio naviglio"
    );

    public static int Read(ReadOnlySpan<char> text, int end)
    {
        if (end + 6 >= text.Length || text[end] != ' ' || !char.IsLower(text[end + 1]) || !char.IsLower(text[end - 1]))
        {
            return end;
        }

        var last = AddressWords.NameEnd(text, end + 1);
        if (!Small.Contains(text[(end + 1)..last]))
        {
            return end;
        }

        var article = last + 1 < text.Length ? AddressWords.NameEnd(text, last + 1) : last;
        last = article > last + 1 && Articles.Contains(text[(last + 1)..article]) ? article : last;
        if (last + 2 >= text.Length || !char.IsUpper(text[last + 1]))
        {
            return end;
        }

        var name = AddressWords.NameEnd(text, last + 1);
        return Places.Contains(text[(last + 1)..name]) ? name : end;
    }
}
