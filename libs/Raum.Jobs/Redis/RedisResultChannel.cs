using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>What a job says, in a stream of its own with a time to live; listeners are woken by a publication, all over one connection.</summary>
internal sealed partial class RedisResultChannel(RedisClient redis, IOptions<JobQueueOptions> options, TimeProvider clock)
    : IResultChannel,
        IAsyncDisposable
{
    private const int PageSize = 256;
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
        using var woken = new SemaphoreSlim(1, 1);
        var gate = new Lock();

        // Subscribed before the first look, so that nothing falls between the two.
        await using var subscription = await _subscriber.SubscribeAsync(key, Wake, cancellationToken);
        while (true)
        {
            await woken.WaitAsync(cancellationToken);
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
        }

        void Wake()
        {
            lock (gate)
            {
                if (woken.CurrentCount == 0)
                {
                    woken.Release();
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
        return new ResultEntry(
            item.Items[0].Text,
            (ResultKind)int.Parse(fields[1].Text, System.Globalization.CultureInfo.InvariantCulture),
            fields[3].Bytes
        );
    }

    [GeneratedRegex("^[0-9]{1,18}-[0-9]{1,18}$", RegexOptions.CultureInvariant)]
    private static partial Regex EntryId();
}
