using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>Answers the ticket so that it can be solved.</summary>
internal sealed class Resolve : IOperation
{
    public AiOperation Operation => AiOperation.Resolve;

    public int MaxOutputTokens => 2048;

    public Outcome<Prompt> Compose(OperationInput input) =>
        Reply.Compose(
            input,
            $"You write replies for a customer support team. Write the closing reply to the customer of the ticket below: it answers every open question, says what was done, and tells that the ticket is being closed and can be reopened by answering. The tone is {Rules.Describe(input.Options.Tone)}."
        );
}
