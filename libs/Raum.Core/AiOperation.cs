namespace Raum.Core;

/// <summary>What is asked of the model (FLOW-4). Names are part of the API and of audit events; they never change.</summary>
public enum AiOperation
{
    /// <summary>Draft a reply to the customer.</summary>
    Generate,

    /// <summary>Translate a text.</summary>
    Translate,

    /// <summary>Rewrite a text in another tone.</summary>
    Rewrite,

    /// <summary>Correct spelling and grammar.</summary>
    Grammar,

    /// <summary>Summarize the conversation for an agent.</summary>
    Summarize,

    /// <summary>Answer the ticket and solve it.</summary>
    Resolve,
}
