using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Raum.Testing.Passkeys;

/// <summary>A device with one passkey, in software: ES256, attestation "none" (WebAuthn level 3, 5.1.3, 5.1.4, 6.1). What it says can be bent, for attacks.</summary>
public sealed class SoftAuthenticator(string origin, string domain) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private byte[] _userHandle = [];

    /// <summary>The page that asks, as the browser reports it.</summary>
    public string Origin { get; set; } = origin;

    public string Domain { get; set; } = domain;

    /// <summary>False: nobody touched the sensor or typed the PIN.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>Puts another challenge in place of the one that was asked.</summary>
    public string? Challenge { get; set; }

    /// <summary>How often it was used: it says the next one. A copy of the device knows those of the moment it was made.</summary>
    public uint Count { get; set; } = 1;

    public string Id => Base64Url.EncodeToString(_id);

    /// <summary>The answer to creation options.</summary>
    public string Create(string optionsJson)
    {
        var options = JsonNode.Parse(optionsJson)!;
        _userHandle = Base64Url.DecodeFromChars((string)options["user"]!["id"]!);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] authenticatorData = [.. Header(HasCredential), .. new byte[16], 0, (byte)_id.Length, .. _id, .. cose];
        byte[] attestation =
        [
            0xA3,
            .. Text("fmt"),
            .. Text("none"),
            .. Text("attStmt"),
            0xA0,
            .. Text("authData"),
            0x59,
            (byte)(authenticatorData.Length >> 8),
            (byte)authenticatorData.Length,
            .. authenticatorData,
        ];
        return Credential(
            new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(ClientData("webauthn.create", options)),
                ["attestationObject"] = Base64Url.EncodeToString(attestation),
                ["transports"] = new JsonArray("internal"),
            }
        );
    }

    /// <summary>The answer to request options.</summary>
    public string Get(string optionsJson)
    {
        var clientData = ClientData("webauthn.get", JsonNode.Parse(optionsJson)!);
        var authenticatorData = Header(0);
        var signature = _key.SignData(
            [.. authenticatorData, .. SHA256.HashData(clientData)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Credential(
            new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
                ["authenticatorData"] = Base64Url.EncodeToString(authenticatorData),
                ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = Base64Url.EncodeToString(_userHandle),
            }
        );
    }

    public void Dispose() => _key.Dispose();

    private byte[] Header(byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count++);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Domain)), (byte)(flags | UserPresent | (Verifies ? UserVerified : 0)), .. count];
    }

    private byte[] ClientData(string type, JsonNode options) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type,
                challenge = Challenge ?? (string)options["challenge"]!,
                origin = Origin,
                crossOrigin = false,
            }
        );

    private string Credential(JsonObject response) =>
        new JsonObject
        {
            ["id"] = Id,
            ["rawId"] = Id,
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        }.ToJsonString();

    private static byte[] Text(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];
}
