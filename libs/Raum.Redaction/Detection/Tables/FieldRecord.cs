using System.Buffers;

namespace Raum.Redaction;

/// <summary>The fields of one record, read one after another: what other fields it has tells whether a "name" is a person's.</summary>
internal ref struct FieldRecord(Span<KeyedValue> fields)
{
    /// <summary>A record with more fields is read in parts.</summary>
    public const int Most = 32;

    private static readonly SearchValues<string> NameKeys = SearchValues.Create(
        ["name", "nom", "naam", "apell", "apelido"],
        StringComparison.OrdinalIgnoreCase
    );

    private readonly Span<KeyedValue> _fields = fields;
    private int _count;

    public readonly bool IsEmpty => _count == 0;

    public readonly bool IsFull => _count == _fields.Length;

    /// <summary>Where the last value ends.</summary>
    public readonly int End => _fields[_count - 1].End;

    public void Add(in KeyedValue field) => _fields[_count++] = field;

    /// <summary>Gives the fields with what their values are, and begins anew.</summary>
    /// <param name="isWritten">People write so, too: every field needs another one about a person beside it, and streets are told by who reads the lines.</param>
    public void Settle(ReadOnlySpan<char> text, bool isWritten, string detector, List<Finding> findings)
    {
        var people = 0;
        foreach (var field in _fields[.._count])
        {
            people += IsOfPerson(text, field) ? 1 : 0;
        }

        var place = false;
        foreach (var field in _fields[.._count])
        {
            var others = people - (IsOfPerson(text, field) ? 1 : 0);
            var cell = text[field.Start..field.End];
            var type =
                isWritten && (others == 0 || field.Kind == ColumnKind.Street) ? null
                : place && field.Kind == ColumnKind.Place ? PlaceOf(cell)
                : TableValue.TypeOfField(field.Kind, cell, others > 0, IsNameKey(text[field.KeyStart..field.Start]));
            place = !isWritten && (type == PiiType.Address || (place && field.Kind == ColumnKind.Region));
            if (type is { } known)
            {
                findings.Add(new Finding(field.Start, field.End, known, detector, 0.92, NameField.Reason));
            }
        }

        _count = 0;
    }

    /// <summary>"last_name", "nom de famille", "apellidos", not "guest" or "owner".</summary>
    public static bool IsNameKey(ReadOnlySpan<char> key) => key.ContainsAny(NameKeys);

    /// <summary>True for a field about a person that has a value: "phone": null says nothing.</summary>
    private static bool IsOfPerson(ReadOnlySpan<char> text, in KeyedValue field)
    {
        var cell = text[field.Start..field.End];
        return TableDetector.IsOfPerson(field.Kind)
            && (
                field.Kind == ColumnKind.Email
                    ? cell.Contains('@') || TableValue.IsMasked(cell)
                    : TableValue.IsMasked(cell) || TableValue.TypeOf(field.Kind, cell) is not null
            );
    }

    /// <summary>Postcode and city behind a street.</summary>
    private static PiiType? PlaceOf(ReadOnlySpan<char> cell) =>
        cell.Length is > 1 and < 60 && !TableValue.IsMasked(cell) && !cell.ContainsAny(":=<>") ? PiiType.Address : null;
}
