namespace Raum.Core;

/// <summary>Where the answer goes. Names are part of the API and of audit events; they never change.</summary>
public enum DeliveryTarget
{
    /// <summary>A Zendesk comment that the customer sees; held for approval by default (FLOW-5).</summary>
    PublicReply,

    /// <summary>A Zendesk comment for agents.</summary>
    InternalNote,

    /// <summary>A signed POST to the organization's callback URL.</summary>
    Callback,

    /// <summary>Nowhere: the caller fetches the result.</summary>
    Result,

    /// <summary>Nowhere: an admin tries something, and looks at it (FLOW-8). Jobs cannot ask for it; only simulations have it.</summary>
    Simulation,
}
