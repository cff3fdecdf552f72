using Raum.Core;
using Raum.Jobs.Knowledge;

namespace Raum.Jobs.Operations;

/// <summary>Step 6: what one <see cref="AiOperation"/> says to the model. A new operation is one class (FLOW-4).</summary>
/// <remarks>Sees masked parts only. Pure: the same input gives the same prompt.</remarks>
internal interface IOperation
{
    AiOperation Operation { get; }

    /// <summary>Longest answer, in tokens.</summary>
    int MaxOutputTokens { get; }

    /// <summary>Builds the prompt.</summary>
    /// <returns><see cref="FailureCode.InvalidRequest"/> when there is nothing to work on.</returns>
    Outcome<Prompt> Compose(OperationInput input);
}

/// <summary>What goes to the model: all of it masked.</summary>
/// <param name="System">The instructions, with the organization's procedures and articles. Nothing in them comes from a ticket.</param>
/// <param name="User">The material, between tags.</param>
internal sealed record Prompt(string System, string User);

/// <summary>The masked parts that an operation may use. What it must not see is not in it.</summary>
/// <param name="Subject">Null when there is none.</param>
/// <param name="Conversation">Oldest first. Internal notes are in it only where <see cref="InternalNotes.MayBeRead"/> allows them.</param>
/// <param name="Text">The text that the caller gave to work on.</param>
/// <param name="Instruction">What the caller, not the customer, asks for in addition.</param>
internal sealed record OperationInput(
    string? Subject,
    IReadOnlyList<MaskedMessage> Conversation,
    string? Text,
    string? Instruction,
    JobOptions Options
)
{
    /// <summary>The procedures and articles of the organization that go along.</summary>
    public Guidance Guidance { get; init; } = Guidance.None;

    /// <summary>The last public message of a side, or null.</summary>
    public string? LastOf(Speaker speaker) => Conversation.LastOrDefault(message => message.Speaker == speaker && message.Public)?.Text;
}

/// <param name="Text">Masked.</param>
internal sealed record MaskedMessage(Speaker Speaker, bool Public, string Text);

internal enum Speaker
{
    Customer,
    Agent,
}

/// <summary>FLOW-12: what agents wrote for each other never gets near a text that a customer may read.</summary>
internal static class InternalNotes
{
    /// <summary>Only a summary that stays inside may use them: every other operation's answer can end up in a public reply, whatever its target.</summary>
    public static bool MayBeRead(AiOperation operation, DeliveryTarget target) =>
        operation == AiOperation.Summarize && target != DeliveryTarget.PublicReply;
}
