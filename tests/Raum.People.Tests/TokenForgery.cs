using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Raum.People.Tests;

/// <summary>Makes and changes compact JWS by hand: nothing of the product's own code.</summary>
internal static class TokenForgery
{
    public static JsonObject Header(string token) => Part(token, 0);

    public static JsonObject Claims(string token) => Part(token, 1);

    public static string Es256(string header, string claims, ECDsa key) =>
        Signed(header, claims, input => key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public static string Signed(string header, string claims, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>The same signature over other claims or another header.</summary>
    public static string Swap(string token, string? header = null, string? claims = null)
    {
        var parts = token.Split('.');
        return $"{(header is null ? parts[0] : Encode(header))}.{(claims is null ? parts[1] : Encode(claims))}.{parts[2]}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static JsonObject Part(string token, int part) =>
        JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[part])))!.AsObject();
}
