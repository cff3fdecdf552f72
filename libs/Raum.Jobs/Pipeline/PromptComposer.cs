using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Jobs.Knowledge;
using Raum.Jobs.Operations;
using Raum.Jobs.Simulations;
using Raum.Organizations.Knowledge;

namespace Raum.Jobs.Pipeline;

/// <summary>What goes to the model, and whose words these are.</summary>
internal sealed record ComposedPrompt(IOperation Operation, Prompt Prompt);

/// <summary>Step 6: the operation's prompt, from masked parts only; with it the organization's procedures and articles.</summary>
internal sealed class PromptComposer(OperationSet operations, PromptKnowledge knowledge, SimulatedTexts simulated)
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

        var known = await PrintAsync(job, collected.Text?.Trial ?? [], guidance.Value, cancellationToken);
        if (!known.Succeeded)
        {
            return known.Failure;
        }

        material.Take(known.Value);
        var prompt = operation.Compose(material.Input);
        return prompt.Succeeded ? new ComposedPrompt(operation, prompt.Value) : prompt.Failure;
    }

    /// <summary>Notes with the words on trial that stand in the prompt what they are known by: they were simulated, and may come into force.</summary>
    private async Task<Outcome<Guidance>> PrintAsync(
        QueuedJob job,
        IReadOnlyList<TrialText> trial,
        Guidance guidance,
        CancellationToken cancellationToken
    )
    {
        var uses = guidance.Uses.ToList();
        foreach (var text in trial)
        {
            var id = text.AsInForce(job).Id;
            if (uses.FindIndex(use => use.Entry == id && use.Kind == text.Kind.Name()) is >= 0 and var i)
            {
                var print = await simulated.PrintAsync(job.Organization, text.Document.InPlace(text.Kind, text.Entry), cancellationToken);
                if (!print.Succeeded)
                {
                    return print.Failure;
                }

                uses[i] = uses[i] with { Print = print.Value };
            }
        }

        return guidance with
        {
            Uses = uses,
        };
    }
}
