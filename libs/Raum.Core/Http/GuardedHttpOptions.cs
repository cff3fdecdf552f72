namespace Raum.Core.Http;

/// <summary>Where requests to addresses that a customer typed may go. Section <c>OutboundHttp</c>.</summary>
public sealed class GuardedHttpOptions
{
    public const string Section = "OutboundHttp";

    /// <summary>Networks in CIDR form (<c>10.20.0.0/16</c>, <c>fd00:1::/64</c>) that are reachable although they are not public. Default none.</summary>
    /// <remarks>Plain HTTP is possible to these networks only. Development hosts add <c>127.0.0.0/8</c> and <c>::1/128</c>.</remarks>
    public IList<string> AllowedNetworks { get; } = [];
}
