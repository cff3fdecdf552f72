// The Aspire model (Aspire 13.5): `dotnet run --project Raum.AppHost -p:UseAspire=true`, or `azd up`.
// The same programs read the same connection names without it: docs/decisions/0002-aspire-behind-a-switch.md.
var builder = DistributedApplication.CreateBuilder(args);

var masterSecret = builder.AddParameter(
    "master-secret",
    new GenerateParameterDefault { MinLength = 64, Special = false },
    secret: true,
    persist: true
);
var rolePassword = builder.AddParameter(
    "role-password",
    new GenerateParameterDefault { MinLength = 32, Special = false },
    secret: true,
    persist: true
);

var redis = builder
    .AddRedis("redis")
    .WithDataVolume()
    .WithArgs("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");

var postgres = builder.AddPostgres("postgres").WithDataVolume();
var database = postgres.AddDatabase("raumdb-admin", databaseName: "postgres");
var host = postgres.GetEndpoint("tcp");

var eventStore = builder
    .AddContainer("eventstore-node", "eventstore/eventstore", "23.10.6-bookworm-slim")
    .WithHttpEndpoint(targetPort: 2113, name: "http")
    .WithEnvironment("EVENTSTORE_INSECURE", "true")
    .WithEnvironment("EVENTSTORE_CLUSTER_SIZE", "1")
    .WithVolume("eventstore-data", "/var/lib/eventstore")
    .WithHttpHealthCheck("/health/live", statusCode: 204, endpointName: "http");
var events = builder.AddConnectionString(
    "eventstore",
    ReferenceExpression.Create($"esdb://{eventStore.GetEndpoint("http").Property(EndpointProperty.HostAndPort)}?tls=false")
);

// The CLI creates roles and database and applies the migrations, then ends; the hosts wait for that.
var setup = builder
    .AddProject<Projects.Raum_Cli>("setup")
    .WithArgs("setup")
    .WithReference(database, "raumdb_admin")
    .WithEnvironment("Database__RolePassword", rolePassword)
    .WithEnvironment("ConnectionStrings__raumdb_owner", Role("raum_owner"))
    .WithEnvironment("ConnectionStrings__raumdb_platform", Role("raum_platform"))
    .WithEnvironment("ConnectionStrings__raumdb", Role("raum_app"))
    .WithEnvironment("ConnectionStrings__raumdb_api", Role("raum_api"))
    .WithEnvironment("ConnectionStrings__raumdb_worker", Role("raum_worker"))
    .WithEnvironment("ConnectionStrings__raumdb_rotation", Role("raum_rotation"))
    .WithEnvironment("ConnectionStrings__raumdb_projector", Role("raum_projector"))
    .WithEnvironment("ConnectionStrings__raumdb_purge", Role("raum_purge"))
    .WithEnvironment("Keys__Local__MasterSecret", masterSecret)
    .WaitFor(postgres);

var api = builder
    .AddProject<Projects.Raum_Api>("api")
    .WithReplicas(2)
    .WithExternalHttpEndpoints()
    .WithReference(redis)
    .WithReference(events)
    .WithEnvironment("ConnectionStrings__raumdb", Role("raum_api"))
    .WithEnvironment("Keys__Local__MasterSecret", masterSecret)
    .WithHttpHealthCheck("/health/ready")
    .WaitFor(redis)
    .WaitFor(eventStore)
    .WaitForCompletion(setup);

builder
    .AddProject<Projects.Raum_Worker>("worker")
    .WithReference(redis)
    .WithReference(events)
    .WithEnvironment("ConnectionStrings__raumdb", Role("raum_worker"))
    .WithEnvironment("ConnectionStrings__raumdb_rotation", Role("raum_rotation"))
    .WithEnvironment("ConnectionStrings__raumdb_projector", Role("raum_projector"))
    .WithEnvironment("ConnectionStrings__raumdb_purge", Role("raum_purge"))
    .WithEnvironment("Keys__Local__MasterSecret", masterSecret)
    .WithHttpHealthCheck("/health/ready")
    .WaitFor(redis)
    .WaitFor(eventStore)
    .WaitForCompletion(setup);

builder.Build().Run();

// Each service signs in with its own role: the superuser's connection string goes to the setup alone.
ReferenceExpression Role(string role) =>
    ReferenceExpression.Create(
        $"Host={host.Property(EndpointProperty.Host)};Port={host.Property(EndpointProperty.Port)};Database=raum;Username={role};Password={rolePassword}"
    );
