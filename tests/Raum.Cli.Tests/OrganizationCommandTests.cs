using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary>What an operator does for an organization. Secrets go in on standard input and come out nowhere; new ones are printed once.</summary>
public sealed class OrganizationCommandTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string ProviderKey = "sk-ant-REAL-LOOKING-0123456789-abcdefghij-WXYZ";
    private TestDatabase _database = null!;
    private CommandLine _line = null!;
    private string _organization = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _line = CommandLine.For(_database);
        _organization = await _line.DoAsync("organization create --name Acme --region eu");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_organization_is_created_with_the_id_it_is_given_and_listed()
    {
        var id = "0197a3c4-0000-7000-8000-00000000000c";

        (await _line.DoAsync($"organization create --id {id} --name Globex --region us")).ShouldBe(id);

        (await _line.DoAsync("organization list")).Split('\n').Select(one => one.Trim()).ShouldBe([_organization, id], ignoreOrder: true);
    }

    [Theory]
    [InlineData("organization create --name Acme --region mars", "not valid")]
    [InlineData("organization create --region eu", "--name")]
    [InlineData("organization create --name Acme --region eu --id seven", "seven")]
    public async Task A_bad_organization_is_refused(string command, string words) =>
        (await _line.RunAsync(command)).ShouldBeRefusedWith(words);

    [Fact]
    public async Task An_API_key_is_printed_once_and_ends_when_it_is_revoked()
    {
        var key = await _line.DoAsync($"api-key create --organization {_organization} --name CI --scope jobs --expires-in-days 30");
        var listed = await _line.DoAsync($"api-key list --organization {_organization}");
        var id = listed.Split("  ")[0];

        (await _line.DoAsync($"api-key revoke --organization {_organization} --id {id}")).ShouldBe("Revoked.");

        key.ShouldStartWith("raum_");
        key.ShouldNotContain('\n');
        listed.ShouldContain("live");
        listed.ShouldContain("jobs  from every place  by raum-cli  CI");
        listed.ShouldNotContain(key);
        var after = await _line.DoAsync($"api-key list --organization {_organization}");
        after.ShouldContain("revoked");
        (await DumpAsync()).ShouldNotContain(key);
    }

    [Fact]
    public async Task An_API_key_is_replaced_with_an_overlap_and_the_next_is_printed_once()
    {
        var first = await _line.DoAsync($"api-key create --organization {_organization} --name CI --scope jobs");
        var id = (await _line.DoAsync($"api-key list --organization {_organization}")).Split("  ")[0];

        var second = await _line.DoAsync($"api-key roll --organization {_organization} --id {id} --overlap-hours 2");

        second.ShouldStartWith("raum_");
        second.ShouldNotBe(first);
        var listed = (await _line.DoAsync($"api-key list --organization {_organization}")).Split('\n');
        listed.Length.ShouldBe(2);
        listed.ShouldAllBe(line => line.Contains("live") && line.Contains("CI"));
        (await _line.RunAsync($"api-key roll --organization {_organization} --id {id}")).ShouldBeRefusedWith("Somebody else changed it");
    }

    [Fact]
    public async Task Quotas_are_set_one_by_one_lifted_and_shown_with_what_was_used_up()
    {
        await _line.DoAsync($"api-key create --organization {_organization} --name CI --scope jobs");
        var key = (await _line.DoAsync($"api-key list --organization {_organization}")).Split("  ")[0];

        await _line.DoAsync(
            $"quota set --organization {_organization} --jobs-per-day 1000 --spend-per-month 49.50 --requests-per-second 20"
        );
        await _line.DoAsync($"quota set --organization {_organization} --jobs-per-day none");
        await _line.DoAsync($"quota set --organization {_organization} --key {key} --jobs-per-month 5");

        var shown = (await _line.DoAsync($"quota show --organization {_organization}")).Split('\n').Select(line => line.Trim()).ToArray();
        shown.ShouldBe([
            "organization  20 requests a second  any jobs a day  any a month  any US dollars a day  49.5 a month",
            $"{key}  any requests a second  any jobs a day  5 a month  any US dollars a day  any a month",
            "used today  0 jobs  0 US dollars",
            "used this month  0 jobs  0 US dollars",
        ]);
    }

    [Theory]
    [InlineData("quota set --organization {0} --jobs-per-day many", "is a number")]
    [InlineData("quota set --organization {0} --jobs-per-day 1.5", "not valid")]
    [InlineData("quota set --organization {0} --jobs-per-day -1", "is a number")]
    [InlineData("quota set --organization {0} --requests-per-second 0", "not valid")]
    [InlineData("quota set --organization {0} --spend-per-day 0.001", "not valid")]
    [InlineData("quota set --organization {0} --key 0197a3c4-0000-7000-8000-00000000000f --jobs-per-day 1", "no such thing")]
    [InlineData("api-key roll --organization {0} --id 0197a3c4-0000-7000-8000-00000000000f", "no such thing")]
    [InlineData("api-key create --organization {0} --name CI --scope everything", "not valid")]
    [InlineData("api-key create --organization {0} --name CI --expires-in-days -1", "not valid")]
    [InlineData("api-key create --organization {0} --name CI --allow-network everywhere", "not valid")]
    [InlineData("api-key create --name CI", "--organization")]
    [InlineData("api-key revoke --organization {0} --id 0197a3c4-0000-7000-8000-00000000000f", "no such thing")]
    [InlineData("api-key create --organization 0197a3c4-0000-7000-8000-00000000000f --name CI", "no such organization")]
    [InlineData("credential remove --organization {0} --id 0197a3c4-0000-7000-8000-00000000000f", "no such thing")]
    [InlineData("credential add --organization {0} --provider skynet --model m --region eu", "skynet")]
    [InlineData("credential add --organization {0} --provider compatible --model m --region eu --base-url nowhere", "absolute URL")]
    [InlineData("settings kill-switch --organization {0} maybe", "maybe")]
    [InlineData("settings link-hosts --organization {0} https://shop.example.com/x", "not valid")]
    [InlineData("settings callback --organization {0} http://hooks.example.com", "not valid")]
    [InlineData("settings visible-types --organization {0} EVERYTHING", "not valid")]
    [InlineData("settings minimum-score --organization {0} 2", "not valid")]
    [InlineData("settings pattern add --organization {0} contract ID (?<=AC-)[0-9]{{6}}", "not valid")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task Wrong_input_gives_words_and_an_exit_code(string command, string words) =>
        (await _line.RunAsync(string.Format(null, command, _organization))).ShouldBeRefusedWith(words);

    [Fact]
    public async Task A_provider_key_is_read_from_standard_input_and_never_shown_again()
    {
        var added = await _line.RunAsync(
            $"credential add --organization {_organization} --provider anthropic --model claude --region us",
            ProviderKey
        );
        var id = added.Output;
        var listed = await _line.DoAsync($"credential list --organization {_organization}");
        var approved = await _line.RunAsync($"credential approve-terms --organization {_organization} --id {id}");
        var stored = await DumpAsync();
        var removed = await _line.DoAsync($"credential remove --organization {_organization} --id {id}");

        added.Code.ShouldBe(0);
        Guid.TryParse(id, out _).ShouldBeTrue();
        listed.ShouldContain("…WXYZ");
        listed.ShouldContain("terms not approved");
        removed.ShouldBe("Removed.");
        foreach (var text in (string[])[added.Output, added.Errors, listed, approved.Output, approved.Errors, stored])
        {
            text.ShouldNotContain("REAL-LOOKING");
        }

        (await ScalarAsync("select count(*) from organizations.provider_credential where sealed_key is not null")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_missing_provider_key_is_asked_for_and_nothing_is_stored()
    {
        (
            await _line.RunAsync($"credential add --organization {_organization} --provider openai --model gpt --region us")
        ).ShouldBeRefusedWith("give it on standard input");

        (await ScalarAsync("select count(*) from organizations.provider_credential")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated()
    {
        foreach (var way in (string[])[$"--key {ProviderKey}", $"--key={ProviderKey}", ProviderKey])
        {
            var answer = await _line.RunAsync(
                $"credential add --organization {_organization} --provider openai --model gpt --region us {way}"
            );

            answer.ShouldBeRefusedWith("standard input");
            (answer.Errors + answer.Output).ShouldNotContain("REAL-LOOKING");
        }
    }

    [Fact]
    public async Task Settings_count_their_versions_and_an_unchanged_one_makes_none()
    {
        (await _line.DoAsync($"settings kill-switch --organization {_organization} on")).ShouldBe("Version 1 is in force.");
        (await _line.DoAsync($"settings kill-switch --organization {_organization} on")).ShouldBe("Version 1 is in force.");
        (await _line.DoAsync($"settings link-hosts --organization {_organization} shop.example.com *.example.org")).ShouldBe(
            "Version 2 is in force."
        );
        (await _line.DoAsync($"settings pattern add --organization {_organization} contract ID AC-[0-9]{{6}}")).ShouldBe(
            "Version 3 is in force."
        );
        (await _line.DoAsync($"settings pattern add --organization {_organization} contract ID AC-[0-9]{{7}}")).ShouldBe(
            "Version 4 is in force."
        );
        (
            await ScalarAsync("select document -> 'patterns' -> 0 ->> 'pattern' from organizations.settings order by version desc limit 1")
        ).ShouldBe("AC-[0-9]{7}");
        (await _line.DoAsync($"settings pattern remove --organization {_organization} contract")).ShouldBe("Version 5 is in force.");
        (await _line.DoAsync($"settings visible-types --organization {_organization} IP URL")).ShouldBe("Version 6 is in force.");
        (await _line.DoAsync($"settings callback --organization {_organization} https://hooks.example.com/raum")).Length.ShouldBe(44);

        (await ScalarAsync("select document ->> 'killSwitch' from organizations.settings order by version desc limit 1")).ShouldBe("true");
    }

    [Fact]
    public async Task Another_master_secret_is_noticed_and_none_is_named()
    {
        await _line.DoAsync($"settings callback --organization {_organization} https://hooks.example.com/raum");
        var wrong = _line.With("Keys__Local__MasterSecret", "another secret of more than 32 characters");

        (await wrong.RunAsync($"settings callback --organization {_organization} https://hooks.example.com/new")).ShouldBeRefusedWith(
            "same master secret"
        );
        (
            await _line.With("Keys__Local__MasterSecret", null).RunAsync($"settings kill-switch --organization {_organization} on")
        ).ShouldBeRefusedWith("Keys:Local:MasterSecret");
        (
            await _line.With("Keys__Local__MasterSecret", "hunter2").RunAsync($"settings kill-switch --organization {_organization} on")
        ).Errors.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Settings_have_a_history_and_a_way_back()
    {
        await _line.DoAsync($"settings link-hosts --organization {_organization} shop.example.com");
        await _line.DoAsync($"settings kill-switch --organization {_organization} on");

        (await _line.DoAsync($"settings rollback --organization {_organization} --to 1")).ShouldBe("Version 3 is in force.");

        var history = await _line.DoAsync($"settings history --organization {_organization}");
        history.ShouldContain("raum-cli  killSwitch: true -> false");
        history.ShouldContain("""allowedLinkHosts: [] -> ["shop.example.com"]""");
        (await _line.RunAsync($"settings rollback --organization {_organization} --to 9")).ShouldRefuse("no such thing");
    }

    [Fact]
    public async Task A_provider_key_is_replaced_while_both_are_live()
    {
        var add =
            $"credential add --organization {_organization} --provider openai --model gpt --region us --terms-approved --rotate-by-days 90";
        var old = await _line.DoAsync(add, ProviderKey);

        var next = await _line.RunAsync(
            $"credential rotate --organization {_organization} --id {old} --overlap-hours 2",
            "sk-REAL-LOOKING-second-key-9876"
        );
        var listed = await _line.DoAsync($"credential list --organization {_organization}");

        next.Code.ShouldBe(0);
        listed.ShouldContain("being replaced, live until");
        listed.ShouldContain("…9876");
        (listed + next.Output + next.Errors).ShouldNotContain("REAL-LOOKING");
    }

    [Fact]
    public async Task Keys_are_rotated_stopped_and_resumed_on_demand()
    {
        (await _line.DoAsync($"key status --organization {_organization}")).ShouldBe("No rotation yet.");
        (await _line.DoAsync($"key rotate --organization {_organization}")).ShouldContain("credential  version 1  under way");
        (await _line.DoAsync($"key stop --organization {_organization}")).ShouldBe("Stopped.");
        (await _line.DoAsync($"key status --organization {_organization}")).ShouldContain("stopped 20");
        (await _line.DoAsync($"key resume --organization {_organization}")).ShouldBe("Goes on.");
        (await _line.RunAsync($"key resume --organization {_organization}")).ShouldRefuse("no such thing");
        (await _line.With("ConnectionStrings__raumdb_rotation", null).RunAsync($"key rotate --organization {_organization}")).ShouldRefuse(
            "ConnectionStrings__raumdb_rotation is not set"
        );
    }

    [Fact]
    public async Task Everything_is_on_record()
    {
        await _line.DoAsync($"api-key create --organization {_organization} --name CI");
        await _line.DoAsync($"settings kill-switch --organization {_organization} on");

        // Founding, key, setting.
        ((long)(await ScalarAsync("select count(*) from audit.event"))!).ShouldBeGreaterThanOrEqualTo(3);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Every row that the commands may have written, as text.</summary>
    private async Task<string> DumpAsync() =>
        (string)
            (
                await ScalarAsync(
                    """
                    select concat(
                      (select string_agg(k::text, '') from organizations.api_key k), (select string_agg(c::text, '') from organizations.provider_credential c),
                      (select string_agg(encode(e.header, 'escape') || encode(e.body, 'escape'), '') from audit.event e))
                    """
                )
            )!;
}

internal static class Refusals
{
    /// <summary>Refused with words; the command line library may add its usage.</summary>
    public static void ShouldBeRefusedWith(this Answer answer, string words)
    {
        answer.Errors.ShouldContain(words);
        answer.Errors.ShouldNotContain("   at ");
        answer.Code.ShouldBe(1);
    }
}
