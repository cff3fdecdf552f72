using System.Text.Json;
using Raum.Core;
using Raum.Core.Http;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

/// <summary>What every provider on the wire promises, tried over real HTTP against its fake. One derived class a provider.</summary>
public abstract class ProviderContract : IAsyncLifetime
{
    protected const string Key = "test-key-4f1d";
    private const string Reply = "Hello [REDACTED_NAME], your refund of 20 € goes back to [REDACTED_CC]. Viele Grüße 🙂";

    private readonly GuardedHttp _http = Calls.LoopbackHttp();

    protected FakeProviders Fake { get; private set; } = null!;

    protected abstract ProviderEndpoint Endpoint { get; }

    /// <summary>The exact body of <see cref="Calls.Of(ProviderEndpoint[])"/>.</summary>
    protected abstract string Body { get; }

    /// <summary>The exact body of the same call as a stream.</summary>
    protected abstract string StreamBody { get; }

    /// <summary>Path and query of both requests.</summary>
    protected abstract (string Whole, string Stream) Paths { get; }

    /// <summary>Every header that is sent, except those of HTTP itself; the value of <c>user-agent</c> and of SDK telemetry is not compared.</summary>
    protected abstract IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Whether the provider's interface still has a temperature.</summary>
    protected virtual bool SendsTemperature => true;

    /// <summary>A provider's error for one status, with a sentence in it that must not get out.</summary>
    protected abstract string ErrorBody(int status);

    /// <summary>A provider's error that comes after status 200, because it is overloaded.</summary>
    protected abstract string OverloadedInStream { get; }

    /// <summary>The provider's words for the token limit, a refusal, and a word it does not have.</summary>
    protected abstract (string Length, string Refused, string Unheard) StopWords { get; }

