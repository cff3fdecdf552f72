namespace Raum.Testing.Servers;

/// <summary>The tables that still know an organization when it was destroyed (AUD-4, DATA-1): they prove its log, and say that it was there. Every other one is empty of it.</summary>
public static class WhatStays
{
    public static IReadOnlyList<string> Tables { get; } =
    [
        "audit.body_key",
        "audit.checkpoint",
        "audit.event",
        "audit.head",
        "audit.log_key",
        "audit.month_key",
        "audit.receipt",
        "audit.removed_body",
        "audit.tile",
        "audit.truncation",
        "organizations.organization",
        // Of the installation.
        "organizations.placement",
        "organizations.placement_connection",
    ];
}
