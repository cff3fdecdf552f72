using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>Drafts a reply to the customer.</summary>
internal sealed class Generate : IOperation
{
    public AiOperation Operation => AiOperation.Generate;

    public int MaxOutputTokens => 2048;

    public Outcome<Prompt> Compose(OperationInput input) =>
        Reply.Compose(
            input,
            $"You write replies for a customer support team. Write the next reply to the customer of the ticket below. The tone is {Rules.Describe(input.Options.Tone)}."
        );
}

/// <summary>What <see cref="Generate"/> and <see cref="Resolve"/> share: an answer to the customer, and nothing around it.</summary>
internal static class Reply
{
    public static Outcome<Prompt> Compose(OperationInput input, string task)
    {
        if (input.Conversation.Count == 0 && string.IsNullOrWhiteSpace(input.Text))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var draft =
            input.Conversation.Count > 0 && !string.IsNullOrWhiteSpace(input.Text)
                ? $"\n\nThe agent began with this draft:\n{Rules.Fence("begun", input.Text)}"
                : "";
        return new Prompt(
            Rules.System(
                input,
                task,
                "Answer with the text of the reply only: no subject, no notes, no explanation. Where a fact is missing, ask for it instead of making it up.",
                "Write in the language of the customer's last message."
            ),
            Rules.Ticket(input) + draft + Rules.Wish(input)
        );
    }
}
