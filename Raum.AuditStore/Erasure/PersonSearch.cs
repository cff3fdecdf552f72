using System.Buffers;
using Raum.Core;

namespace Raum.AuditStore.Erasure;

/// <summary>Finds a person in texts by the keyed hashes of their e-mail addresses: nobody here knows the addresses themselves. Of one request, in one thread.</summary>
public sealed class PersonSearch
{
    // RFC 5321, 4.5.3.1.
    private const int MaxLocalPart = 64;
    private const int MaxDomain = 255;
    private static readonly char[] Marks = ['*', '_', '`', '~', '\'', '.', '!', '?', '-'];
    private static readonly SearchValues<char> Between = SearchValues.Create("*`~=/|{}?#&");

    private readonly SubjectPrints _prints;
    private readonly OrganizationId _organization;
    private readonly HashSet<string> _wanted;

    // Addresses repeat: that of the shop stands in every article.
    private readonly Dictionary<DataSubject, bool> _known = [];

    internal PersonSearch(SubjectPrints prints, OrganizationId organization, IEnumerable<byte[]> wanted) =>
        (_prints, _organization, _wanted) = (prints, organization, [.. wanted.Select(Convert.ToHexString)]);

    /// <summary>Whether an address of the person stands in the text. Linear in its length.</summary>
    /// <returns>Failures of the keys and the stores.</returns>
    public async Task<Outcome<bool>> IsNamedInAsync(PersonalText text, CancellationToken cancellationToken)
    {
        foreach (var address in Addresses(text).Select(DataSubject.ByEmail).OfType<DataSubject>())
        {
            if (!_known.TryGetValue(address, out var named))
            {
                var prints = await _prints.AllOfAsync(_organization, [address], cancellationToken);
                if (!prints.Succeeded)
                {
                    return prints.Failure;
                }

                named = prints.Value.Any(print => _wanted.Contains(Convert.ToHexString(print)));
                _known.Add(address, named);
            }

            if (named)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What may be an address: around each at sign what may stand in one, as it is and without the signs of Markdown and the ends of sentences.</summary>
    internal static IEnumerable<PersonalText> Addresses(PersonalText text)
    {
        var whole = NormalForm.Of(text.Reveal()) ?? text.Reveal();
        for (var at = whole.IndexOf('@'); at >= 0; at = whole.IndexOf('@', at + 1))
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && at - start < MaxLocalPart && IsLocal(whole[start - 1]))
            {
                start--;
            }

            while (end < whole.Length && end - at <= MaxDomain && (char.IsLetterOrDigit(whole[end]) || whole[end] is '.' or '-'))
            {
                end++;
            }

            var (local, domain) = (whole[start..at], whole[(at + 1)..end].TrimEnd('.', '-'));
            foreach (var one in (string[])[local, local.Trim(Marks), local[(local.AsSpan().LastIndexOfAny(Between) + 1)..].Trim(Marks)])
            {
                yield return new PersonalText($"{one}@{domain}");
            }
        }
    }

    /// <summary>RFC 5322, 3.2.3, and letters of every script (RFC 6531).</summary>
    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);
}
