using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>Summarizes the conversation for an agent.</summary>
internal sealed class Summarize : IOperation
{
    public AiOperation Operation => AiOperation.Summarize;

    public int MaxOutputTokens => 1024;

    public Outcome<Prompt> Compose(OperationInput input)
    {
        if (input.Conversation.Count == 0 && string.IsNullOrWhiteSpace(input.Text))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        return new Prompt(
            Rules.System(
                input,
                "You summarize support tickets for the agent who takes over. Say in at most eight short lines: what the customer wants, what happened so far, what was promised, what is open.",
                "Answer with the summary only, as plain lines. Nothing that is not in the ticket.",
                "Write in the language of the customer's last message."
            ),
            Rules.Ticket(input) + Rules.Wish(input)
        );
    }
}
