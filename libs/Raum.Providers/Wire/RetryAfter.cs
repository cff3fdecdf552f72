using System.Globalization;
using System.Net.Http.Headers;

namespace Raum.Providers.Wire;

/// <summary>How long a provider asks to wait.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary><c>retry-after-ms</c> first (both SDK families prefer it), then <c>Retry-After</c> in seconds, whole or not, or as a date (RFC 9110, 10.2.3).</summary>
    /// <returns>Between zero and a day; null when neither is there or readable.</returns>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Number(headers, "retry-after-ms") is { } milliseconds)
        {
            return Clamp(TimeSpan.FromMilliseconds(milliseconds));
        }

        if (Number(headers, "Retry-After") is { } seconds)
        {
            return Clamp(TimeSpan.FromSeconds(seconds));
        }

        return headers.RetryAfter?.Date is { } date ? Clamp(date - now) : null;
    }

    /// <summary>A protobuf duration in JSON, such as <c>27s</c> or <c>1.5s</c> (google.rpc.RetryInfo).</summary>
    public static TimeSpan? ReadDuration(string? text) =>
        text is [.. var number, 's']
        && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= _longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static double? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
        && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number <= _longest.TotalMilliseconds
            ? number
            : null;

    private static TimeSpan Clamp(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero
        : wait > _longest ? _longest
        : wait;
}
