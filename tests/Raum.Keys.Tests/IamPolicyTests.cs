using System.Text.Json;

namespace Raum.Keys.Tests;

/// <summary>KEY-5: the policies in <c>deploy/iam</c> allow each process what it needs and nothing more.</summary>
public sealed class IamPolicyTests
{
    private static readonly string[] Purposes = [KeyPurpose.Field, KeyPurpose.Credential, KeyPurpose.Transit, KeyPurpose.Audit];

    [Theory]
    [InlineData("api.json", "field transit audit")]
    [InlineData("worker.json", "field credential transit audit")]
    [InlineData("administration.json", "field credential audit")]
    [InlineData("rotation.json", "field credential audit")]
    public void A_policy_wraps_and_unwraps_for_its_purposes_only(string file, string purposes)
    {
        var statements = Statements(file);

        foreach (var action in (string[])["kms:Encrypt", "kms:Decrypt"])
        {
            Purposes
                .Where(purpose => statements.Any(statement => Allows(statement, action, purpose)))
                .ShouldBe(purposes.Split(' '), ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData("api.json")]
    [InlineData("worker.json")]
    [InlineData("administration.json")]
    [InlineData("rotation.json")]
    public void A_policy_names_one_key_two_actions_and_the_whole_context(string file)
    {
        foreach (var statement in Statements(file))
        {
            statement.GetProperty("Effect").GetString().ShouldBe("Allow");
            statement.GetProperty("Resource").GetString()!.ShouldEndWith(":key/KEY-ID");
            statement
                .GetProperty("Action")
                .EnumerateArray()
                .Select(action => action.GetString())
                .Except(["kms:Encrypt", "kms:Decrypt"])
                .ShouldBeEmpty();
            var condition = statement.GetProperty("Condition");
            condition.GetProperty("Null").GetProperty("kms:EncryptionContext:organization").GetString().ShouldBe("false");
            Values(condition.GetProperty("ForAllValues:StringEquals").GetProperty("kms:EncryptionContextKeys"))
                .ShouldBe(["organization", "purpose"]);
        }
    }

    [Fact]
    public void A_customers_role_and_key_are_for_one_organization()
    {
        var trust = Statements("customer-role-trust.json").ShouldHaveSingleItem();
        Values(trust.GetProperty("Action")).ShouldBe(["sts:AssumeRole"]);
        trust.GetProperty("Condition").GetProperty("StringEquals").GetProperty("sts:ExternalId").GetString().ShouldBe("ORGANIZATION-ID");

        var key = Statements("customer-key-policy.json")[1];
        Values(key.GetProperty("Action")).ShouldBe(["kms:Encrypt", "kms:Decrypt"]);
        key.GetProperty("Principal").GetProperty("AWS").GetString().ShouldEndWith(":role/raum");
        key.GetProperty("Condition")
            .GetProperty("StringEquals")
            .GetProperty("kms:EncryptionContext:organization")
            .GetString()
            .ShouldBe("ORGANIZATION-ID");

        var assume = Statements("assume-customer-roles.json").ShouldHaveSingleItem();
        Values(assume.GetProperty("Action")).ShouldBe(["sts:AssumeRole"]);
        Values(assume.GetProperty("Resource")).ShouldAllBe(role => !role.Contains('*', StringComparison.Ordinal));
        assume.GetProperty("Condition").GetProperty("Null").GetProperty("sts:ExternalId").GetString().ShouldBe("false");
    }

    [Fact]
    public void Every_file_and_every_action_in_it_has_its_reason_on_the_page()
    {
        var folder = Folder();
        var page = File.ReadAllText(Path.Combine(folder, "README.md"));
        var files = Directory.GetFiles(folder, "*.json").Select(file => Path.GetFileName(file)).ToList();
        files.Count.ShouldBeGreaterThan(6);
        foreach (var file in files)
        {
            page.ShouldContain($"| `{file}` |");
            foreach (var statement in Statements(file))
            {
                // The owner of a key may do everything with it, or nobody could.
                var isOwners = statement.GetProperty("Sid").GetString() == "OwnerAdministers";
                foreach (var action in Values(statement.GetProperty("Action")).Where(_ => !isOwners))
                {
                    page.ShouldContain($"`{action}` ", customMessage: file);
                    action.ShouldNotContain("*", customMessage: file);
                }
            }
        }
    }

    private static bool Allows(JsonElement statement, string action, string purpose) =>
        Values(statement.GetProperty("Action")).Contains(action)
        && Values(statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("kms:EncryptionContext:purpose"))
            .Contains(purpose);

    private static List<string> Values(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetString()!)];

    private static List<JsonElement> Statements(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), file)));
        return [.. document.RootElement.Clone().GetProperty("Statement").EnumerateArray()];
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Raum.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "deploy", "iam");
    }
}
