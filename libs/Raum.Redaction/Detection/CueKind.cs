namespace Raum.Redaction;

/// <summary>What a cue word says about the value near it.</summary>
internal enum CueKind : byte
{
    None,

    /// <summary>"date of birth": also a question whose answer stands some lines behind.</summary>
    BirthDate,

    /// <summary>"born", "née": the date stands beside it, or the year alone.</summary>
    Born,
    Id,

    /// <summary>Also a word of other meanings ("sin", "pan", "national"): the value must look the part.</summary>
    WeakId,

    /// <summary>"cc", "c.i.": the identity card in Latin America, where its form follows.</summary>
    Cedula,
    Password,

    /// <summary>"PIN", "Zugangscode": a code that only its owner may know.</summary>
    Pin,

    /// <summary>"code" alone, which is said of many things.</summary>
    Code,
    Key,

    /// <summary>"Bearer", "Basic" before a credential.</summary>
    Scheme,

    /// <summary>"security answer".</summary>
    Answer,

    /// <summary>A program whose <c>-p</c> takes a password.</summary>
    Client,

    /// <summary>"credentials": a user and a password behind it.</summary>
    Pair,

    /// <summary>"username": what stands behind it is one.</summary>
    Account,

    /// <summary>"user", "login": more often a word of the sentence.</summary>
    User,

    /// <summary>"Discord", "Telegram": a handle may follow.</summary>
    Site,

    /// <summary>"logged in", with "as" behind it.</summary>
    SignedIn,

    /// <summary>"sort code", "Kontonummer": the number of a bank account is near.</summary>
    Bank,

    /// <summary>"Kennzeichen", "license plate".</summary>
    Plate,

    /// <summary>"car", "Golf": its plate may follow.</summary>
    Vehicle,

    /// <summary>"seed", "mnemonic", "recovery", with a word for a phrase.</summary>
    Seed,

    /// <summary>"digits", "security code": of a card, where the words beside it say so.</summary>
    CardCode,

    /// <summary>"I'm", "soy", "banned as", "called": a user name may follow.</summary>
    Self,

    /// <summary>"my buddy", "player": one who may be called by a user name.</summary>
    Player,

    /// <summary>"session", "access", "unlock": of a user behind it.</summary>
    Owned,

    /// <summary>"under the name": of a player or a member.</summary>
    Played,

    /// <summary>"sold", "comprato": with whom may follow.</summary>
    Trade,
}
