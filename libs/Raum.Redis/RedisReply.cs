using System.Text;

namespace Raum.Redis;

public enum RedisReplyKind
{
    Null,
    Text,
    Error,
    Number,
    Bytes,
    Items,
}

/// <summary>An answer of Redis. Asking for another shape than it has is a bug and throws.</summary>
public readonly struct RedisReply
{
    private readonly object? _content;
    private readonly long _number;

    internal RedisReply(RedisReplyKind kind, object? content, long number = 0) => (Kind, _content, _number) = (kind, content, number);

    public RedisReplyKind Kind { get; }

    public bool IsNull => Kind == RedisReplyKind.Null;

    public long Number => Kind == RedisReplyKind.Number ? _number : throw Unexpected();

    /// <summary>The bytes of a bulk or simple string; null for the null reply.</summary>
    public byte[]? BytesOrNull => IsNull ? null : Bytes;

    public byte[] Bytes => Kind is RedisReplyKind.Bytes or RedisReplyKind.Text ? (byte[])_content! : throw Unexpected();

    /// <summary>A bulk or simple string read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The elements of an array; empty for the null reply.</summary>
    public IReadOnlyList<RedisReply> Items =>
        IsNull ? []
        : Kind == RedisReplyKind.Items ? (RedisReply[])_content!
        : throw Unexpected();

    internal string ErrorText => Kind == RedisReplyKind.Error ? Encoding.UTF8.GetString((byte[])_content!) : throw Unexpected();

    /// <summary>The first word of an error.</summary>
    internal string ErrorCode => ErrorText.Split(' ')[0];

    public override string ToString() => $"[{Kind}]";

    private InvalidOperationException Unexpected() => new($"The reply is {Kind}.");
}
