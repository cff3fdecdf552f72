using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.People.Accounts;
using Raum.People.Passwords;

namespace Raum.People.Tests;

/// <summary>NIST SP 800-63B: long, not known from elsewhere, not one's own name; nothing else is asked for.</summary>
public sealed class PasswordTests : IDisposable
{
    private static readonly EmailAddress Owner = EmailAddress.Read(new PersonalText("jane.doe@acmetools.example"))!;
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("short", false)]
    [InlineData("elevenchars", false)]
    [InlineData("twelve chars", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("passwordpassword", false)]
    [InlineData("PasswordPassword", false)]
    [InlineData("jane.doe@acmetools.example", false)]
    [InlineData("jane.doeRaum1", false)]
    [InlineData("no digit, no capital", true)]
    [InlineData("пароль из слов", true)]
    [InlineData("🐎🔋📎✅🐎🔋📎✅🐎🔋📎✅", true)]
    [InlineData("🐎🔋📎✅🐎🔋", false)]
    public void A_password_may_be_chosen_or_not(string password, bool good) =>
        Rules(null).Check(new PersonalText(password), Owner).Succeeded.ShouldBe(good);

    [Fact]
    public void Every_line_of_the_file_is_found_and_nothing_else()
    {
        var breached = Enumerable.Range(0, 500).Select(i => $"breached password {i}").ToList();
        File.WriteAllLines(_file, breached.Select(password => $"{Sha1(password)}:{password.Length}").Order(StringComparer.Ordinal));
        var rules = Rules(_file);

        breached.ShouldAllBe(password => !rules.Check(new PersonalText(password), Owner).Succeeded);
        Enumerable.Range(0, 500).ShouldAllBe(i => rules.Check(new PersonalText($"private password {i}"), Owner).Succeeded);
    }

    [Fact]
    public void A_configured_file_that_is_away_lets_no_password_through() =>
        Should.Throw<IOException>(() => Rules(_file + "-away").Check(new PersonalText("a long sentence of hers"), Owner));

    [Fact]
    public async Task The_hash_is_PBKDF2_with_SHA512_and_at_least_the_asked_iterations_and_normalization_is_by_form()
    {
        using var hashing = new PasswordHashing(Options.Create(new PeopleOptions()));
        var composed = NormalPassword.Read(new PersonalText("caf\u00e9 au lait, please"))!;
        var decomposed = NormalPassword.Read(new PersonalText("cafe\u0301 au lait, please"))!;

        var hash = (await hashing.HashAsync(composed, TestContext.Current.CancellationToken)).Value;

        var bytes = Convert.FromBase64String(hash);
        bytes[0].ShouldBe((byte)1); // format 3
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)).ShouldBe(2u); // HMAC-SHA512
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)).ShouldBeGreaterThanOrEqualTo(210_000u);
        (await hashing.CompareAsync(hash, decomposed, TestContext.Current.CancellationToken)).Value.ShouldBe(PasswordMatch.Yes);
        (await hashing.CompareAsync(null, composed, TestContext.Current.CancellationToken)).Value.ShouldBe(PasswordMatch.No);
    }

    [Fact]
    public async Task Beyond_its_places_a_hash_is_refused_for_everybody_alike_and_works_again_when_one_is_free()
    {
        using var hashing = new PasswordHashing(Options.Create(new PeopleOptions { PasswordHashesAtOnce = 1 }));
        var password = NormalPassword.Read(new PersonalText("a long sentence of hers"))!;
        var hash = (await hashing.HashAsync(password, TestContext.Current.CancellationToken)).Value;
        await Places(hashing).WaitAsync(TestContext.Current.CancellationToken);

        var known = hashing.CompareAsync(hash, password, TestContext.Current.CancellationToken);
        var nobody = hashing.CompareAsync(null, password, TestContext.Current.CancellationToken);

        (await known).Failure!.Code.ShouldBe(FailureCode.Timeout);
        (await nobody).Failure.ShouldBe((await known).Failure);
        Places(hashing).Release();
        (await hashing.CompareAsync(hash, password, TestContext.Current.CancellationToken)).Value.ShouldBe(PasswordMatch.Yes);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_places")]
    private static extern ref SemaphoreSlim Places(PasswordHashing hashing);

    [Theory]
    [InlineData("jane.doe@example.com", "jane.doe@example.com")]
    [InlineData(" Jane.Doe@Example.COM ", "jane.doe@example.com")]
    [InlineData("jané@example.com", "jané@example.com")]
    [InlineData("Jane Doe <jane@example.com>", null)]
    [InlineData("jane@example.com\r\nBcc: all@example.com", null)]
    [InlineData("jane@example.com, joe@example.com", null)]
    [InlineData("@", null)]
    [InlineData("", null)]
    public void An_address_stands_alone_or_is_none(string typed, string? normal) =>
        EmailAddress.Read(new PersonalText(typed))?.Text.Reveal().ShouldBe(normal);

#pragma warning disable CA5350 // the form of the published lists
    private static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    private static PasswordRules Rules(string? file) =>
        new(new BreachedPasswords(Options.Create(new PeopleOptions { BreachedPasswordsFile = file })));
}
