using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>Rewrites the given text, or support's last public message, in another tone.</summary>
internal sealed class Rewrite : IOperation
{
    public AiOperation Operation => AiOperation.Rewrite;

    public int MaxOutputTokens => 4096;

    public Outcome<Prompt> Compose(OperationInput input)
    {
        if ((input.Text ?? input.LastOf(Speaker.Agent) ?? input.LastOf(Speaker.Customer)) is not { } text)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        return new Prompt(
            Rules.System(
                input,
                $"You edit messages of customer support. Rewrite the text below so that its tone is {Rules.Describe(input.Options.Tone)}. Keep every fact, number and promise; add none.",
                "Answer with the rewritten text only.",
                "Keep the language of the text."
            ),
            Rules.Fence("text", text.Trim()) + Rules.Wish(input)
        );
    }
}
