using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>The process dies here: what was durable before stays, nothing after it runs.</summary>
public sealed class CrashException : Exception;

/// <summary>Where a test lets the process die, once.</summary>
public sealed class CrashPlan
{
    private string? _place;

    /// <param name="place">Such as <c>before JobIntended</c>, <c>after deliver</c>.</param>
    public void DieAt(string place) => _place = place;

    public bool Happened { get; private set; }

    public void Pass(string place)
    {
        if (_place == place)
        {
            _place = null;
            Happened = true;
            throw new CrashException();
        }
    }
}

public static class Decorating
{
    /// <summary>Puts a decorator around the last registered implementation of a port.</summary>
    public static void Decorate<T>(this IServiceCollection services, Func<IServiceProvider, T, T> decorate)
        where T : class
    {
        var inner = services.Last(descriptor => descriptor.ServiceType == typeof(T) && !descriptor.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton(provider =>
            decorate(
                provider,
                (T)(
                    inner.ImplementationInstance
                    ?? inner.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)
                )
            )
        );
    }
}

public sealed class CrashingLog(IAuditLog inner, CrashPlan plan) : IAuditLog
{
    /// <summary>The log cannot be reached.</summary>
    public bool Away { get; set; }

    /// <summary>The one organization whose events cannot be written: its key was withdrawn.</summary>
    public OrganizationId? AwayFor { get; set; }

    /// <summary>The next append of such an event fails.</summary>
    public Type? RefuseNext { get; set; }

    /// <summary>The append that fails is kept nevertheless: its answer was lost.</summary>
    public bool LoseAnswer { get; set; }

    public async Task<Outcome<long>> AppendAsync(
        OrganizationId organization,
        IReadOnlyList<AuditEvent> events,
        CancellationToken cancellationToken
    )
    {
        if (Away || AwayFor == organization)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }

        foreach (var recorded in events)
        {
            plan.Pass($"before {recorded.GetType().Name}");
        }

        if (RefuseNext is { } refused && events.Any(refused.IsInstanceOfType))
        {
            RefuseNext = null;
            if (LoseAnswer)
            {
                await inner.AppendAsync(organization, events, cancellationToken);
            }

            return new Failure(FailureCode.AuditUnavailable);
        }

        var appended = await inner.AppendAsync(organization, events, cancellationToken);
        foreach (var recorded in events)
        {
            plan.Pass($"after {recorded.GetType().Name}");
        }

        return appended;
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var recorded in inner.ReadAsync(organization, fromRevision, cancellationToken))
        {
            yield return recorded;
        }
    }
}

public sealed class CrashingDelivery(IDelivery inner, CrashPlan plan) : IDelivery
{
    public bool CanBeRepeated => inner.CanBeRepeated;

    public bool Serves(DeliveryTarget target) => inner.Serves(target);

    public async Task<Outcome<DeliveryReceipt>> DeliverAsync(DeliveryRequest request, CancellationToken cancellationToken)
    {
        plan.Pass("before deliver");
        var delivered = await inner.DeliverAsync(request, cancellationToken);
        plan.Pass("after deliver");
        return delivered;
    }

    public Task<Outcome<DeliveryReceipt?>> FindAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        inner.FindAsync(request, cancellationToken);
}

public sealed class CrashingTickets(ITicketSource inner, CrashPlan plan) : ITicketSource
{
    /// <summary>Runs before a ticket is read: somebody changes it meanwhile.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Changes what was read.</summary>
    public Func<Ticket, Ticket>? Change { get; set; }

    public async Task<Outcome<Ticket>> ReadAsync(OrganizationId organization, long ticketId, CancellationToken cancellationToken)
    {
        plan.Pass("before read");
        var read = await inner.ReadAsync(organization, ticketId, cancellationToken);
        OnRead?.Invoke();
        plan.Pass("after read");
        return read.Succeeded && Change is not null ? Change(read.Value) : read;
    }

