using Raum.AuditStore.EventStoreDb;

namespace Raum.AuditStore.Tests.EventStoreDb;

public sealed class StreamTailTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_stream_that_was_read_whole_covers_all_times()
    {
        var tail = new StreamTail();
        tail.Start(whole: true);
        tail.Extend(Id(0), 0, Noon);

        tail.Covers(DateTimeOffset.MinValue).ShouldBeTrue();
        tail.Find(Id(0)).ShouldBe(0);
        tail.Find(Id(1)).ShouldBeNull();
    }

    [Fact]
    public void The_end_of_a_stream_covers_only_what_is_younger_than_its_first_event()
    {
        var tail = new StreamTail();
        tail.Start(whole: false);
        tail.Extend(Id(40), 40, Noon);
        tail.Extend(Id(41), 41, Noon.AddSeconds(1));

        tail.Covers(Noon.AddSeconds(-1)).ShouldBeFalse();
        tail.Covers(Noon).ShouldBeFalse();
        tail.Covers(Noon.AddMilliseconds(1)).ShouldBeTrue();
        tail.BeforeKept.ShouldBe(39);
    }

    [Fact]
    public void What_no_longer_fits_is_forgotten_from_the_oldest_on_and_is_not_covered_any_more()
    {
        var tail = new StreamTail();
        tail.Start(whole: true);
        for (var i = 0; i < 70_000; i++)
        {
            tail.Extend(Id(i), i, Noon.AddSeconds(i));
        }

        tail.Find(Id(0)).ShouldBeNull();
        tail.Find(Id(69_999)).ShouldBe(69_999);
        tail.Covers(Noon).ShouldBeFalse();
        tail.BeforeKept.ShouldBe(70_000 - 65_536 - 1);
        tail.Find(Id((int)tail.BeforeKept)).ShouldBeNull();
        tail.Find(Id((int)tail.BeforeKept + 1)).ShouldBe(tail.BeforeKept + 1);
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
