namespace Raum.Core;

/// <summary>What is left of a limit, as its caller is told.</summary>
/// <param name="Name">The limit's name, from a closed set, such as <c>jobs-per-day</c>.</param>
/// <param name="Limit">How much passes in <paramref name="Window"/>.</param>
/// <param name="Remaining">A hint, never below zero; what others use up meanwhile is not in it.</param>
/// <param name="ResetsIn">When there is more: the end of the window, or the next unit where it fills up steadily.</param>
public sealed record Allowance(string Name, long Limit, long Remaining, TimeSpan Window, TimeSpan ResetsIn);
