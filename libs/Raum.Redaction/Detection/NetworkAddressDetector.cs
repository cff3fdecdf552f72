using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Raum.Redaction;

/// <summary>IPv4, IPv6 and MAC addresses; version numbers are none.</summary>
/// <remarks>Sources: RFC 791, RFC 4291 §2.2, IEEE 802 notation of EUI-48 (colons, hyphens, three groups of four).</remarks>
internal sealed class NetworkAddressDetector : IDetector
{
    private const int Longest = 45;

    /// <summary>"1.1.1.1", and with colons "::1:2".</summary>
    private const int Shortest = 7;
    private const int ShortestV6 = 5;
    private static readonly SearchValues<char> Units = SearchValues.Create("0123456789abcdefABCDEF:.-");
    private static readonly SearchValues<char> Joints = SearchValues.Create(":.-");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var at = 0; at < text.Length; )
        {
            var joint = text[at..].IndexOfAny(Joints);
            if (joint < 0)
            {
                return;
            }

            var middle = at + joint;
            var start = middle;
            while (start > at && Units.Contains(text[start - 1]))
            {
                start--;
            }

            var end = middle;
            while (end < text.Length && Units.Contains(text[end]))
            {
                end++;
            }

            // The end of nearly every sentence is shorter.
            if (end - start >= Shortest || (end - start >= ShortestV6 && text[middle..end].Contains(':')))
            {
                Judge(text, start, end, findings);
            }

            at = Math.Max(end, middle + 1);
        }
    }

    private static void Judge(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        while (end > start && (text[end - 1] is '.' or '-' || (text[end - 1] == ':' && !(end - start > 1 && text[end - 2] == ':'))))
        {
            end--;
        }

        while (start < end && (text[start] is '.' or '-' || (text[start] == ':' && !(end - start > 1 && text[start + 1] == ':'))))
        {
            start++;
        }

        if (Touches(text, start - 1) && text[start..end].IndexOfAny(':', '-') is >= 0 and var label)
        {
            // "remot{e:203.0.113.45": the end of the word before the sign.
            start += label + 1;
        }

        if (end - start is < 3 or > Longest || Touches(text, start - 1) || Touches(text, end))
        {
            return;
        }

        var run = text[start..end];
        // "2024.0931.5577" is a number of something else, where no word says address.
        if (IsMac(run) && (run.Length > 14 || run.ContainsAnyInRange('A', 'f') || Cues.SaysNetworkAddress(text, start)))
        {
            findings.Add(new Finding(start, end, PiiType.Ip, "mac", 0.95, "eui-48"));
        }
        else if (IsV4(run, out var length))
        {
            var small = IsSmall(run[..length]);
            if (
                small
                    ? Cues.SaysNetworkAddress(text, start) || HasPort(run[length..]) || HasPrefix(text[end..])
                    : !VersionCue.Calls(text, start, IsHigh(run)) || Cues.SaysNetworkAddress(text, start)
            )
            {
                findings.Add(new Finding(start, start + length, PiiType.Ip, "ip", 0.9, "ipv4"));
            }

            if (length + 1 < run.Length && run[length] == '-')
            {
                // "203.0.113.45-203.0.113.99"
                Judge(text, start + length + 1, end, findings);
            }
        }
        else if (run.IndexOfAny(':', '-') is > 0 and var sign && IsV4(run[(sign + 1)..], out _))
        {
            // "add:203.0.113.45"
            Judge(text, start + sign + 1, end, findings);
        }
        else if (
            run.Count(':') >= 2
            && (run.Count(':') == 7 || run.Contains("::", StringComparison.Ordinal) || run.Contains('.'))
            && IPAddress.TryParse(run, out var address)
        )
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && run.Length > 4)
            {
                findings.Add(new Finding(start, end, PiiType.Ip, "ip", 0.95, "ipv6"));
            }
        }
    }

    /// <summary>Versions seldom begin with two figures of which the first is three or more.</summary>
    private static bool IsHigh(ReadOnlySpan<char> address) =>
        address.IndexOf('.') is var length && (length == 3 || (length == 2 && address[0] >= '3'));

    /// <summary>":8080": no version has one.</summary>
    private static bool HasPort(ReadOnlySpan<char> behind) =>
        behind.Length is >= 3 and <= 6 && behind[0] == ':' && !behind[1..].ContainsAnyExceptInRange('0', '9');

    /// <summary>"/24": a network (RFC 4632 3.1).</summary>
    private static bool HasPrefix(ReadOnlySpan<char> behind) =>
        behind.Length > 1
        && behind[0] == '/'
        && char.IsAsciiDigit(behind[1])
        && (behind.Length < 4 || !char.IsLetterOrDigit(behind[char.IsAsciiDigit(behind[2]) ? 3 : 2]));

    private static bool Touches(ReadOnlySpan<char> text, int at) =>
        at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');

    /// <summary>Four numbers up to 255, perhaps with a port behind them.</summary>
    private static bool IsV4(ReadOnlySpan<char> run, out int length)
    {
        length = run.IndexOfAny(':', '-');
        length = length < 0 ? run.Length : length;
        var parts = 0;
        foreach (var range in run[..length].Split('.'))
        {
            var part = run[..length][range];
            if (
                part.Length is < 1 or > 3
                || part.ContainsAnyExceptInRange('0', '9')
                // "203.000.113.045"
                || (part.Length == 2 && part[0] == '0')
                || int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) > 255
            )
            {
                return false;
            }

            parts++;
        }

        return parts == 4;
    }

    /// <summary>Four small numbers are a version more often than an address, so they need a word that says address.</summary>
    private static bool IsSmall(ReadOnlySpan<char> address)
    {
        foreach (var range in address.Split('.'))
        {
            if (int.Parse(address[range], System.Globalization.CultureInfo.InvariantCulture) > 20)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMac(ReadOnlySpan<char> run)
    {
        if (run.Length == 14 && run[4] == '.' && run[9] == '.')
        {
            return !run[..4].ContainsAny(Joints) && !run[5..9].ContainsAny(Joints) && !run[10..].ContainsAny(Joints);
        }

        if (run.Length != 17 || run[2] is not (':' or '-'))
        {
            return false;
        }

        for (var i = 0; i < run.Length; i++)
        {
            if (i % 3 == 2 ? run[i] != run[2] : !char.IsAsciiHexDigit(run[i]))
            {
                return false;
            }
        }

        return true;
    }
}
