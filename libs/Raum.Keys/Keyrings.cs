using Raum.Core;
using Raum.Keys.Customers;

namespace Raum.Keys;

/// <summary>Who wraps an organization's data keys.</summary>
/// <param name="IsCustomers">True for a key that the customer holds.</param>
internal sealed record Keyring(IKeyWrapper Wrapper, bool IsCustomers);

/// <summary>Finds who wraps and unwraps: the customer's own KMS key, or the installation's keyring, or the one before that, which only opens while organizations move (KEY-2).</summary>
internal sealed class Keyrings(IKeyWrapper installation, IKeyWrapper? previous, CustomerKeys customers) : IDisposable
{
    private readonly Keyring _installation = new(installation, IsCustomers: false);

    /// <summary>The keyring before the present one; null when this process was not given one.</summary>
    public IKeyWrapper? Previous => previous;

    /// <summary>Who wraps for the organization now.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when it cannot be told, or when this process cannot reach customers' keys: nobody else wraps instead.</returns>
    public async Task<Outcome<Keyring>> CurrentAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (organization == OrganizationId.Installation)
        {
            return _installation;
        }

        var key = await customers.CurrentAsync(organization, cancellationToken);
        return !key.Succeeded ? key.Failure
            : key.Value is { } own ? customers.Keyring(organization, own)
            : _installation;
    }

    /// <summary>The keyring of this name.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when this process was not given it.</returns>
    public async Task<Outcome<Keyring>> NamedAsync(OrganizationId organization, string name, CancellationToken cancellationToken)
    {
        if (name == installation.Name)
        {
            return _installation;
        }

        if (previous is not null && name == previous.Name)
        {
            return new Keyring(previous, IsCustomers: false);
        }

        if (!CustomerKey.IsWrapper(name))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }

        var key = await customers.NamedAsync(organization, name, cancellationToken);
        return !key.Succeeded ? key.Failure
            : key.Value is { } own ? customers.Keyring(organization, own)
            : new Failure(FailureCode.KeyUnavailable);
    }

    public void Dispose() => (previous as IDisposable)?.Dispose();
}
