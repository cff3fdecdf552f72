namespace Raum.Providers.Offline;

/// <summary>What a ticket is about, as far as a list of words can tell. The order is the order of preference.</summary>
internal enum Topic
{
    Refund,
    Cancellation,
    Invoice,
    Login,
    Damage,
    Delivery,
    Technical,
    Other,
}
