using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Raum.Core;
using Raum.Organizations.Approvals;
using Raum.Organizations.Settings;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>FLOW-7: callbacks are signed, carry a stable id, and go through the guarded client.</summary>
public sealed class CallbackTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private readonly ConcurrentQueue<(string Id, string Timestamp, string Signature, string Body)> _received = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private WebApplication? _receiver;
    private byte[] _secret = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _receiver = builder.Build();
        _receiver.MapPost("/raum", ReceiveAsync);
        await _receiver.StartAsync(Token);
        var address = new Uri(new Uri(_receiver.Urls.First()), "/raum");
        await ChangeSettingsAsync(settings => settings with { CallbackUrl = address });
        await ApproveAsync(ApprovedUse.Callback, address.AbsoluteUri);
        _secret = Convert.FromBase64String((await Get<CallbackSecrets>().RotateAsync(Acme, Admin, Token)).Value.Reveal());
    }

    [Fact]
    public async Task A_callback_carries_the_restored_answer_and_a_signature_that_its_receiver_can_check()
    {
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME]."));

        (await RunWellAsync(NewJob(target: DeliveryTarget.Callback))).ShouldBe(JobEnd.Delivered);

        var (id, timestamp, signature, body) = _received.ShouldHaveSingleItem();
        body.ShouldContain("Hello Jane Doe.");
        timestamp.ShouldBe(Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        var expected = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{timestamp}.{id}.{body}"));
        signature.ShouldBe("v1=" + Convert.ToHexStringLower(expected));
    }

    [Fact]
    public async Task A_callback_that_is_repeated_after_a_crash_has_the_same_id()
    {
        var job = NewJob(target: DeliveryTarget.Callback);
        Crash.DieAt("after JobIntended");
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        _answers.Enqueue(503);
        (await RunAsync(job, attempt: 2)).Outcome.Failure!.Code.ShouldBe(FailureCode.CallbackUnavailable);

        (await RunWellAsync(job, attempt: 3)).ShouldBe(JobEnd.Delivered);
        (await RunWellAsync(job, attempt: 4)).ShouldBe(JobEnd.Delivered);

        _received.Count.ShouldBe(2);
        _received.Select(received => received.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_receiver_that_says_no_is_not_asked_again()
    {
        _answers.Enqueue(410);

        var ended = await RunAsync(NewJob(target: DeliveryTarget.Callback));

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.DeliveryRejected);
        ended.Outcome.Failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task An_address_inside_the_network_is_refused()
    {
        await ChangeSettingsAsync(settings => settings with { CallbackUrl = new Uri("https://169.254.169.254/latest/meta-data/") });
        await ApproveAsync(ApprovedUse.Callback, "https://169.254.169.254/latest/meta-data/");

        var ended = await RunAsync(NewJob(target: DeliveryTarget.Callback));

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.CallbackForbidden);
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers;
        _received.Enqueue(
            (headers["Raum-Id"].ToString(), headers["Raum-Timestamp"].ToString(), headers["Raum-Signature"].ToString(), body)
        );
        context.Response.StatusCode = _answers.TryDequeue(out var status) ? status : 204;
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
