using System.Text.Json;
using Raum.Core;
using Raum.Testing.Providers;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Contract;

/// <summary>What every provider on the wire promises: the exact request, the answer, the last check; failures are in <see cref="FailureContract"/>. One derived class a provider.</summary>
public abstract class ProviderContract : FailureContract
{
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
