using Raum.Core;

namespace Raum.Jobs;

/// <summary>What a job says while it runs, in order, from the worker to whoever listens. Adapter: <c>Redis/</c>.</summary>
public interface IResultChannel
{
    /// <summary>Appends an entry. Entries live at most 24 hours.</summary>
    /// <param name="sealedBytes">Sealed by the caller; may be empty for a kind that needs no text.</param>
    /// <returns><see cref="FailureCode.QueueUnavailable"/> when it may not have been appended.</returns>
    Task<Outcome<Done>> AppendAsync(
        OrganizationId organization,
        JobId job,
        ResultKind kind,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    );

    /// <summary>Reads what is there and then what comes, until <see cref="ResultKind.End"/>, which is the last entry handed out.</summary>
    /// <param name="afterId">Id of the last entry the reader has (SSE's <c>Last-Event-ID</c>); null from the start. An unreadable id reads from the start.</param>
    /// <remarks>
    /// Waits as long as the token lets it, also through an outage, so ask for the job's status first: a job whose entries are gone says nothing.
    /// Any number of readers share one connection; one that is slow delays no other.
    /// </remarks>
    IAsyncEnumerable<ResultEntry> ReadAsync(OrganizationId organization, JobId job, string? afterId, CancellationToken cancellationToken);
}

/// <param name="Id">Grows within a job; digits and a dash.</param>
public sealed record ResultEntry(string Id, ResultKind Kind, ReadOnlyMemory<byte> Sealed);

/// <summary>Kinds of entries. Numbers are stored and never change their meaning.</summary>
public enum ResultKind
{
    /// <summary>The job reached another step.</summary>
    Progress = 0,

    /// <summary>A piece of the restored answer.</summary>
    Text = 1,

    /// <summary>What was said so far is void: another attempt begins.</summary>
    Restart = 2,

    /// <summary>The whole answer.</summary>
    Answer = 3,

    /// <summary>The job failed, or waits for a person.</summary>
    Notice = 4,

    /// <summary>Nothing follows.</summary>
    End = 5,

    /// <summary>What the model is asked, masked.</summary>
    Prompt = 6,
}
