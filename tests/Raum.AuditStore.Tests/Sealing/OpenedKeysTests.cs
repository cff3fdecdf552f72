using Raum.AuditStore.Projections;
using Raum.AuditStore.Sealing;
using Raum.Keys;
using Raum.Testing;

namespace Raum.AuditStore.Tests.Sealing;

public sealed class OpenedKeysTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly OpenedKeys<int, Key> _keys;

    public OpenedKeysTests() => _keys = new OpenedKeys<int, Key>(_clock);

    [Fact]
    public void A_key_is_found_until_its_time_is_over()
    {
        var key = _keys.Keep(1, new Key());
        _clock.Advance(KeysOptions.DerivedFor / 2);

        _keys.Find(1).ShouldBeSameAs(key);
        key.Zeroed.ShouldBeFalse();
    }

    [Fact]
    public void A_process_in_which_nobody_asks_any_more_holds_no_key_after_a_minute()
    {
        var key = _keys.Keep(1, new Key());
        _clock.Advance(KeysOptions.DerivedFor);

        key.Zeroed.ShouldBeTrue();
        _keys.Find(1).ShouldBeNull();
    }

    [Fact]
    public void Two_who_open_the_same_key_share_one_and_the_other_is_zeroed()
    {
        var (first, second) = (new Key(), new Key());
        _keys.Keep(1, first);

        _keys.Keep(1, second).ShouldBeSameAs(first);
        second.Zeroed.ShouldBeTrue();
        first.Zeroed.ShouldBeFalse();
    }

    [Fact]
    public void Their_number_is_bounded_and_the_oldest_go()
    {
        var keys = new List<Key>();
        for (var i = 0; i <= OpenedKeys<int, Key>.Most; i++)
        {
            _clock.Advance(TimeSpan.FromTicks(1));
            keys.Add(_keys.Keep(i, new Key()));
        }

        keys.Count(key => !key.Zeroed).ShouldBeLessThanOrEqualTo(OpenedKeys<int, Key>.Most);
        keys[0].Zeroed.ShouldBeTrue();
        keys[^1].Zeroed.ShouldBeFalse();
    }

    [Fact]
    public void A_process_that_ends_zeroes_what_it_holds()
    {
        var key = _keys.Keep(1, new Key());
        _keys.Dispose();

        key.Zeroed.ShouldBeTrue();
    }

    [Fact]
    public void A_hash_is_never_made_with_a_key_that_was_zeroed()
    {
        var ring = new HashKeyRing();
        ring.Add(1, Enumerable.Repeat((byte)7, HashKeyRing.KeyLength).ToArray());
        ring.Newest("203.0.113.9").Length.ShouldBe(33);
        ring.Dispose();

        Should.Throw<ObjectDisposedException>(() => ring.Newest("203.0.113.9"));
        Should.Throw<ObjectDisposedException>(() => ring.All("203.0.113.9"));
    }

    public void Dispose() => _keys.Dispose();

    private sealed class Key : IDisposable
    {
        public bool Zeroed { get; private set; }

        public void Dispose() => Zeroed = true;
    }
}
