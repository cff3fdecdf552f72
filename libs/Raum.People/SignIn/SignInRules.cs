using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Sessions;

namespace Raum.People.SignIn;

/// <summary>What an organization demands of those who sign in to it (ASVS 6.3.3). A rule holds with the next request, for sessions that are there already too.</summary>
public sealed class SignInRules
{
    private readonly RaumDatabase _database;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    internal SignInRules(RaumDatabase database, IAuditLog audit, TimeProvider clock) =>
        (_database, _audit, _clock) = (database, audit, clock);

    /// <summary>Whether a second factor is demanded.</summary>
    public Task<Outcome<bool>> SecondFactorAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _database.RunAsync<bool>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select second_factor from people.sign_in_rule where organization_id = $1",
                    organization.Value
                );
                return await select.ExecuteScalarAsync(stop) is true;
            },
            cancellationToken
        );

    /// <summary>Demands a second factor of everybody, or of nobody.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> for somebody who has not proved one: the rule would lock them out first.</returns>
    public Task<Outcome<Done>> DemandAsync(SessionIdentity by, bool secondFactor, CancellationToken cancellationToken) =>
        secondFactor && !by.HasSecondFactor
            ? Task.FromResult<Outcome<Done>>(new Failure(FailureCode.Conflict))
            : _database.RunAsync<Done>(
                by.Organization,
                async (scope, stop) =>
                {
                    var now = _clock.GetUtcNow();
                    await using var upsert = scope.CreateCommand(
                        """
                        insert into people.sign_in_rule (organization_id, second_factor, changed_at) values ($1, $2, $3)
                        on conflict (organization_id) do update set second_factor = $2, changed_at = $3
                        """,
                        by.Organization.Value,
                        secondFactor,
                        now
                    );
                    await upsert.ExecuteNonQueryAsync(stop);
                    var recorded = await _audit.AppendAsync(
                        by.Organization,
                        [
                            new SettingChanged
                            {
                                Id = Guid.CreateVersion7(now),
                                At = now,
                                Actor = by.Actor,
                                Correlation = new CorrelationId(by.Organization.Value),
                                Target = new AuditTarget("organization", by.Organization.ToString()),
                                Setting = "second-factor",
                                NewValue = new PersonalText(secondFactor ? "true" : "false"),
                            },
                        ],
                        stop
                    );
                    return recorded.Succeeded ? default(Done) : recorded.Failure;
                },
                cancellationToken
            );
}
