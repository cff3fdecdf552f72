using System.Text;
using Raum.Core;
using Raum.Jobs.Operations;
using Raum.Providers;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>Step 7: the call, and for an answer that is fetched its restored text while it streams.</summary>
internal sealed class ProviderCaller(ProviderChain chain, JobResults results)
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
        return Streams(run.Job)
            ? await StreamAsync(run, call, material.Session.OpenStream(material.Policy), cancellationToken)
            : await chain.CompleteAsync(call, cancellationToken);
    }

    /// <summary>Only a caller who fetches the answer sees it before its end; everything else is looked at as a whole first.</summary>
    public static bool Streams(QueuedJob job) => job.Target == DeliveryTarget.Result && job.Lane == JobLane.Interactive;

    private async Task<Outcome<ProviderAnswer>> StreamAsync(
        JobRun run,
        ProviderCall call,
        StreamRestorer restorer,
        CancellationToken cancellationToken
    )
    {
        if (run.Attempt > 1 && await results.RestartAsync(run.Job, cancellationToken) is { Succeeded: false, Failure: var void_ })
        {
            return void_;
        }

        var piece = new StringBuilder();
        Outcome<ProviderAnswer> end = new Failure(FailureCode.None);
        await foreach (var part in chain.StreamAsync(call, cancellationToken))
        {
            if (part.End is { } ended)
            {
                end = ended;
                continue;
            }

            piece.Append(restorer.Append(part.Text!.Reveal()));
            if (piece.Length >= PieceLength && await SayAsync() is { Succeeded: false, Failure: var failure })
            {
                return failure;
            }
        }

        if (!end.Succeeded)
        {
            return end;
        }

        piece.Append(restorer.Complete());
        var said = piece.Length == 0 ? default(Done) : await SayAsync();
        return said.Succeeded ? end : said.Failure;

        async Task<Outcome<Done>> SayAsync()
        {
            var text = piece.ToString();
            piece.Clear();
            return await results.TextAsync(run.Job, text, cancellationToken);
        }
    }
}