    public Task<Outcome<Done>> CheckVisibleAsync(
        OrganizationId organization,
        long ticketId,
        long agent,
        CancellationToken cancellationToken
    ) => inner.CheckVisibleAsync(organization, ticketId, agent, cancellationToken);

    public Task<Outcome<ReadOnlyMemory<byte>>> ReadFileAsync(
        OrganizationId organization,
        TicketFile file,
        int maxBytes,
        CancellationToken cancellationToken
    ) => inner.ReadFileAsync(organization, file, maxBytes, cancellationToken);
}

public sealed class CrashingChannel(IResultChannel inner, CrashPlan plan) : IResultChannel
{
    public async Task<Outcome<Done>> AppendAsync(
        OrganizationId organization,
        JobId job,
        ResultKind kind,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    )
    {
        plan.Pass($"before {kind} entry");
        var appended = await inner.AppendAsync(organization, job, kind, sealedBytes, cancellationToken);
        plan.Pass($"after {kind} entry");
        return appended;
    }

    public IAsyncEnumerable<ResultEntry> ReadAsync(
        OrganizationId organization,
        JobId job,
        string? afterId,
        CancellationToken cancellationToken
    ) => inner.ReadAsync(organization, job, afterId, cancellationToken);
}

/// <summary>Keeps what was queued, so that a test takes its own job and no other.</summary>
public sealed class RecordingQueue(IJobQueue inner) : IJobQueue
{
    private readonly List<QueuedJob> _queued = [];

    public IReadOnlyList<QueuedJob> Queued
    {
        get
        {
            lock (_queued)
            {
                return [.. _queued];
            }
        }
    }

    public async Task<Outcome<Enqueued>> EnqueueAsync(
        QueuedJob job,
        IReadOnlyList<string> deduplicationKeys,
        CancellationToken cancellationToken
    )
    {
        var enqueued = await inner.EnqueueAsync(job, deduplicationKeys, cancellationToken);
        if (enqueued.Succeeded)
        {
            lock (_queued)
            {
                _queued.Add(job);
            }
        }

        return enqueued;
    }

    public Task<Outcome<Admission>> AdmitAsync(
        QueuedJob job,
        IReadOnlyList<string> deduplicationKeys,
        IReadOnlyList<(JobTally Tally, TallyCount? Begin)> tallies,
        CancellationToken cancellationToken
    ) => inner.AdmitAsync(job, deduplicationKeys, tallies, cancellationToken);

    public Task<IReadOnlyList<JobLease>> TakeAsync(int max, CancellationToken cancellationToken) => inner.TakeAsync(max, cancellationToken);

    public Task<bool> RenewAsync(JobLease lease, CancellationToken cancellationToken) => inner.RenewAsync(lease, cancellationToken);

    public Task CompleteAsync(JobLease lease, CancellationToken cancellationToken) => inner.CompleteAsync(lease, cancellationToken);

    public Task RetryAsync(JobLease lease, TimeSpan delay, CancellationToken cancellationToken) =>
        inner.RetryAsync(lease, delay, cancellationToken);

    public Task BuryAsync(JobLease lease, FailureCode reason, CancellationToken cancellationToken) =>
        inner.BuryAsync(lease, reason, cancellationToken);
}

/// <summary>Tallies that cannot be reached for a number of times.</summary>
public sealed class FailingTallies(ITallyStore inner) : ITallyStore
{
    public int Failures { get; set; }

    public Task<Outcome<IReadOnlyList<TallyState>>> ReadAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        CancellationToken cancellationToken
    ) => inner.ReadAsync(organization, tallies, cancellationToken);

    public Task<Outcome<Done>> SpendAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        decimal spend,
        CancellationToken cancellationToken
    ) =>
        Failures-- > 0
            ? Task.FromResult<Outcome<Done>>(new Failure(FailureCode.QueueUnavailable))
            : inner.SpendAsync(organization, tallies, spend, cancellationToken);
}
