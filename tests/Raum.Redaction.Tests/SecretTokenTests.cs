namespace Raum.Redaction.Tests;

/// <summary>PII-3: tokens are masked whole, however long they are.</summary>
public sealed class SecretTokenTests
{
    [Theory]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJncm91cHMiOls", 6_000)]
    [InlineData("ya29.a0AfH6SMBx7Qk2", 9_000)]
    public void Nothing_of_a_long_token_stays(string beginning, int length)
    {
        var token = beginning + string.Concat(Enumerable.Range(0, length / 8).Select(i => $"aZ3{i % 7}bQ9x")) + ".c1gnatUre-7Yq2";

        Jobs.Masked($"the answer was {token} and then 401").ShouldBe("the answer was [REDACTED_SECRET] and then 401");
    }
}