    public async ValueTask InitializeAsync()
    {
        Fake = await FakeProviders.StartAsync();
        Fake.Script.Key = Key;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fake.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task The_request_is_exactly_this()
    {
        Fake.Script.Then(new ProviderReply.Answer(Reply));

        (await AskAsync()).Succeeded.ShouldBeTrue();

        var request = Fake.Script.Received.ShouldHaveSingleItem();
        request.Violation.ShouldBeNull();
        request.Path.ShouldBe(Paths.Whole);
        request.Body.ShouldBe(Body);
        ShouldHaveHeaders(request);
    }

    [Fact]
    public async Task The_request_for_a_stream_is_exactly_this()
    {
        Fake.Script.Then(new ProviderReply.Answer(Reply));

        (await StreamAsync()).End.Succeeded.ShouldBeTrue();

        var request = Fake.Script.Received.ShouldHaveSingleItem();
        request.Violation.ShouldBeNull();
        request.Path.ShouldBe(Paths.Stream);
        request.Body.ShouldBe(StreamBody);
        ShouldHaveHeaders(request);
    }

    [Fact]
    public async Task A_conversation_keeps_its_roles_and_order_and_passes_the_reference()
    {
        Fake.Script.Then(new ProviderReply.Answer(Reply));
        var call = Calls.Of(Endpoint) with
        {
            Temperature = 0.25f,
            Messages =
            [
                new ProviderMessage(MessageRole.User, new PersonalText("Where is my order?")),
                new ProviderMessage(MessageRole.Assistant, new PersonalText("Which one?")),
                new ProviderMessage(MessageRole.User, new PersonalText("[REDACTED_ID], \"quoted\" \\ and 李雷")),
            ],
        };

        (await Chain().CompleteAsync(call, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();

        var request = Fake.Script.Received.ShouldHaveSingleItem();
        request.Violation.ShouldBeNull();
        var texts = TextsOf(request.Json);
        texts
            .Where(text => !text.StartsWith("You answer", StringComparison.Ordinal))
            .ShouldBe(["Where is my order?", "Which one?", "[REDACTED_ID], \"quoted\" \\ and 李雷"]);
        request.Body.Contains("\"temperature\":0.25", StringComparison.Ordinal).ShouldBe(SendsTemperature);
    }

    [Fact]
    public async Task A_call_without_system_text_user_and_temperature_sends_none()
    {
        Fake.Script.Then(new ProviderReply.Answer(Reply));
        var call = Calls.Of(Endpoint) with { System = PersonalText.Empty, UserId = null };

        (await Chain().CompleteAsync(call, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();

        var request = Fake.Script.Received.ShouldHaveSingleItem();
        request.Violation.ShouldBeNull();
        TextsOf(request.Json).ShouldBe([Calls.Ticket]);
        request.Body.ShouldNotContain("temperature");
        request.Body.ShouldNotContain("metadata");
        request.Body.ShouldNotContain("safety_identifier");
        request.Body.ShouldNotContain("system");
    }

    [Fact]
    public async Task An_answer_has_text_model_tokens_and_a_normal_stop()
    {
        Fake.Script.Then(new ProviderReply.Answer(Reply));

        var answer = (await AskAsync()).Value;

        answer.Text.Reveal().ShouldBe(Reply);
        answer.StopReason.ShouldBe(StopReason.Normal);
        answer.Provider.ShouldBe(Endpoint.Name);
        answer.Model.ShouldBe(Endpoint.Model);
        answer.InputTokens.ShouldBe(120);
        answer.OutputTokens.ShouldBe(34);
        answer.IsOffline.ShouldBeFalse();
        answer.FailedAttempts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_stream_brings_the_same_answer_in_pieces(int pieceLength)
    {
        Fake.Script.Then(new ProviderReply.Answer("Hello [REDACTED_NAME], it goes back to [REDACTED_CC].", PieceLength: pieceLength));

        var (pieces, end) = await StreamAsync();

        string.Concat(pieces).ShouldBe("Hello [REDACTED_NAME], it goes back to [REDACTED_CC].");
        end.Value.Text.Reveal().ShouldBe(string.Concat(pieces));
        end.Value.StopReason.ShouldBe(StopReason.Normal);
        end.Value.Model.ShouldBe(Endpoint.Model);
        end.Value.InputTokens.ShouldBe(120);
        end.Value.OutputTokens.ShouldBe(34);
        pieces.ShouldAllBe(piece => piece.Length > 0 && piece.Length <= pieceLength);
    }

    [Fact]
    public async Task Only_the_normal_stop_is_normal()
    {
        Fake.Script.Then(
            new ProviderReply.Answer("Half an", StopWords.Length),
            new ProviderReply.Answer("No, I", StopWords.Refused),
            new ProviderReply.Answer("Half an", StopWords.Length),
            new ProviderReply.Answer("No, I", StopWords.Refused)
        );

        (await AskAsync()).Value.StopReason.ShouldBe(StopReason.Length);
        (await AskAsync()).Value.StopReason.ShouldBe(StopReason.Refused);
        (await StreamAsync()).End.Value.StopReason.ShouldBe(StopReason.Length);
        (await StreamAsync()).End.Value.StopReason.ShouldBe(StopReason.Refused);
    }

    [Fact]
    public async Task A_stop_word_nobody_has_heard_of_is_never_normal()
    {
        Fake.Script.Then(new ProviderReply.Answer("Well", StopWords.Unheard), new ProviderReply.Answer("Well", StopWords.Unheard));

        foreach (var end in new[] { await AskAsync(), (await StreamAsync()).End })
        {
            if (end.Succeeded)
            {
                end.Value.StopReason.ShouldNotBe(StopReason.Normal);
            }
            else
            {
                end.Failure.Code.ShouldBe(FailureCode.ProviderAnswerUnreadable);
            }
        }
    }

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

        var failure = (
            await Calls.Chain(_http, clock: clock).CompleteAsync(Calls.Of(Endpoint), TestContext.Current.CancellationToken)
        ).Failure!;

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

    [Fact]
    public async Task A_masked_value_in_any_content_stops_the_call_and_nothing_leaves()
    {
        var call = Calls.Of(Endpoint) with { LeakCheck = Calls.LeakCheckOf("Jane Doe", "jane.doe@example.com") };
        var leaking = new[]
        {
            call with
            {
                Messages = [new ProviderMessage(MessageRole.User, new PersonalText("JANE DOE asked again"))],
            },
            call with
            {
                System = new PersonalText("The customer's address is jane.doe@example.com."),
            },
        };
        foreach (var leak in leaking)
        {
            (await Chain().CompleteAsync(leak, TestContext.Current.CancellationToken)).Failure!.Code.ShouldBe(FailureCode.LeakStopped);
            var (pieces, end) = await Chain()
                .StreamAsync(leak, TestContext.Current.CancellationToken)
                .ReadAsync(TestContext.Current.CancellationToken);
            pieces.ShouldBeEmpty();
            end.Failure!.Code.ShouldBe(FailureCode.LeakStopped);
        }

        Fake.Script.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_requester_who_is_called_like_a_word_of_the_protocol_stops_nothing()
    {
        foreach (var name in new[] { Endpoint.Model, "Claude", "user", "assistant", "text" })
        {
            var call = Calls.Of(Endpoint) with { LeakCheck = Calls.LeakCheckOf(name) };

            (await Chain().CompleteAsync(call, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Without_a_model_or_with_one_that_is_a_path_there_is_no_call()
    {
        foreach (var model in new[] { "", "../../v1/files?x=" })
        {
            var end = await Chain().CompleteAsync(Calls.Of(Endpoint with { Model = model }), TestContext.Current.CancellationToken);

            end.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
        }

        Fake.Script.Count.ShouldBe(0);
    }

    protected Task<Outcome<ProviderAnswer>> AskAsync(ProviderOptions? options = null) =>
        Chain(options).CompleteAsync(Calls.Of(Endpoint), TestContext.Current.CancellationToken);

    protected Task<(List<string> Pieces, Outcome<ProviderAnswer> End)> StreamAsync(ProviderOptions? options = null) =>
        Chain(options)
            .StreamAsync(Calls.Of(Endpoint), TestContext.Current.CancellationToken)
            .ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Asks twice, whole and as a stream, and expects the same failure.</summary>
    protected async Task FailsWithAsync(int status, string body, FailureCode code, TimeSpan? retryAfter, params (string, string)[] headers)
    {
        Fake.Script.Then(new ProviderReply.Error(status, body, headers), new ProviderReply.Error(status, body, headers));

        foreach (var end in new[] { await AskAsync(), (await StreamAsync()).End })
        {
            end.Failure!.Code.ShouldBe(code);
            end.Failure.RetryAfter.ShouldBe(retryAfter);
        }
    }

    private ProviderChain Chain(ProviderOptions? options = null) => Calls.Chain(_http, options);

    private void ShouldHaveHeaders(ReceivedRequest request)
    {
        string[] http = ["host", "content-length", "transfer-encoding", "user-agent", "accept"];
        var sent = request
            .Headers.Where(header => !http.Contains(header.Key) && !header.Key.StartsWith("x-stainless", StringComparison.Ordinal))
            .ToDictionary(header => header.Key, header => header.Value);
        sent.ShouldBe(Headers, ignoreOrder: true);
        request.Headers.Values.ShouldNotContain(value => value.Contains(Environment.MachineName, StringComparison.OrdinalIgnoreCase));
    }

    private static List<string> TextsOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object =>
            [
                .. element
                    .EnumerateObject()
                    .SelectMany(property =>
                        property.Name is "content" or "text" && property.Value.ValueKind == JsonValueKind.String
                            ? [property.Value.GetString()!]
                            : TextsOf(property.Value)
                    ),
            ],
            JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(TextsOf)],
            _ => [],
        };
}
