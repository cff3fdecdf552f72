using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Kms;

/// <summary>Checks an AWS Signature Version 4 as the service does (AWS General Reference, "Signing AWS API requests"): the signature covers body, target and host.</summary>
internal static partial class SignatureV4
{
    /// <summary>The access key that the request names; null when it is not signed in this way.</summary>
    public static string? AccessKeyOf(HttpRequest request) =>
        Header().Match(request.Headers.Authorization.ToString()) is { Success: true } match
            ? match.Groups["credential"].Value.Split('/')[0]
            : null;

    /// <param name="alsoSigned">A header that the signature must cover besides the host.</param>
    public static bool IsValid(
        HttpRequest request,
        byte[] body,
        string accessKey,
        string secretKey,
        string region,
        string service,
        string alsoSigned = "x-amz-target"
    )
    {
        var match = Header().Match(request.Headers.Authorization.ToString());
        var stamp = request.Headers["X-Amz-Date"].ToString();
        if (!match.Success || stamp.Length != 16)
        {
            return false;
        }

        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var signed = match.Groups["headers"].Value.Split(';');
        if (match.Groups["credential"].Value != $"{accessKey}/{scope}" || !signed.Contains("host") || !signed.Contains(alsoSigned))
        {
            return false;
        }

        var headers = string.Concat(signed.Select(name => $"{name}:{Spaces().Replace(request.Headers[name].ToString().Trim(), " ")}\n"));
        var canonical = $"{request.Method}\n/\n\n{headers}\n{match.Groups["headers"].Value}\n{Hex(SHA256.HashData(body))}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))) == match.Groups["signature"].Value;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<credential>[^,]+), ?SignedHeaders=(?<headers>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$"
    )]
    private static partial Regex Header();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
