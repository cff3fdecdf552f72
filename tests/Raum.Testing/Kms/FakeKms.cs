using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Raum.Testing.Kms;

/// <summary>A pretend AWS KMS over real HTTP: JSON 1.1, <c>Encrypt</c>, <c>Decrypt</c> and <c>CreateKey</c>, real wrapping bound to key and encryption context, checked signatures.</summary>
/// <remarks>Written from AWS' API reference alone (KMS 2014-11-01, SigV4). A request that KMS would refuse is refused here, with KMS' own error.</remarks>
public sealed class FakeKms : IAsyncDisposable
{
    public const string Region = "eu-central-1";
    public const string AccessKey = "AKIAFAKEFAKEFAKEFAKE";
    public const string SecretKey = "fake/secret+key+of+the+pretend+kms000000";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, FakeKmsKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _faults = new();

    private FakeKms(WebApplication app) => _app = app;

    /// <summary>Where sessions come from; null: nobody has one.</summary>
    public FakeSts? Sts { get; set; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Every call that was answered with a result: operation and encryption context.</summary>
    public ConcurrentQueue<(string Operation, IReadOnlyDictionary<string, string> Context)> Calls { get; } = new();

    /// <summary>Every request that reached the server, refused ones included.</summary>
    public int Requests => _requests;

    private int _requests;

    public static async Task<FakeKms> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var kms = new FakeKms(builder.Build());
        kms._app.Run(kms.AnswerAsync);
        await kms._app.StartAsync();
        kms.Address = new Uri(kms._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return kms;
    }

    /// <summary>A new symmetric key, enabled.</summary>
    /// <param name="role">The role in its owner's account that alone may use it; null: Raum's own account.</param>
    public FakeKmsKey CreateKey(string? role = null)
    {
        var account = role is null ? "111122223333" : "444455556666";
        var key = new FakeKmsKey($"arn:aws:kms:{Region}:{account}:key/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}")
        {
            Role = role,
        };
        _keys[key.Arn] = key;
        return key;
    }

    /// <summary>The next request is answered with this error, whatever it asks.</summary>
    public void FailNext(string errorType, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _faults.Enqueue(errorType);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var (status, answer) = Answer(http.Request, buffer.ToArray());
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/x-amz-json-1.1";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }

    private (int Status, JsonObject Answer) Answer(HttpRequest request, byte[] body)
    {
        if (_faults.TryDequeue(out var fault))
        {
            return Error(fault);
        }

        if (request.Method != "POST" || request.Path != "/" || request.ContentType != "application/x-amz-json-1.1")
        {
            return Error("SerializationException");
        }

        var operation = request.Headers["X-Amz-Target"].ToString();
        var session = request.Headers["X-Amz-Security-Token"].ToString() is { Length: > 0 } token ? Sts?.Session(token) : null;
        var isSigned = session is null
            ? SignatureV4.IsValid(request, body, AccessKey, SecretKey, Region, "kms")
            : SignatureV4.IsValid(request, body, session.AccessKey, session.SecretKey, Region, "kms", "x-amz-security-token");
        if (!isSigned)
        {
            return Error("IncompleteSignature");
        }

        var input = JsonNode.Parse(body)!.AsObject();
        if (operation == "TrentService.CreateKey")
        {
            return (
                200,
                new JsonObject
                {
                    ["KeyMetadata"] = new JsonObject { ["Arn"] = CreateKey().Arn, ["Enabled"] = true },
                }
            );
        }

        if (Key(input, out var key) is { } error)
        {
            return error;
        }

        // The key's policy names roles, or the owner's account alone; the session may narrow that further.
        var mayUse = key.Role is null
            ? session is null
            : session?.Role == key.Role && session.Allows($"kms:{operation.Split('.')[^1]}", key.Arn, Context(input));
        if (!mayUse)
        {
            return Error("AccessDeniedException");
        }

        return operation switch
        {
            "TrentService.Encrypt" => Encrypt(input, key),
            "TrentService.Decrypt" => Decrypt(input, key),
            _ => Error("UnknownOperationException"),
        };
    }

    private (int, JsonObject) Encrypt(JsonObject input, FakeKmsKey key)
    {
        var plaintext = Convert.FromBase64String(input["Plaintext"]!.GetValue<string>());
        if (plaintext.Length is 0 or > 4096)
        {
            return Error("ValidationException");
        }

        var context = Context(input);
        Calls.Enqueue(("Encrypt", context));
        return (
            200,
            new JsonObject
            {
                ["CiphertextBlob"] = Convert.ToBase64String(key.Wrap(plaintext, context)),
                ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
                ["KeyId"] = key.Arn,
            }
        );
    }

    private (int, JsonObject) Decrypt(JsonObject input, FakeKmsKey key)
    {
        var context = Context(input);
        var blob = Convert.FromBase64String(input["CiphertextBlob"]!.GetValue<string>());
        if (_keys.Values.FirstOrDefault(other => other != key && other.Owns(blob)) is not null)
        {
            return Error("IncorrectKeyException");
        }

        if (key.Unwrap(blob, context) is not { } plaintext)
        {
            return Error("InvalidCiphertextException");
        }

        Calls.Enqueue(("Decrypt", context));
        return (
            200,
            new JsonObject
            {
                ["Plaintext"] = Convert.ToBase64String(plaintext),
                ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
                ["KeyId"] = key.Arn,
            }
        );
    }

    private (int, JsonObject)? Key(JsonObject input, out FakeKmsKey key)
    {
        key = null!;
        if (input["KeyId"]?.GetValue<string>() is not { } id || !_keys.TryGetValue(id, out var found))
        {
            return Error("NotFoundException");
        }

        key = found;
        return found.State switch
        {
            FakeKmsKeyState.Enabled => null,
            FakeKmsKeyState.Disabled => Error("DisabledException"),
            FakeKmsKeyState.PendingDeletion => Error("KMSInvalidStateException"),
            _ => Error("AccessDeniedException"),
        };
    }

    private static SortedDictionary<string, string> Context(JsonObject input)
    {
        var context = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in input["EncryptionContext"]?.AsObject() ?? [])
        {
            context.Add(name, value!.GetValue<string>());
        }

        return context;
    }

    // Server faults are 500, client faults 400; throttling is a client fault that may be tried again.
    private static (int, JsonObject) Error(string type) =>
        (
            type is "DependencyTimeoutException" or "KMSInternalException" or "KeyUnavailableException" ? 500 : 400,
            new JsonObject { ["__type"] = type, ["message"] = "refused by the pretend KMS" }
        );
}

public enum FakeKmsKeyState
{
    Enabled,
    Disabled,
    PendingDeletion,
    AccessDenied,
}

/// <summary>One key of a <see cref="FakeKms"/>; its owner may change its state at any time.</summary>
public sealed class FakeKmsKey(string arn)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] _material = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _mark = SHA256.HashData(Encoding.UTF8.GetBytes(arn))[..16];

    public string Arn => arn;

    /// <summary>Who may use it besides its owner's account.</summary>
    public string? Role { get; init; }

    public FakeKmsKeyState State { get; set; }

    internal bool Owns(ReadOnlySpan<byte> blob) => blob.StartsWith(_mark);

    internal byte[] Wrap(byte[] plaintext, IReadOnlyDictionary<string, string> context)
    {
        var blob = new byte[_mark.Length + NonceLength + plaintext.Length + TagLength];
        _mark.CopyTo(blob, 0);
        var nonce = blob.AsSpan(_mark.Length, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_material, TagLength);
        aes.Encrypt(
            nonce,
            plaintext,
            blob.AsSpan(_mark.Length + NonceLength, plaintext.Length),
            blob.AsSpan(blob.Length - TagLength),
            Bound(context)
        );
        return blob;
    }

    internal byte[]? Unwrap(byte[] blob, IReadOnlyDictionary<string, string> context)
    {
        if (!Owns(blob) || blob.Length < _mark.Length + NonceLength + TagLength)
        {
            return null;
        }

        var plaintext = new byte[blob.Length - _mark.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_material, TagLength);
        try
        {
            aes.Decrypt(
                blob.AsSpan(_mark.Length, NonceLength),
                blob.AsSpan(_mark.Length + NonceLength, plaintext.Length),
                blob.AsSpan(blob.Length - TagLength),
                plaintext,
                Bound(context)
            );
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Bound(IReadOnlyDictionary<string, string> context) =>
        JsonSerializer.SerializeToUtf8Bytes(
            context.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key.Length}:{entry.Key}={entry.Value}"))
        );
}
