using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Raum.Attachments;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs.Delivery;
using Raum.Jobs.Drafts;
using Raum.Jobs.Knowledge;
using Raum.Jobs.Operations;
using Raum.Jobs.Pipeline;
using Raum.Jobs.Simulations;

namespace Raum.Jobs;

public static class JobPipelineServiceCollectionExtensions
{
    /// <summary>
    /// Registers what both hosts use of jobs beside their queue: <see cref="JobTexts"/>, <see cref="JobResults"/>,
    /// <see cref="SimulationReports"/> and <see cref="Approvals"/>.
    /// Needs <c>AddRaumData</c>, <c>AddRaumKeys</c>, an audit log and the queue.
    /// </summary>
    public static IServiceCollection AddRaumJobApprovals(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JobTexts>();
        services.TryAddSingleton<RequestSeals>();
        services.TryAddSingleton<JobResults>();
        services.TryAddSingleton<SimulationReports>();
        services.TryAddSingleton<DraftStore>();
        services.AddSingleton(DraftStore.SealedColumn);
        services.TryAddSingleton(provider => new Approvals(
            provider.GetRequiredService<PlacedDatabase>(),
            provider.GetRequiredService<DraftStore>(),
            provider.GetRequiredService<JobTexts>(),
            provider.GetRequiredService<IJobQueue>(),
            provider.GetRequiredService<IJobStatusStore>(),
            provider.GetRequiredService<JobResults>(),
            provider.GetRequiredService<IAuditLog>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>
    /// Registers steps 4 to 11: <see cref="IJobPipeline"/>, <see cref="JobSettlement"/> and <see cref="DeliveryReconciler"/>. For the process that holds
    /// provider keys. Needs organizations, providers, an <see cref="ITicketSource"/> and the desk's <see cref="IDelivery"/> besides.
    /// </summary>
    public static IServiceCollection AddRaumJobPipeline(this IServiceCollection services)
    {
        services.AddRaumJobApprovals();
        services.TryAddSingleton<IJobPipeline, JobPipeline>();
        services.TryAddSingleton<EarlierTries>();
        services.TryAddSingleton<HeldDrafts>();
        services.AddRaumAttachments();
        services.TryAddSingleton<TicketAttachments>();
        services.TryAddSingleton<JobCollector>();
        services.TryAddSingleton<JobSettingsReader>();
        services.TryAddSingleton<RecordedMarks>();
        services.TryAddSingleton<Objections>();
        services.TryAddSingleton<KnowledgeIndexes>();
        services.TryAddSingleton<PromptKnowledge>();
        services.TryAddSingleton<PromptComposer>();
        services.TryAddSingleton<SpendCaps>();
        services.TryAddSingleton<ProviderCaller>();
        services.TryAddSingleton<ApprovedDrafts>();
        services.TryAddSingleton<JobRecord>();
        services.TryAddSingleton<DeliveryLedger>();
        services.TryAddSingleton<CallLedger>();
        services.TryAddSingleton<Effects>();
        services.TryAddSingleton<HandBack>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDelivery, ResultDelivery>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDelivery, CallbackDelivery>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDelivery, SimulationDelivery>());
        services.TryAddSingleton(provider => new JobSettlement(
            provider.GetRequiredService<IJobQueue>(),
            provider.GetRequiredService<JobRecord>(),
            provider.GetRequiredService<HandBack>(),
            provider.GetRequiredService<JobResults>(),
            provider.GetRequiredService<ILogger<JobSettlement>>()
        ));
        services.TryAddSingleton(provider => new DeliveryReconciler(
            provider.GetRequiredService<DeliveryLedger>(),
            provider.GetRequiredService<Effects>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeliveryReconciler>>()
        ));
        AddOperations(services);
        return services;
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.TryAddSingleton<OperationSet>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IOperation, Generate>(),
            ServiceDescriptor.Singleton<IOperation, Translate>(),
            ServiceDescriptor.Singleton<IOperation, Rewrite>(),
            ServiceDescriptor.Singleton<IOperation, Grammar>(),
            ServiceDescriptor.Singleton<IOperation, Summarize>(),
            ServiceDescriptor.Singleton<IOperation, Resolve>(),
        ]);
    }
}
