using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Raum.Testing.Kms;

/// <summary>A pretend AWS STS over real HTTP: <c>AssumeRole</c> of the query protocol, with checked signatures, trust policies that ask for an external id, and session policies.</summary>
/// <remarks>
/// Written from AWS' API reference alone (STS 2011-06-15, SigV4). As at AWS, a session goes on after its role stopped trusting.
/// </remarks>
public sealed partial class FakeSts : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, FakeRole> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeSession> _sessions = new(StringComparer.Ordinal);
    private int _requests;

    private FakeSts(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Every request that reached the server, refused ones included.</summary>
    public int Requests => _requests;

    /// <summary>Sessions that were given: role, session name.</summary>
    public ConcurrentQueue<(string Role, string Name)> Given { get; } = new();

    public static async Task<FakeSts> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sts = new FakeSts(builder.Build());
        sts._app.Run(sts.AnswerAsync);
        await sts._app.StartAsync();
        sts.Address = new Uri(sts._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return sts;
    }

    /// <summary>A new role in a customer's account.</summary>
    /// <param name="externalId">What its trust policy asks for; null: nothing.</param>
    public FakeRole CreateRole(string? externalId)
    {
        var role = new FakeRole($"arn:aws:iam::444455556666:role/raum-{_roles.Count + 1}", externalId);
        _roles[role.Arn] = role;
        return role;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal FakeSession? Session(string token) => _sessions.GetValueOrDefault(token);

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var (status, xml) = Answer(http.Request, buffer.ToArray());
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/xml";
        await http.Response.WriteAsync(xml, http.RequestAborted);
    }

    private (int Status, string Xml) Answer(HttpRequest request, byte[] body)
    {
        if (
            request.Method != "POST"
            || request.Path != "/"
            || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) != true
        )
        {
            return Error(400, "MalformedQueryString");
        }

        if (!SignatureV4.IsValid(request, body, FakeKms.AccessKey, FakeKms.SecretKey, FakeKms.Region, "sts", "x-amz-date"))
        {
            return Error(403, "SignatureDoesNotMatch");
        }

        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        if (Value(form, "Action") != "AssumeRole" || Value(form, "Version") != "2011-06-15")
        {
            return Error(400, "InvalidAction");
        }

        var name = Value(form, "RoleSessionName") ?? "";
        var policy = Value(form, "Policy");
        if (
            !SessionName().IsMatch(name)
            || !int.TryParse(Value(form, "DurationSeconds") ?? "3600", CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 900 or > 43_200
            || policy is { Length: > 2_048 }
        )
        {
            return Error(400, "ValidationError");
        }

        // STS does not tell a role that is not there from one that does not trust.
        if (
            !_roles.TryGetValue(Value(form, "RoleArn") ?? "", out var role)
            || !role.Trusts
            || (role.ExternalId is not null && role.ExternalId != Value(form, "ExternalId"))
        )
        {
            return Error(403, "AccessDenied");
        }

        var session = new FakeSession(
            $"ASIA{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}",
            Convert.ToHexString(RandomNumberGenerator.GetBytes(20)),
            Convert.ToHexString(RandomNumberGenerator.GetBytes(40)),
            role.Arn,
            policy is null ? null : JsonNode.Parse(policy)!.AsObject()
        );
        _sessions[session.Token] = session;
        Given.Enqueue((role.Arn, name));
        var until = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return (
            200,
            $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><Arn>{role.Arn.Replace(
                ":iam:",
                ":sts:",
                StringComparison.Ordinal
            )}/{name}</Arn><AssumedRoleId>AROAFAKE:{name}</AssumedRoleId></AssumedRoleUser>
            <Credentials><AccessKeyId>{session.AccessKey}</AccessKeyId><SecretAccessKey>{session.SecretKey}</SecretAccessKey><SessionToken>{session.Token}</SessionToken><Expiration>{until}</Expiration></Credentials>
            </AssumeRoleResult><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></AssumeRoleResponse>
            """
        );
    }

    private static string? Value(Dictionary<string, StringValues> form, string name) =>
        form.TryGetValue(name, out var values) && values is [{ } value] ? value : null;

    private static (int, string) Error(int status, string code) =>
        (
            status,
            $"""
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>refused by the pretend STS</Message></Error><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>
            """
        );

    [GeneratedRegex(@"\A[\w+=,.@-]{2,64}\z")]
    private static partial Regex SessionName();
}

/// <summary>A role of a <see cref="FakeSts"/>; its owner may stop trusting at any time.</summary>
public sealed class FakeRole(string arn, string? externalId)
{
    public string Arn => arn;

    public string? ExternalId => externalId;

    public bool Trusts { get; set; } = true;
}

/// <summary>Credentials that a <see cref="FakeSts"/> gave.</summary>
internal sealed record FakeSession(string AccessKey, string SecretKey, string Token, string Role, JsonObject? Policy)
{
    /// <summary>What the session's own policy leaves of the role's rights; without one, all of them.</summary>
    public bool Allows(string action, string keyArn, IReadOnlyDictionary<string, string> context) =>
        Policy is null || Policy["Statement"]!.AsArray().Any(statement => Allows(statement!, action, keyArn, context));

    private static bool Allows(JsonNode statement, string action, string keyArn, IReadOnlyDictionary<string, string> context) =>
        (string?)statement["Effect"] == "Allow"
        && statement["Action"]!.AsArray().Any(allowed => (string?)allowed == action)
        && (string?)statement["Resource"] == keyArn
        && (statement["Condition"]?["StringEquals"]?.AsObject() ?? []).All(condition =>
            context.TryGetValue(condition.Key.Replace("kms:EncryptionContext:", "", StringComparison.Ordinal), out var value)
            && value == (string?)condition.Value
        );
}
