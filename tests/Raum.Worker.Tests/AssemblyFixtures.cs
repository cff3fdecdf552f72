using Raum.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]
