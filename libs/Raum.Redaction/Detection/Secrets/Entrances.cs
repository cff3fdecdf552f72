namespace Raum.Redaction;

/// <summary>What a code opens or lets in to: doors, alarms, lockers, logins.</summary>
internal static class Entrances
{
    /// <summary>How far around a code such a word is looked for.</summary>
    private const int Reach = 60;

    /// <summary>Before "code" they make a PIN of it.</summary>
    public static readonly WordSet Doors = Cues.Set(
        "door gate entry alarm safe lockbox keypad garage porte portail portone cancello puerta porta portao deur tur poort citofono interphone immeuble batiment barriere parking tiefgarage parkhaus aparcamiento parcheggio estacionamento parkeergarage"
    );

    /// <summary>The same of codes that let somebody in once: "recovery code JADE-4471".</summary>
    public static readonly WordSet Logins = Cues.Set(
        "recovery backup login verification security access reset unlock lock locker authentication authorisation authorization safe wiederherstellungs sicherheits anmelde zugangs"
    );

    private static readonly WordSet Others = Cues.Set(
        "lock locker turschloss haustur eingang zugang schloss tresor alarmanlage schliessfach entrance access unlock arm disarm portillo porton entrada acceso cerradura taquilla alarma serrure alarme casier acces entree serratura ingresso accesso allarme armadietto fechadura acesso cacifo armario slot toegang kluis ingang poortje kluisje "
            + "login log logging logged sign signed anmeldung anmelden angemeldet einloggen eingeloggt connexion connecter sesion ingresar accesso entrar inloggen ingelogd "
            + "sms text texted app authenticator portal"
    );

    /// <summary>True when the line speaks of such a thing, around these places.</summary>
    public static bool AreNear(ReadOnlySpan<char> text, int start, int end)
    {
        var from = Math.Max(0, start - Reach);
        from += text[from..start].LastIndexOf('\n') + 1;
        var line = text[from..Math.Min(text.Length, end + Reach)];
        for (var at = 0; Lexicon.NextWord(line, ref at, out var word); )
        {
            if (Doors.Contains(line[word..at]) || Others.Contains(line[word..at]))
            {
                return true;
            }
        }

        return false;
    }
}
