using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary>Procedures and articles on the command line: their text on standard input, each change a version.</summary>
public sealed class KnowledgeCommandTests(PostgresServer postgres) : IAsyncLifetime
{
    private CommandLine _line = null!;
    private string _organization = "";

    public async ValueTask InitializeAsync()
    {
        _line = CommandLine.For(await postgres.CreateDatabaseAsync());
        _organization = await _line.DoAsync("organization create --name Acme --region eu");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_article_is_written_changed_rolled_back_and_deleted()
    {
        var id = await _line.DoAsync(
            $"knowledge add {Of("article")} --title Refunds --language en --tag refund --tag returns --url https://help.acme.example/refunds",
            "Goods may be sent back",
            "within 30 days."
        );
        (await _line.DoAsync($"knowledge list {Of("article")}")).ShouldMatch($"^{id}  1  .*Z  en  Refunds$");
        (await _line.DoAsync($"knowledge replace {Of("article")} --id {id} --title Returns", "Nothing comes back.")).ShouldBe(
            "Version 2 is in force."
        );

        (await _line.DoAsync($"knowledge show {Of("article")} --id {id}")).ShouldContain("Nothing comes back.");
        (await _line.DoAsync($"knowledge show {Of("article")} --id {id} --version 1")).ShouldContain("within 30 days.");
        (await _line.DoAsync($"knowledge rollback {Of("article")} --id {id} --to 1")).ShouldBe("Version 3 is in force.");
        var history = (await _line.DoAsync($"knowledge history {Of("article")} --id {id}")).Split('\n');
        history.Length.ShouldBe(3);
        history[1].ShouldContain("title, body, tags, language, url");

        (await _line.DoAsync($"knowledge delete {Of("article")} --id {id}")).ShouldBe("Deleted.");
        (await _line.RunAsync($"knowledge show {Of("article")} --id {id}")).ShouldRefuse("no such thing");
        (await _line.DoAsync($"knowledge list {Of("article")}")).ShouldBe("");
    }

    [Fact]
    public async Task A_procedure_is_for_replies_unless_it_says_otherwise()
    {
        var id = await _line.DoAsync($"knowledge add {Of("procedure")} --title Tone --operation translate", "Be brief.");

        (await _line.DoAsync($"knowledge show {Of("procedure")} --id {id}")).ShouldEndWith("Be brief.");
        (await _line.RunAsync($"knowledge show {Of("article")} --id {id}")).ShouldRefuse("no such thing");
        (await _line.RunAsync($"knowledge add {Of("procedure")} --title Link --url https://help.acme.example", "x")).ShouldRefuse(
            "not valid"
        );
        (await _line.RunAsync($"knowledge add {Of("article")} --title Empty")).ShouldRefuse("not valid");
    }

    private string Of(string kind) => $"--organization {_organization} --kind {kind}";
}
