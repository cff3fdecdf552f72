using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Raum.Testing.Memory;

/// <summary>Walks everything that can be reached from some objects and from the static fields of some assemblies, as the collector would, and looks for texts.</summary>
/// <remarks>
/// Strings, arrays of characters and arrays of bytes (UTF-8 and UTF-16) are looked at. Thread statics, stacks and native memory are not reached. What lies below an
/// object of a namespace in <paramref name="beyond"/> is not walked.
/// </remarks>
public sealed class Reachable(IReadOnlyList<string> texts, IReadOnlyList<string> beyond)
{
    private const BindingFlags Everything =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<(string Utf16, byte[] Utf8, byte[] Bytes16)> _needles =
    [
        .. texts.Select(text => (text, Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text))),
    ];

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(object Value, string Path)> _next = new();
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];

    /// <summary>Objects that were walked.</summary>
    public int Count => _seen.Count;

    public Reachable From(object root, string name)
    {
        Add(root, name);
        return this;
    }

    /// <summary>What this object leads to is not walked: the test's own.</summary>
    public Reachable Past(object value)
    {
        _seen.Add(value);
        return this;
    }

    /// <summary>Static fields of all types of an assembly, compiler-generated ones included..</summary>
    public Reachable FromStaticsOf(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            foreach (
                var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .Where(field => !field.IsLiteral && MayHold(field.FieldType))
            )
            {
                Add(field.GetValue(null), $"{type.FullName}.{field.Name}");
            }
        }

        return this;
    }

    /// <summary>Where one of the texts is: the way from a root, without the text.</summary>
    public IReadOnlyList<string> Find()
    {
        var found = new List<string>();
        while (_next.TryDequeue(out var next))
        {
            if (Holds(next.Value))
            {
                found.Add(next.Path);
            }

            Expand(next.Value, next.Path);
        }

        return found;
    }

    private void Expand(object value, string path)
    {
        var type = value.GetType();
        if (value is Array array)
        {
            if (MayHold(type.GetElementType()!))
            {
                foreach (var item in array)
                {
                    Add(item, path + "[]");
                }
            }

            return;
        }

        // Its entries hang on handles, not on fields.
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(ConditionalWeakTable<,>))
        {
            foreach (var pair in (IEnumerable)value)
            {
                Add(pair, path + "[]");
            }
        }

        for (var at = type; at is not null; at = at.BaseType)
        {
            if (!_fields.TryGetValue(at, out var fields))
            {
                _fields[at] = fields = [.. at.GetFields(Everything).Where(field => MayHold(field.FieldType))];
            }

            foreach (var field in fields)
            {
                Add(field.GetValue(value), $"{path} › {at.Name}.{field.Name}");
            }
        }
    }

    private void Add(object? value, string path)
    {
        if (
            value is null or Pointer or Type or MemberInfo or Assembly or Module
            || (value.GetType().Namespace is { } space && beyond.Any(one => space.StartsWith(one, StringComparison.Ordinal)))
        )
        {
            return;
        }

        if (value.GetType().IsValueType || _seen.Add(value))
        {
            _next.Enqueue((value, path));
        }
    }

    /// <summary>A number holds no text; a structure may.</summary>
    private static bool MayHold(Type type) =>
        !type.IsPrimitive
        && !type.IsEnum
        && !type.IsPointer
        && !type.IsByRef
        && !type.IsByRefLike
        && type != typeof(decimal)
        && type != typeof(DateTimeOffset)
        && type != typeof(DateTime)
        && type != typeof(TimeSpan)
        && type != typeof(Guid);

    private bool Holds(object value) =>
        value switch
        {
            string text => _needles.Any(needle => text.Contains(needle.Utf16, StringComparison.Ordinal)),
            char[] characters => _needles.Any(needle => characters.AsSpan().IndexOf(needle.Utf16) >= 0),
            byte[] bytes => _needles.Any(needle => bytes.AsSpan().IndexOf(needle.Utf8) >= 0 || bytes.AsSpan().IndexOf(needle.Bytes16) >= 0),
            _ => false,
        };
}
