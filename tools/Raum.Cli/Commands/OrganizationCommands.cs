using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Organizations;

namespace Raum.Cli.Commands;

/// <summary><c>organization create</c>, <c>list</c>, and those of <see cref="ClosureCommands"/> and <see cref="PlacementCommands"/>.</summary>
internal static class OrganizationCommands
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "Name, up to 200 characters.", Required = true };
        var region = new Option<string>("--region") { Description = "us, eu or apac.", Required = true };
        var id = new Option<Guid?>("--id") { Description = "Id to give it; a new one if left out." };
        var create = new Command("create", "Create an organization; prints its id.") { name, region, id };
        create.Run(
            async (parsed, services, cancellationToken) =>
            {
                var clock = services.GetRequiredService<TimeProvider>();
                var created = await services
                    .GetRequiredService<OrganizationDirectory>()
                    .CreateAsync(
                        new OrganizationId(parsed.GetValue(id) ?? Guid.CreateVersion7(clock.GetUtcNow())),
                        parsed.GetRequiredValue(name),
                        parsed.GetRequiredValue(region),
                        Cli.Actor,
                        cancellationToken
                    );
                return created.Succeeded ? created.Value.Id.ToString() : created.Failure;
            }
        );

        var list = new Command("list", "List the ids of all organizations.");
        list.Run(
            async (_, services, cancellationToken) =>
            {
                var all = await services.GetRequiredService<OrganizationDirectory>().ListAsync(cancellationToken);
                return string.Join(Environment.NewLine, all);
            }
        );
        return new Command("organization", "Organizations.")
        {
            create,
            list,
            ClosureCommands.Close(),
            ClosureCommands.Reopen(),
            ClosureCommands.Destroy(),
            ClosureCommands.Closure(),
            PlacementCommands.Show(),
            PlacementCommands.Place(),
            PlacementCommands.Connect(),
            PlacementCommands.Clear(),
            PlacementCommands.Return(),
        };
    }
}
