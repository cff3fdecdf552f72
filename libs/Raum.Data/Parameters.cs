using Npgsql;

namespace Raum.Data;

/// <summary>Positional parameters, with null as SQL's null.</summary>
public static class Parameters
{
    /// <summary>A positional parameter. <see cref="DateTimeOffset"/> goes as UTC, as <c>timestamptz</c> wants it; an enum is refused, so that nobody stores a number by accident.</summary>
    public static NpgsqlParameter Of(object? value) =>
        value switch
        {
            null => new NpgsqlParameter { Value = DBNull.Value },
            NpgsqlParameter parameter => parameter,
            DateTimeOffset time => new NpgsqlParameter<DateTimeOffset> { TypedValue = time.ToUniversalTime() },
            Enum => throw new ArgumentException("Say how an enum is stored: as its name or as a number.", nameof(value)),
            _ => new NpgsqlParameter { Value = value },
        };

    /// <summary>Adds positional parameters to a command.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(Of(value));
        }

        return command;
    }
}
