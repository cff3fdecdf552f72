using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>Corrects spelling and grammar of the given text, or of support's last public message.</summary>
internal sealed class Grammar : IOperation
{
    public AiOperation Operation => AiOperation.Grammar;

    public int MaxOutputTokens => 4096;

    public Outcome<Prompt> Compose(OperationInput input)
    {
        if ((input.Text ?? input.LastOf(Speaker.Agent) ?? input.LastOf(Speaker.Customer)) is not { } text)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        return new Prompt(
            Rules.System(
                input with
                {
                    Options = input.Options with { Language = null },
                },
                "You proofread messages of customer support. Correct spelling, grammar and punctuation of the text below and change nothing else: not the tone, not the order, not the words that are right.",
                "Answer with the corrected text only.",
                "Keep the language of the text."
            ),
            Rules.Fence("text", text.Trim()) + Rules.Wish(input)
        );
    }
}
