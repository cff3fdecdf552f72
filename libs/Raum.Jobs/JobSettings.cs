using Raum.Core;
using Raum.Jobs.Pipeline;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Regions;
using Raum.Organizations.Settings;
using Raum.Providers;
using Raum.Redaction;

namespace Raum.Jobs;

/// <summary>What an organization decided about one job. Memory only: it holds the keys of its providers.</summary>
/// <param name="Providers">Approved providers that fit the job's options, in the order of preference; empty: no call.</param>
/// <param name="NoCall">Why nobody may be called, for a job that may do without: it delivers a draft that was paid for. Null: a call is allowed.</param>
internal sealed record JobSettings(
    OrganizationSettings Organization,
    IReadOnlyList<ProviderEndpoint> Providers,
    ApprovalsInForce Approvals,
    Failure? NoCall = null
)
{
    /// <summary>Both the setting and an admin's words are needed (FLOW-5, ORG-10).</summary>
    public bool MayGoUnseen(AiOperation operation) =>
        Organization.ApprovalLifted.Contains(operation) && Approvals.Has(ApprovedUse.UnseenReplies, operation.ToString());

    /// <param name="measured">False for a text in a language without measured masking (PII-10).</param>
    public RedactionOptions Redaction(bool measured) =>
        Organization.Masking() with
        {
            FindUnannouncedNames = measured || Organization.UnsupportedLanguage != LanguagePolicy.KnownOnly,
        };
}

/// <summary>Reads what an organization decided, as it is now: a kill switch works on the next step.</summary>
internal sealed class JobSettingsReader(
    SettingsStore settings,
    ProviderCredentials credentials,
    WrittenApprovals approvals,
    ServingRegion region,
    SpendCaps caps
)
{
    /// <returns><see cref="FailureCode.WrongRegion"/> for an organization that is served elsewhere, <see cref="FailureCode.KillSwitch"/> when the organization has stopped everything, those of <see cref="SpendCaps"/>, and failures of the stores.</returns>
    public async Task<Outcome<JobSettings>> ReadAsync(QueuedJob job, CancellationToken cancellationToken)
    {
        var here = await region.RequireAsync(job.Organization, cancellationToken);
        if (!here.Succeeded)
        {
            return here.Failure;
        }

        var current = await RunningAsync(job.Organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var opened = await credentials.OpenApprovedAsync(job.Organization, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        var given = await approvals.InForceAsync(job.Organization, cancellationToken);
        if (!given.Succeeded)
        {
            return given.Failure;
        }

        // A provider in another region is not asked unless an admin accepted that in writing (ORG-9).
        var allowed = opened.Value.Where(credential => given.Value.Allow(credential.Region, credential.Id.ToString("D")));
        List<ProviderEndpoint> endpoints = [.. allowed.Select(Endpoint).OfType<ProviderEndpoint>().Where(Fits(job.Options))];
        var affordable = await caps.AllowAsync(job, endpoints, cancellationToken);
        return affordable.Succeeded ? new JobSettings(current.Value, affordable.Value, given.Value)
            : job.Kind == JobKind.DeliverApproved ? new JobSettings(current.Value, [], given.Value, affordable.Failure)
            : affordable.Failure;
    }

    /// <summary>What the organization decided by now: an approval may have ended while the model was thinking.</summary>
    public async Task<Outcome<JobSettings>> AgainAsync(
        OrganizationId organization,
        JobSettings earlier,
        CancellationToken cancellationToken
    )
    {
        var current = await settings.CurrentAsync(organization, cancellationToken);
        var given = await approvals.InForceAsync(organization, cancellationToken);
        return (current.Failure ?? given.Failure) is { } failure
            ? failure
            : earlier with
            {
                Organization = current.Value,
                Approvals = given.Value,
            };
    }

    /// <summary>The settings, unless the kill switch is on.</summary>
    public async Task<Outcome<OrganizationSettings>> RunningAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var current = await settings.CurrentAsync(organization, cancellationToken);
        return current is { Succeeded: true, Value.KillSwitch: true } ? new Failure(FailureCode.KillSwitch) : current;
    }

    private static Func<ProviderEndpoint, bool> Fits(JobOptions options) =>
        endpoint =>
            (options.Provider is null || endpoint.Name.ToString().Equals(options.Provider, StringComparison.OrdinalIgnoreCase))
            && (options.Model is null || endpoint.Model == options.Model);

    // A provider of a later version is passed over, not guessed.
    private static ProviderEndpoint? Endpoint(ProviderCredential credential) =>
        Enum.TryParse<ProviderName>(credential.Provider, ignoreCase: true, out var name) && Enum.IsDefined(name)
            ? new ProviderEndpoint(name, credential.Model, credential.Key, credential.BaseUrl, credential.Region)
            : null;
}
