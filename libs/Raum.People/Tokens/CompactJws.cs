using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Raum.People.Tokens;

/// <summary>A JWS in compact form (RFC 7515, 7.1), read strictly: three parts of canonical base64url, objects without doubled members. Reading proves nothing: who knows the key checks the signature.</summary>
internal sealed record CompactJws(JsonElement Header, JsonElement Payload, byte[] SigningInput, byte[] Signature)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <param name="longest">Characters; anything longer is not looked at.</param>
    /// <returns>Null for anything that is not one.</returns>
    public static CompactJws? Read(string? text, int longest)
    {
        if (text is null || text.Length > longest || text.Split('.') is not [var header, var payload, var signature])
        {
            return null;
        }

        return Object(header) is { } head && Object(payload) is { } body && Bytes(signature) is { } signed
            ? new CompactJws(head, body, Encoding.ASCII.GetBytes($"{header}.{payload}"), signed)
            : null;
    }

    /// <summary>Signs with ES256 (RFC 7518, 3.4).</summary>
    public static string Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ECDsa key)
    {
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(input),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public bool IsSignedBy(ECDsa key) =>
        key.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public bool IsSignedBy(RSA key) => key.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>A member that is a string; null for anything else.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member that is a whole number; null for anything else.</summary>
    public static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>A member that is a moment in seconds (RFC 7519, NumericDate); null for anything else.</summary>
    public static DateTimeOffset? Time(JsonElement element, string name) =>
        Number(element, name) is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static JsonElement? Object(string part)
    {
        if (Bytes(part) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One text for the same bytes: padding, white space and spare bits are refused.</summary>
    private static byte[]? Bytes(string part)
    {
        if (part.Length == 0 || !Base64Url.IsValid(part))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(part);
        return Base64Url.EncodeToString(bytes) == part ? bytes : null;
    }
}
