using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>What an operator's command line does to the stack under load.</summary>
internal static class Administration
{
    public static ServiceProvider Of(LocalStack stack)
    {
        var postgres = (string)stack.Running["postgres"]!;
        var secret = (string)stack.Secrets["masterSecret"]!;
        var services = new ServiceCollection().AddLogging();
        services.Configure<RaumDataOptions>(data => (data.App, data.Platform, data.Rotation) = (postgres, postgres, postgres));
        services.Configure<KeysOptions>(keys => keys.Local = new LocalKeyringOptions { MasterSecret = secret });
        return services.AddRaumData().AddRaumKeys().AddRaumAuditStore().AddRaumOrganizations().BuildServiceProvider();
    }
}
