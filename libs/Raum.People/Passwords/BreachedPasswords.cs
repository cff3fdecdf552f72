using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Raum.People.Passwords;

/// <summary>Passwords that are known to attackers: a short list that is built in, and a file of hashes where one is configured. No password leaves the process.</summary>
internal sealed class BreachedPasswords(IOptions<PeopleOptions> options)
{
    private const int HashLength = 40;

    // Long enough to pass the rule of length, and among the first that anybody tries.
    private static readonly HashSet<string> Common = new(
        [
            "123456789012",
            "1234567890123",
            "12345678901234",
            "123456789012345",
            "1234567890123456",
            "0123456789012",
            "0123456789abcdef",
            "1q2w3e4r5t6y",
            "1q2w3e4r5t6y7u",
            "1q2w3e4r5t6y7u8i",
            "1qaz2wsx3edc",
            "1qaz2wsx3edc4rfv",
            "abcdefghijkl",
            "abcdefghijklmnop",
            "administrator",
            "adminadminadmin",
            "changemechangeme",
            "changemeplease",
            "correcthorsebatterystaple",
            "iloveyouiloveyou",
            "letmeinletmein",
            "passwordpassword",
            "password1234",
            "password12345",
            "password123456",
            "password123456789",
            "p@ssw0rd1234",
            "qazwsxedcrfv",
            "qwertyqwerty",
            "qwertyuiop12",
            "qwertyuiop123",
            "qwertyuiopasdf",
            "qwertyuiopasdfghjkl",
            "qwerty123456",
            "secretsecret",
            "testtesttest",
            "welcome12345",
            "welcome123456",
            "zaq12wsxcde3",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <exception cref="IOException">The configured file cannot be read: no password is chosen unchecked.</exception>
    public bool Contains(string password) =>
        Common.Contains(password) || (options.Value.BreachedPasswordsFile is { } file && IsInFile(file, password));

#pragma warning disable CA5350 // the published lists are SHA-1; nothing is protected by it
    private static bool IsInFile(string path, string password)
    {
        var wanted = Encoding.ASCII.GetBytes(Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password))));
        using var file = File.OpenHandle(path);
        var (low, high) = (0L, RandomAccess.GetLength(file));
        Span<byte> window = stackalloc byte[512];

        // Lines differ in length: look at the first whole line behind the middle, and halve.
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var read = window[..RandomAccess.Read(file, window, middle)];
            var start = middle == 0 ? 0 : read.IndexOf((byte)'\n') + 1;
            if ((start == 0 && middle > 0) || read.Length - start < HashLength)
            {
                high = middle; // the last line began before
                continue;
            }

            switch (wanted.AsSpan().SequenceCompareTo(read.Slice(start, HashLength)))
            {
                case 0:
                    return true;
                case < 0:
                    high = middle;
                    break;
                default:
                    low = middle + start + 1;
                    break;
            }
        }

        return false;
    }
#pragma warning restore CA5350
}
