using System.Runtime.CompilerServices;
using Xunit;

namespace Raum.Testing;

/// <summary>Waits for what happens in the background.</summary>
/// <remarks>The limit counts looks and not time: a machine that stood still for a minute has not looked, and the test goes on where it was.</remarks>
public static class Eventually
{
    private const int MostLooks = 3600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks every 25 ms, for a minute and a half at the least.</summary>
    /// <exception cref="TimeoutException">It never became true; the message says what.</exception>
    public static async Task TrueAsync(
        Func<Task<bool>> condition,
        Func<string>? state = null,
        [CallerArgumentExpression(nameof(condition))] string expression = ""
    )
    {
        for (var looks = 0; !await condition(); looks++)
        {
            if (looks == MostLooks)
            {
                throw new TimeoutException($"Never true: {expression} {state?.Invoke()}");
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, Func{string}?, string)"/>
    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        TrueAsync(() => Task.FromResult(condition()), null, expression);
}
