using Raum.Data;

namespace Raum.Keys;

/// <summary>A column whose fields are sealed anew when their key rotates. The library that owns the table registers it as a singleton.</summary>
/// <remarks>The names are parts of SQL: constants of the code, never input.</remarks>
/// <param name="Table">With its schema.</param>
/// <param name="AddressTable">As in <see cref="FieldAddress.Table"/>.</param>
public sealed record SealedColumn(string Table, string Column, string AddressTable, KeyUse Use = KeyUse.Field)
{
    /// <summary>The column that tells an organization's rows apart; its id itself where it has one row.</summary>
    public string Key { get; init; } = "organization_id";

    /// <summary>The SQL type of <see cref="Key"/>.</summary>
    public string KeyType { get; init; } = "uuid";

    /// <summary>The SQL expression that gives <see cref="FieldAddress.Row"/>.</summary>
    public string Row { get; init; } = "organization_id::text";

    /// <summary>True for a column that is where the organization's conversations and log are.</summary>
    internal bool IsPlaced => PlacedDatabase.Schemas.Contains(Table.Split('.')[0]);

    internal FieldAddress Address(string row) => new(AddressTable, Column, row) { Use = Use };
}
