using Raum.AuditStore.Export.Formats;

namespace Raum.AuditStore.Export;

/// <summary>Forms of entries for other programs (AUD-6).</summary>
public enum EntryFormat
{
    /// <summary>RFC 4180 with a head line; no field is a formula for a spreadsheet.</summary>
    Csv,

    /// <summary>ArcSight Common Event Format, version 0.</summary>
    Cef,

    /// <summary>Open Cybersecurity Schema Framework 1.x, class API Activity (6003), as JSON Lines.</summary>
    Ocsf,
}

internal static class EntryFormats
{
    public static IEntryFormat Of(EntryFormat format) =>
        format switch
        {
            EntryFormat.Csv => new CsvFormat(),
            EntryFormat.Cef => new CefFormat(),
            EntryFormat.Ocsf => new OcsfFormat(),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
}
