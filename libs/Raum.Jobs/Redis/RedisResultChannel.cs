using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>What a job says, in a stream of its own with a time to live; listeners hear each entry as it is published, all over one connection.</summary>
/// <remarks>A publication may be missed. Entries are numbered without a gap, so that a listener notices, and reads the stream.</remarks>
internal sealed partial class RedisResultChannel(RedisClient redis, IOptions<JobQueueOptions> options, TimeProvider clock)
    : IResultChannel,
        IAsyncDisposable
{
    private const int PageSize = 256;
    private const int MaxHeard = 64;
    private static readonly RedisScript Append = RedisScript.FromResource(typeof(RedisResultChannel), "Scripts.AppendResult.lua");
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly QueueKeys _keys = new(options.Value.Partitions);
    private readonly RedisSubscriber _subscriber = redis.OpenSubscriber();

    public async Task<Outcome<Done>> AppendAsync(
        OrganizationId organization,
        JobId job,
        ResultKind kind,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    )
    {
        var key = _keys.Results(organization, job);
        try
        {
            await Append.RunAsync(
                redis,
                [key],
                [(long)kind, sealedBytes, (long)options.Value.ResultsFor.TotalSeconds, key],
                cancellationToken
            );
            return default(Done);
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async IAsyncEnumerable<ResultEntry> ReadAsync(
        OrganizationId organization,
        JobId job,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var key = _keys.Results(organization, job);
        var after = afterId is not null && EntryId().IsMatch(afterId) ? afterId : "0-0";

        // Bounded, and the newest stays: a reader that is slow finds a gap and reads on in the stream.
        var heard = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(MaxHeard) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );

        // Subscribed before the first look, so that nothing falls between the two.
        await using var subscription = await _subscriber.SubscribeAsync(key, message => heard.Writer.TryWrite(message), cancellationToken);
        while (true)
        {
            IReadOnlyList<RedisReply> page;
            do
            {
                page = await PageAsync(key, after, cancellationToken);
                foreach (var item in page)
                {
                    var entry = Read(item);
                    after = entry.Id;
                    yield return entry;
                    if (entry.Kind == ResultKind.End)
                    {
                        yield break;
                    }
                }
            } while (page.Count == PageSize);

            while (Published.Read(await heard.Reader.ReadAsync(cancellationToken)) is { } published)
            {
                var gap = published.Number - NumberOf(after);
                if (gap > 1)
                {
                    break;
                }

                if (gap < 1)
                {
                    continue;
                }

                after = published.Entry.Id;
                yield return published.Entry;
                if (published.Entry.Kind == ResultKind.End)
                {
                    yield break;
                }
            }
        }
    }

    public ValueTask DisposeAsync() => _subscriber.DisposeAsync();

    private async Task<IReadOnlyList<RedisReply>> PageAsync(string key, string after, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var reply = await redis.ExecuteAsync(["XRANGE", key, "(" + after, "+", "COUNT", PageSize], cancellationToken);
                return reply.Items;
            }
            catch (RedisUnavailableException)
            {
                await Task.Delay(RetryPause, clock, cancellationToken);
            }
        }
    }

    private static ResultEntry Read(RedisReply item)
    {
        var fields = item.Items[1].Items;
        return new ResultEntry(item.Items[0].Text, (ResultKind)int.Parse(fields[1].Text, CultureInfo.InvariantCulture), fields[3].Bytes);
    }

    private static long NumberOf(string id) => long.Parse(id.AsSpan(0, id.IndexOf('-')), CultureInfo.InvariantCulture);

    /// <summary>A publication of <c>AppendResult.lua</c>: number, kind and sealed bytes, with a space between them.</summary>
    private sealed record Published(long Number, ResultEntry Entry)
    {
        /// <returns>Null for what is none, such as the empty message after a reconnect.</returns>
        public static Published? Read(ReadOnlyMemory<byte> message) =>
            Utf8Parser.TryParse(message.Span, out long number, out var digits)
            && digits < message.Length
            && Utf8Parser.TryParse(message.Span[(digits + 1)..], out int kind, out var kindDigits)
            && digits + 1 + kindDigits < message.Length
                ? new Published(
                    number,
                    new ResultEntry(
                        string.Create(CultureInfo.InvariantCulture, $"{number}-0"),
                        (ResultKind)kind,
                        message[(digits + kindDigits + 2)..]
                    )
                )
                : null;
    }

    [GeneratedRegex("^[0-9]{1,18}-[0-9]{1,18}$", RegexOptions.CultureInvariant)]
    private static partial Regex EntryId();
}
