using System.Text;
using Raum.Core;
using Raum.Jobs.Operations;
using Raum.Providers;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>Step 7: the call, and for an answer that is fetched its restored text while it streams.</summary>
internal sealed class ProviderCaller(ProviderChain chain, SpendCaps caps, CallLedger calls, JobResults results)
{
    // A piece for every few words: each is one durable write.
    private const int PieceLength = 80;

    public async Task<Outcome<ProviderAnswer>> CallAsync(
        JobRun run,
        CollectedJob collected,
        MaskedJob material,
        IOperation operation,
        Prompt prompt,
        CancellationToken cancellationToken
    )
    {
        var call = new ProviderCall
        {
            Organization = run.Job.Organization,
            Job = run.Job.Id,
            Operation = run.Job.Operation,
            Endpoints = collected.Settings.Providers,
            System = new PersonalText(prompt.System),
            Messages = [new ProviderMessage(MessageRole.User, new PersonalText(prompt.User))],
            LeakCheck = material.Session.LeakCheck,
            Language = run.Job.Options.Language,
            MaxOutputTokens = operation.MaxOutputTokens,
        };

        // Written and told while the model works: it waits for no disk. Who gives up has called nevertheless, and that is on record.
        var noted = calls.CalledAsync(run.Job, run.Attempt, CancellationToken.None);
        var told = OpenAsync(run, prompt, cancellationToken);
        try
        {
            var answer = Streams(run.Job)
                ? await StreamAsync(run, call, material.Session.OpenStream(material.Policy), told, cancellationToken)
                : await chain.CompleteAsync(call, cancellationToken);
            var called = await noted;
            return answer.Succeeded && !called.Succeeded ? called.Failure : answer;
        }
        finally
        {
            run.Asked = call.Meter.Attempts;
            await caps.SpentAsync(run.Job, call.Meter.Attempts, CancellationToken.None);
            await EndedAsync(told);
            await EndedAsync(noted);
        }
    }

    /// <summary>Only a caller who fetches the answer sees it before its end; everything else is looked at as a whole first.</summary>
    public static bool Streams(QueuedJob job) => job.Target == DeliveryTarget.Result && job.Lane == JobLane.Interactive;

    /// <summary>What came before is void, and this is what leaves the house. That a prompt cannot be told stops no job; that a text stands which is void does.</summary>
    private async Task<Outcome<Done>> OpenAsync(JobRun run, Prompt prompt, CancellationToken cancellationToken)
    {
        if (Streams(run.Job) && run.Attempt > 1)
        {
            var restarted = await results.RestartAsync(run.Job, cancellationToken);
            if (!restarted.Succeeded)
            {
                return restarted;
            }
        }

        if (!run.Job.IsSimulation)
        {
            await results.PromptAsync(run.Job, prompt.User, cancellationToken);
        }

        return default(Done);
    }

    private async Task<Outcome<ProviderAnswer>> StreamAsync(
        JobRun run,
        ProviderCall call,
        StreamRestorer restorer,
        Task<Outcome<Done>> told,
        CancellationToken cancellationToken
    )
    {
        var piece = new StringBuilder();
        Outcome<ProviderAnswer> end = new Failure(FailureCode.None);
        try
        {
            await foreach (var part in chain.StreamAsync(call, cancellationToken))
            {
                if (part.End is { } ended)
                {
                    end = ended;
                    continue;
                }

                piece.Append(restorer.Append(part.Text!.Reveal()));

                // One write at a time: what comes while it is on its way shares the next.
                if (piece.Length >= PieceLength && told.IsCompleted)
                {
                    if (await told is { Succeeded: false, Failure: var failure })
                    {
                        return failure;
                    }

                    told = SayAsync();
                }
            }

            var said = await told;
            if (!end.Succeeded || !said.Succeeded)
            {
                return end.Succeeded ? said.Failure! : end;
            }

            piece.Append(restorer.Complete());
            said = piece.Length == 0 ? said : await SayAsync();
            return said.Succeeded ? end : said.Failure;
        }
        finally
        {
            await EndedAsync(told);
        }

        Task<Outcome<Done>> SayAsync()
        {
            var text = piece.ToString();
            piece.Clear();
            return results.TextAsync(run.Job, text, cancellationToken);
        }
    }

    /// <summary>Waits for a write whose outcome no longer matters: nothing of a try may be on its way when the try has ended.</summary>
    private static async Task EndedAsync(Task told) => await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
