using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Export;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Proofs.Export;
using Raum.Proofs.Notes;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Proofs;

/// <summary>AUD-5: an export holds as it is, and every way to tamper with it, with the database or with history is found.</summary>
public sealed class VerifyTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private const int Recorded = 30;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RecordAsync(Acme, Recorded);
    }

    [Fact]
    public async Task An_untouched_export_holds_and_says_what_was_checked_and_what_not()
    {
        var kept = await NoteAsync();
        await RecordAsync(Acme, 12);

        var report = await VerifyAsync(await ExportAsync(), since: kept);

        report.Problems.ShouldBeEmpty();
        report.Holds.ShouldBeTrue();
        report.Checked.ShouldContain(line => line.Contains("Entries 0 to 41: complete", StringComparison.Ordinal));
        report.Checked.ShouldContain(line => line.Contains("earlier checkpoint (30 entries) is the beginning", StringComparison.Ordinal));
        report.Notes.ShouldContain(line => line.StartsWith("Of 42 entries the header was checked in full", StringComparison.Ordinal));
        (await VerifyAsync(await ExportAsync(), since: null)).Notes.ShouldContain(line =>
            line.Contains("--since", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(Recorded)]
    public async Task An_export_can_go_on_from_any_entry(long first)
    {
        var report = await VerifyAsync(await ExportAsync(first), since: await NoteAsync());

        report.Problems.ShouldBeEmpty();
        report.Notes.Any(line => line.Contains("not in this export", StringComparison.Ordinal)).ShouldBe(first > 0);
    }

    [Fact]
    public async Task An_export_holds_no_text_no_address_and_no_key()
    {
        await Log.AppendAsync(
            Acme,
            [
                AnyEvent("a very particular prompt") with
                {
                    Origin = new AuditOrigin(new PersonalText("203.0.113.7"), new PersonalText("Mozilla")),
                },
            ],
            Token
        );
        await Projector.CatchUpAsync(Acme, Token);

        var export = await ExportAsync();

        export.ShouldContain("\"index\":30");
        foreach (var secret in (string[])["particular", "203.0.113.7", "Mozilla"])
        {
            export.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task One_changed_character_of_any_line_is_found()
    {
        var export = await ExportAsync();
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(export.Length - 1);
            var changed = export[..at] + (export[at] == 'a' ? 'b' : 'a') + export[(at + 1)..];

            (await VerifyAsync(changed, since: null)).Holds.ShouldBeFalse($"position {at}");
        }
    }

    [Theory]
    [InlineData("header")]
    [InlineData("salt")]
    [InlineData("bodyHash")]
    public async Task A_changed_value_is_named_by_its_entry(string property)
    {
        var changed = await ChangedAsync(lines =>
        {
            var entry = JsonNode.Parse(lines[8])!;
            if (property == "header")
            {
                entry["header"]!["result"] = "Denied";
            }
            else
            {
                entry[property] = Convert.ToBase64String(new byte[32]);
            }

            lines[8] = entry.ToJsonString(
                new System.Text.Json.JsonSerializerOptions
                {
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            );
        });

        (await ProblemsAsync(changed)).ShouldHaveSingleItem().ShouldStartWith("Entry 7 is not what the log committed to");
    }

    [Fact]
    public async Task A_changed_entry_with_a_matching_leaf_does_not_give_the_signed_root()
    {
        var changed = await ChangedAsync(lines =>
        {
            var entry = JsonNode.Parse(lines[8])!;
            var salt = new byte[32];
            entry["salt"] = Convert.ToBase64String(salt);
            entry["leaf"] = Raum
                .Proofs.AuditLeaf.Hash(
                    Encoding.UTF8.GetBytes(entry["header"]!.ToJsonString()),
                    Convert.FromBase64String((string)entry["bodyHash"]!),
                    salt
                )
                .ToString();
            lines[8] = entry.ToJsonString();
        });

        (await ProblemsAsync(changed)).ShouldContain(problem => problem.Contains("root that was signed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dropped_inserted_doubled_and_swapped_entries_and_a_cut_file_are_found()
    {
        (await ProblemsAsync(await ChangedAsync(lines => lines.RemoveAt(8)))).ShouldContain(problem =>
            problem.Contains("entries were left out", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => lines.RemoveAt(Recorded)))).ShouldContain(problem =>
            problem.Contains("left out", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => lines.Insert(8, lines[8])))).ShouldContain(problem =>
            problem.Contains("id of an entry before it", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => (lines[8], lines[9]) = (lines[9], lines[8])))).ShouldContain(problem =>
            problem.Contains("moved", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => lines.RemoveRange(10, lines.Count - 10)))).ShouldContain(problem =>
            problem.Contains("ends in the middle", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => lines.RemoveAt(lines.Count - 1)))).ShouldContain(problem =>
            problem.Contains("ends in the middle", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => lines.Add(lines[8])))).ShouldContain(problem =>
            problem.Contains("behind the export's end", StringComparison.Ordinal)
        );
        (await ProblemsAsync(await ChangedAsync(lines => lines.RemoveAt(0)))).ShouldContain(problem =>
            problem.Contains("not an export", StringComparison.Ordinal)
        );

        // Swapped and renumbered.
        var renumbered = await ChangedAsync(lines =>
            (lines[8], lines[9]) = (
                lines[9].Replace("\"index\":8", "\"index\":7", StringComparison.Ordinal),
                lines[8].Replace("\"index\":7", "\"index\":8", StringComparison.Ordinal)
            )
        );
        (await ProblemsAsync(renumbered)).ShouldHaveSingleItem().ShouldContain("root that was signed");
    }

    [Fact]
    public async Task Another_key_and_another_organizations_export_do_not_pass()
    {
        await RecordAsync(Globex, 3);
        var ours = await ExportAsync();
        var theirs = await ExportAsync(organization: Globex);
        var stranger = new NoteKey($"raum.example/log/{Acme}", Ed25519.PublicKeyOf(Ed25519.NewSeed()));

        (await VerifyAsync(ours, null, [stranger])).Problems.ShouldHaveSingleItem().ShouldStartWith("No key that you gave signed");
        (await VerifyAsync(ours, null, [])).Holds.ShouldBeFalse();
        (await VerifyAsync(theirs, null, await KeysAsync(Acme))).Holds.ShouldBeFalse();
        (await VerifyAsync(theirs, await NoteAsync(), await KeysAsync(Globex))).Holds.ShouldBeFalse();
    }

    [Fact]
    public async Task A_checkpoint_that_another_key_signed_under_the_right_name_does_not_pass()
    {
        var seed = Ed25519.NewSeed();
        var forger = new NoteKey($"raum.example/log/{Acme}", Ed25519.PublicKeyOf(seed));
        var text = (await NoteAsync()).Text;
        var forged = await ChangedAsync(lines =>
        {
            var head = JsonNode.Parse(lines[0])!;
            head["checkpoint"] = SignedNote.Sign(text, (forger, seed)).ToString();
            lines[0] = head.ToJsonString();
        });

        (await ProblemsAsync(forged)).ShouldHaveSingleItem().ShouldStartWith("No key that you gave signed");
    }

    [Fact]
    public async Task An_old_checkpoint_in_place_of_the_new_one_is_found()
    {
        var old = await NoteAsync();
        await RecordAsync(Acme, 5);
        var kept = await NoteAsync();

        // The old export, played back to who keeps the newer checkpoint.
        var replayed = await ChangedAsync(lines =>
        {
            var head = JsonNode.Parse(lines[0])!;
            head["checkpoint"] = old.ToString();
            lines[0] = head.ToJsonString();
            lines.RemoveRange(Recorded + 1, 5);
            lines[^1] = lines[^1].Replace("35", "30", StringComparison.Ordinal);
        });

        (await VerifyAsync(replayed, since: null)).Holds.ShouldBeTrue();
        (await VerifyAsync(replayed, since: kept)).Problems.ShouldHaveSingleItem().ShouldContain("became shorter");
    }

    [Theory]
    [InlineData(
        "update audit.event set body = set_byte(body, 40, get_byte(body, 40) # 1) where revision = 7",
        "Entry 7 is not what the log committed to"
    )]
    [InlineData(
        "update audit.event set header = convert_to(replace(convert_from(header, 'utf8'), 'Success', 'Failure'), 'utf8') where revision = 7",
        "Entry 7 is not what the log committed to"
    )]
    [InlineData("update audit.event set header = '\\x7b' where revision = 7", "Entry 7 is not what the log committed to")]
    [InlineData(
        "update audit.event set salt = set_byte(salt, 3, get_byte(salt, 3) # 1) where revision = 7",
        "Entry 7 is not what the log committed to"
    )]
    [InlineData("delete from audit.event where revision = 7", "entries were left out")]
    [InlineData("delete from audit.event where revision > 7", "the export comes to 8")]
    [InlineData(
        "update audit.event set revision = 17 - revision + 1000 where revision in (8, 9); update audit.event set revision = revision - 1000 where revision > 1000",
        "Entry 8 is not what the log committed to"
    )]
    [InlineData(
        "update audit.tile set hashes = set_byte(hashes, 7 * 32, get_byte(hashes, 7 * 32) # 1) where start = 0 and level = 0",
        "Entry 7 is not what the log committed to"
    )]
    [InlineData(
        "update projection.audit_entry set result = 'Denied' where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    [InlineData(
        "update projection.audit_entry set actor_id = 'someone-else' where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    [InlineData(
        "update projection.audit_entry set details = details || '{\"attempt\": 9}' where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    [InlineData(
        "update projection.audit_entry set ip_hash = '\\x01' where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    [InlineData(
        "update projection.audit_entry set network_hash = '\\x01' where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    [InlineData(
        "update projection.audit_entry set at = at + interval '1 microsecond' where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    [InlineData("delete from projection.audit_entry where revision = 7", "Entry 7: the row that the console and the API show is missing")]
    [InlineData(
        "update audit.event set body_hash = sha256(body), body = '' where revision = 7",
        "The content of entry 7 is gone or was changed, and nothing says that it was removed"
    )]
    [InlineData(
        "delete from audit.body_key where event_id = (select event_id from audit.event where revision = 7)",
        "The content of entry 7 is gone or was changed"
    )]
    [InlineData(
        "update audit.body_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where event_id = (select event_id from audit.event where revision = 7)",
        "The content of entry 7 is gone or was changed"
    )]
    [InlineData(
        "insert into projection.audit_entry select organization_id, at + interval '40 days', revision, gen_random_uuid(), recorded_at, type, class, actor_kind, 'nobody', actor_authenticated, impersonator, operation, target_kind, target_id, result, failure, correlation, trace, ip_hash, details, generation from projection.audit_entry where revision = 7",
        "show 1 rows that no entry of the log stands for"
    )]
    [InlineData(
        "insert into projection.audit_entry select organization_id, at - interval '1 microsecond', revision, gen_random_uuid(), recorded_at, type, class, actor_kind, 'nobody', actor_authenticated, impersonator, operation, target_kind, target_id, result, failure, correlation, trace, ip_hash, details, generation from projection.audit_entry where revision = 7",
        "Entry 7: the row that the console and the API show says something else"
    )]
    public async Task What_an_administrator_of_the_database_changes_is_found(string sql, string problem)
    {
        (await TamperAsync(sql)).ShouldBeGreaterThan(0);

        (await ProblemsAsync(await ExportAsync())).ShouldContain(found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_that_was_rewritten_and_signed_anew_is_found_by_who_kept_a_checkpoint()
    {
        var kept = await NoteAsync();

        // Everything at once: the entry, its leaf, the tree and the checkpoints, and a fresh signature by the real key.
        await TamperAsync(
            """
            update audit.event set salt = set_byte(salt, 3, get_byte(salt, 3) # 1) where revision = 7;
            delete from audit.tile; delete from audit.checkpoint; update projection.checkpoint set revision = -1 where projection = 'tree.v1'
            """
        );
        await Projector.CatchUpAsync(Acme, Token);
        var export = await ExportAsync();

        (await VerifyAsync(export, since: null)).Holds.ShouldBeTrue();
        (await VerifyAsync(export, since: kept)).Problems.ShouldHaveSingleItem().ShouldContain("history was rewritten");
    }

    [Fact]
    public async Task A_log_that_is_shown_to_one_reader_only_is_found_when_two_readers_compare_checkpoints()
    {
        var honest = await ExportAsync();
        var toOthers = await NoteAsync();
        var fork = await Process
            .GetRequiredService<LogKeys>()
            .SignAsync(
                await Process.GetRequiredKeyedService<Raum.Data.PlacedDatabase>(Raum.Data.DatabaseRole.Projector).OpenAsync(Acme, Token),
                origin => new Checkpoint(origin, Recorded, Raum.Proofs.Merkle.MerkleTree.Leaf([1])).Text,
                Token
            );

        (await VerifyAsync(honest, since: toOthers)).Holds.ShouldBeTrue();
        (await VerifyAsync(honest, since: fork)).Problems.ShouldHaveSingleItem().ShouldContain("another log than others");
    }

    [Fact]
    public async Task An_older_backup_is_found_by_who_kept_a_newer_checkpoint()
    {
        await RecordAsync(Acme, 10);
        var kept = await NoteAsync();
        await TamperAsync(
            $"""
            delete from audit.event where revision >= {Recorded}; update audit.head set revision = {Recorded - 1};
            delete from audit.tile where start >= {Recorded}; delete from audit.checkpoint where size > {Recorded};
            delete from projection.audit_entry where revision >= {Recorded};
            update projection.checkpoint set revision = {Recorded - 1}
            """
        );

        (await VerifyAsync(await ExportAsync(), since: kept))
            .Problems.ShouldHaveSingleItem()
            .ShouldContain("An older state was brought back");

        // It goes on and grows past the kept checkpoint: then the entries are others.
        await RecordAsync(Acme, 15);
        (await VerifyAsync(await ExportAsync(), since: kept)).Problems.ShouldHaveSingleItem().ShouldContain("history was rewritten");
    }

    [Fact]
    public async Task An_export_that_begins_behind_the_kept_checkpoint_says_that_it_cannot_be_compared()
    {
        var kept = await NoteAsync();
        await RecordAsync(Acme, 10);

        (await VerifyAsync(await ExportAsync(first: 35), since: kept))
            .Problems.ShouldHaveSingleItem()
            .ShouldContain("Export from entry 30 or before");
    }

    [Fact]
    public async Task Another_organization_exports_nothing_of_it()
    {
        (await Process.GetRequiredService<AuditExporter>().OpenAsync(Globex, 0, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Process.GetRequiredService<AuditExporter>().OpenAsync(Acme, Recorded + 1, Token)).Failure!.Code.ShouldBe(
            FailureCode.InvalidRequest
        );
    }

    [Fact]
    public async Task The_proof_file_of_an_entry_holds_and_a_changed_one_does_not()
    {
        var file = (await Proofs.EntryAsync(Acme, 7, Token)).Value.Proof.ToString();
        var keys = await KeysAsync(Acme);

        ProofFileVerifier.IsProofFile(file).ShouldBeTrue();
        ProofFileVerifier.Verify(file, keys).Holds.ShouldBeTrue();
        ProofFileVerifier.Verify(file, []).Holds.ShouldBeFalse();
        ProofFileVerifier.Verify(file.Replace("index 7", "index 8", StringComparison.Ordinal), keys).Holds.ShouldBeFalse();
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var at = random.Next(file.Length - 1);
            var changed = file[..at] + (file[at] == 'a' ? 'b' : 'a') + file[(at + 1)..];
            ProofFileVerifier.Verify(changed, keys).Holds.ShouldBeFalse($"position {at}");
        }
    }

    private async Task<SignedNote> NoteAsync() => (await Proofs.LatestCheckpointAsync(Acme, Token)).Value;

    private async Task<string> ExportAsync(long first = 0, OrganizationId? organization = null)
    {
        using var output = new MemoryStream();
        var export = await Process.GetRequiredService<AuditExporter>().OpenAsync(organization ?? Acme, first, Token);
        await export.Value.WriteAsync(output, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<string> ChangedAsync(Action<List<string>> change)
    {
        var lines = (await ExportAsync()).TrimEnd('\n').Split('\n').ToList();
        change(lines);
        return string.Join('\n', lines) + "\n";
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(string export) => (await VerifyAsync(export, since: null)).Problems;

    private async Task<ExportReport> VerifyAsync(string export, SignedNote? since, IReadOnlyList<NoteKey>? keys = null)
    {
        using var reader = new StringReader(export);
        return await ExportVerifier.VerifyAsync(reader, keys ?? await KeysAsync(Acme), since, Token);
    }
}
