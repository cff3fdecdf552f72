using Raum.Core;
using Raum.Jobs.Knowledge;
using Raum.Jobs.Operations;

namespace Raum.Jobs.Pipeline;

/// <summary>What goes to the model, and whose words these are.</summary>
internal sealed record ComposedPrompt(IOperation Operation, Prompt Prompt);

/// <summary>Step 6: the operation's prompt, from masked parts only; with it the organization's procedures and articles.</summary>
internal sealed class PromptComposer(OperationSet operations, PromptKnowledge knowledge)
{
    /// <returns><see cref="FailureCode.InvalidRequest"/> for an operation that nobody knows or without material; failures of <see cref="PromptKnowledge"/>.</returns>
    public async Task<Outcome<ComposedPrompt>> ComposeAsync(
        QueuedJob job,
        CollectedJob collected,
        MaskedJob material,
        CancellationToken cancellationToken
    )
    {
        if (operations.Find(job.Operation) is not { } operation)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var trial = (collected.Text?.Trial ?? []).Select(text => text.AsInForce(job)).ToList();
        var guidance = await knowledge.ForAsync(job, collected.Ticket?.Tags ?? [], material, trial, cancellationToken);
        if (!guidance.Succeeded)
        {
            return guidance.Failure;
        }

        material.Take(guidance.Value);
        var prompt = operation.Compose(material.Input);
        return prompt.Succeeded ? new ComposedPrompt(operation, prompt.Value) : prompt.Failure;
    }
}
