using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>Translates the given text, or the customer's last message.</summary>
internal sealed class Translate : IOperation
{
    public AiOperation Operation => AiOperation.Translate;

    public int MaxOutputTokens => 4096;

    public Outcome<Prompt> Compose(OperationInput input)
    {
        // Without a language to translate into there is no task.
        if (LanguageName.Of(input.Options.Language) is null || (input.Text ?? input.LastOf(Speaker.Customer)) is not { } text)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        return new Prompt(
            Rules.System(
                input,
                "You translate messages of customer support. Translate the text below completely and faithfully, with its line breaks, lists and tone. Product names, codes and numbers stay as they are.",
                "Answer with the translation only.",
                ""
            ),
            Rules.Fence("text", text.Trim()) + Rules.Wish(input)
        );
    }
}
