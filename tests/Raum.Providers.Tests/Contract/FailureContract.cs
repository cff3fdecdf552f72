using Raum.Core;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

/// <summary>What every provider on the wire does when something goes wrong: a code, a wait where one was asked for, and nothing else.</summary>
public abstract class FailureContract : WireContract
{
    [Fact]
    public async Task An_empty_answer_is_a_failure()
    {
        Fake.Script.Then(new ProviderReply.Answer(""), new ProviderReply.Answer(""), new ProviderReply.Answer("", StopWords.Refused));

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderAnswerUnreadable);
        (await StreamAsync()).End.Failure!.Code.ShouldBe(FailureCode.ProviderAnswerUnreadable);
        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderRefused);
    }

    [Theory]
    [InlineData("{\"half\":")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[],\"content\":[],\"candidates\":[]}")]
    public async Task A_body_that_is_not_an_answer_is_a_failure(string body)
    {
        Fake.Script.Then(new ProviderReply.Raw(body));

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderAnswerUnreadable);
    }

    [Theory]
    [InlineData("data: {\"half\":\n\n")]
    [InlineData("event: message_start\ndata: {\"half\":\n\n")]
    public async Task Malformed_JSON_in_a_stream_is_a_failure(string body)
    {
        Fake.Script.Then(new ProviderReply.Raw(body, "text/event-stream"));

        (await StreamAsync()).End.Failure!.Code.ShouldBeOneOf(FailureCode.ProviderAnswerUnreadable, FailureCode.ProviderUnavailable);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_transient()
    {
        Fake.Script.Then(
            new ProviderReply.Abort(),
            new ProviderReply.Abort(),
            new ProviderReply.Cut("Hello"),
            new ProviderReply.Cut("Hello")
        );

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
        (await StreamAsync()).End.Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
        var (pieces, end) = await StreamAsync();
        // A reset may overtake the piece that was sent before it.
        string.Concat(pieces).ShouldBeOneOf("", "Hello");
        end.Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
    }

    [Fact]
    public async Task A_stream_that_ends_too_early_is_never_taken_for_an_answer()
    {
        Fake.Script.Then(new ProviderReply.Unfinished("Hello, your re"));

        var (pieces, end) = await StreamAsync();

        pieces.ShouldBe(["Hello, your re"]);
        end.Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
    }

    [Fact]
    public async Task An_error_inside_a_stream_is_a_failure_although_the_status_was_200()
    {
        Fake.Script.Then(new ProviderReply.ErrorInStream("Hello", OverloadedInStream));

        var (pieces, end) = await StreamAsync();

        pieces.ShouldBe(["Hello"]);
        end.Failure!.IsTransient.ShouldBeTrue();
        end.Failure.Code.ShouldBeOneOf(FailureCode.ProviderOverloaded, FailureCode.ProviderUnavailable);
    }

    [Fact]
    public async Task Silence_is_a_timeout()
    {
        Fake.Script.Then(new ProviderReply.Hang(), new ProviderReply.Hang(), new ProviderReply.Hang("Hello"));
        var options = new ProviderOptions { AttemptTimeout = TimeSpan.FromMilliseconds(600), IdleTimeout = TimeSpan.FromMilliseconds(300) };

        (await AskAsync(options)).Failure!.Code.ShouldBe(FailureCode.ProviderTimeout);
        (await StreamAsync(options)).End.Failure!.Code.ShouldBe(FailureCode.ProviderTimeout);
        (await StreamAsync(options)).End.Failure!.Code.ShouldBe(FailureCode.ProviderTimeout);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_thrown_and_is_no_failure()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Fake.Script.Default = _ =>
        {
            cancelled.CancelAfter(TimeSpan.FromMilliseconds(50));
            return new ProviderReply.Hang();
        };

        await Should.ThrowAsync<OperationCanceledException>(() => Chain().CompleteAsync(Calls.Of(Endpoint), cancelled.Token));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_a_failure()
    {
        var options = new ProviderOptions { MaxResponseBytes = 20_000 };
        Fake.Script.Then(
            new ProviderReply.Answer(new string('x', 100_000)),
            new ProviderReply.Answer(new string('x', 100_000), PieceLength: 1000)
        );

        (await AskAsync(options)).Failure!.Code.ShouldBe(FailureCode.ProviderAnswerUnreadable);
        (await StreamAsync(options)).End.Failure!.Code.ShouldBe(FailureCode.ProviderAnswerUnreadable);
    }

    [Fact]
    public async Task A_long_answer_is_read_whole()
    {
        var text = string.Concat(Enumerable.Repeat("Grüße an [REDACTED_NAME_2]. ", 4000));
        Fake.Script.Then(new ProviderReply.Answer(text), new ProviderReply.Answer(text, PieceLength: 999));

        (await AskAsync()).Value.Text.Reveal().ShouldBe(text);
        string.Concat((await StreamAsync()).Pieces).ShouldBe(text);
    }

    [Fact]
    public async Task A_wrong_key_is_rejected_and_not_transient()
    {
        Fake.Script.Key = "another-key";

        var failure = (await AskAsync()).Failure!;

        failure.Code.ShouldBe(FailureCode.ProviderKeyRejected);
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task The_SDK_retries_nothing()
    {
        Fake.Script.Default = _ => new ProviderReply.Error(500, ErrorBody(500));

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);
        (await StreamAsync()).End.Failure!.Code.ShouldBe(FailureCode.ProviderUnavailable);

        Fake.Script.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7_000)]
    [InlineData("Retry-After", "0.5", 500)]
    [InlineData("retry-after-ms", "250", 250)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 10:00:30 GMT", 30_000)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 09:00:00 GMT", 0)]
    [InlineData("Retry-After", "soon", null)]
    [InlineData("Retry-After", "-5", null)]
    [InlineData("Retry-After", "NaN", null)]
    public async Task What_a_provider_asks_to_wait_is_read(string header, string value, int? milliseconds)
    {
        Fake.Script.Then(new ProviderReply.Error(503, ErrorBody(503), (header, value)));
        var clock = new Raum.Testing.ManualClock();

        var failure = (await Chain(clock: clock).CompleteAsync(Calls.Of(Endpoint), TestContext.Current.CancellationToken)).Failure!;

        failure.Code.ShouldBe(FailureCode.ProviderOverloaded);
        failure.RetryAfter?.TotalMilliseconds.ShouldBe(milliseconds!.Value);
        (failure.RetryAfter is null).ShouldBe(milliseconds is null);
    }

    [Theory]
    [InlineData(400, FailureCode.ProviderRequestRejected)]
    [InlineData(401, FailureCode.ProviderKeyRejected)]
    [InlineData(403, FailureCode.ProviderForbidden)]
    [InlineData(404, FailureCode.ProviderModelNotFound)]
    [InlineData(408, FailureCode.ProviderTimeout)]
    [InlineData(429, FailureCode.ProviderRateLimited)]
    [InlineData(500, FailureCode.ProviderUnavailable)]
    [InlineData(502, FailureCode.ProviderUnavailable)]
    [InlineData(503, FailureCode.ProviderOverloaded)]
    [InlineData(504, FailureCode.ProviderTimeout)]
    public async Task Statuses_become_codes_with_and_without_a_readable_body(int status, FailureCode code)
    {
        Fake.Script.Then(
            new ProviderReply.Error(status, ErrorBody(status)),
            new ProviderReply.Error(status, "<html>nginx</html>"),
            new ProviderReply.Error(status, ""),
            new ProviderReply.Error(status, ErrorBody(status))
        );

        (await AskAsync()).Failure!.Code.ShouldBe(code);
        (await AskAsync()).Failure!.Code.ShouldBe(code);
        (await AskAsync()).Failure!.Code.ShouldBe(code);
        (await StreamAsync()).End.Failure!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Fake.Script.Then(new ProviderReply.Error(307, "", ("Location", Fake.Root + "openai/v1/chat/completions")));

        (await AskAsync()).Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);

        Fake.Script.Count.ShouldBe(1);
    }
}
