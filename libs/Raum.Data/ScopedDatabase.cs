using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>A way to Postgres: a connection is opened <i>for</i> an organization, and row-level security lets it see that organization's rows only (ORG-1).</summary>
/// <remarks>
/// Two forms. <see cref="OpenAsync"/>: a transaction, for what reads before it writes. <see cref="CreateBatch"/>: one round trip for one or a few statements.
/// In both the first statement sets <c>raum.organization</c> for the transaction: it ends with it, so a pooled connection carries nothing over.
/// </remarks>
public abstract class ScopedDatabase
{
    private protected ScopedDatabase() { }

    /// <summary>The first statement of every transaction; its one parameter is the organization.</summary>
    internal abstract string ScopeSql { get; }

    /// <summary>Where the organization's rows are.</summary>
    internal abstract ValueTask<NpgsqlDataSource> SourceAsync(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Opens a transaction for the organization. Without <see cref="OrganizationScope.CommitAsync"/>, disposing rolls back.</summary>
    /// <exception cref="NpgsqlException">Postgres cannot be reached; <see cref="RunAsync"/> turns that into a failure.</exception>
    public async Task<OrganizationScope> OpenAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        await OpenAsync(await SourceAsync(organization, cancellationToken), organization, cancellationToken);

    private async Task<OrganizationScope> OpenAsync(
        NpgsqlDataSource source,
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // Npgsql sends BEGIN with the next command: this is one round trip.
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var scope = new NpgsqlCommand(ScopeSql, connection, transaction) { Parameters = { ScopeParameter(organization) } };
            await scope.ExecuteNonQueryAsync(cancellationToken);
            return new OrganizationScope(organization, connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs work in a transaction for the organization: commits when it succeeded, rolls back when it failed or threw.</summary>
    /// <remarks>The work must not run another one: it would wait for a place (<see cref="TransactionPlaces"/>) that its own caller may hold.</remarks>
    /// <returns>The work's outcome, or <see cref="FailureCode.DatabaseUnavailable"/> when Postgres could not be reached or asked to be tried again.</returns>
    public async Task<Outcome<T>> RunAsync<T>(
        OrganizationId organization,
        Func<OrganizationScope, CancellationToken, Task<Outcome<T>>> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var source = await SourceAsync(organization, cancellationToken);
            var places = TransactionPlaces.Of(source);
            if (!await places.TakeAsync(cancellationToken))
            {
                return new Failure(FailureCode.DatabaseUnavailable);
            }

            try
            {
                await using var scope = await OpenAsync(source, organization, cancellationToken);
                var outcome = await work(scope, cancellationToken);
                if (outcome.Succeeded)
                {
                    await scope.CommitAsync(cancellationToken);
                }

                return outcome;
            }
            finally
            {
                places.GiveBack();
            }
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>A batch for the organization: its statements run in one round trip and in one implicit transaction.</summary>
    public OrganizationBatch CreateBatch(OrganizationId organization) => new(this, organization);

    internal static NpgsqlParameter ScopeParameter(OrganizationId organization) =>
        new NpgsqlParameter<string> { TypedValue = organization.ToString() };
}
