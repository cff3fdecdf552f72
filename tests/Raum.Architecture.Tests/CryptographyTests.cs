using System.Text.RegularExpressions;

namespace Raum.Architecture.Tests;

/// <summary>docs/security/cryptography.md is the list of primitives: what the sources use is looked for, and compared (ASVS 11.1.2, 11.1.3).</summary>
public sealed partial class CryptographyTests
{
    // Everything of System.Security.Cryptography that protects something, and what must never turn up unseen.
    private static readonly string[] Primitives =
    [
        .. "AesGcm AesCcm Aes ChaCha20Poly1305 TripleDES DES RC2 MD5 SHA1 SHA256 SHA384 SHA512 SHA3_256 SHA3_512 Shake256 HMACMD5 HMACSHA1 HMACSHA256 HMACSHA384 HMACSHA512 Kmac256 HKDF Rfc2898DeriveBytes RSA DSA ECDsa ECDiffieHellman Ed25519 IncrementalHash PasswordHasher MLKem MLDsa SlhDsa SslStream".Split(
            ' '
        ),
    ];

    [Fact]
    public void Every_primitive_that_is_used_stands_in_the_inventory_with_its_place_and_no_other_one_does()
    {
        var used = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var file in Sources.Product)
        {
            var project = Project(Path.GetRelativePath(Sources.Root, file).Replace('\\', '/'));
            foreach (
                var word in Words()
                    .Matches(Comments().Replace(File.ReadAllText(file), ""))
                    .Select(match => match.Value)
                    .Where(Primitives.Contains)
            )
            {
                (used.TryGetValue(word, out var places) ? places : used[word] = new SortedSet<string>(StringComparer.Ordinal)).Add(project);
            }
        }

        used.Count.ShouldBeGreaterThan(8);
        used["SHA256"].Clear(); // it needs no key, and is everywhere
        Written().ShouldBe(used.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"));
    }

    private static IEnumerable<string> Written() =>
        File.ReadAllLines(Path.Combine(Sources.Root, "docs", "security", "cryptography.md"))
            .SkipWhile(line => !line.StartsWith("| API |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|'))
            .Select(cells =>
                $"{cells[1].Trim(' ', '`')}: {string.Join(", ", Named().Matches(cells[3]).Select(match => match.Groups[1].Value))}"
            )
            .Order(StringComparer.Ordinal);

    private static string Project(string file) => file.Split('/') is [("libs" or "tools"), var name, ..] ? name : file.Split('/')[0];

    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9_]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"//[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comments();

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
