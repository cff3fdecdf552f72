using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Raum.Core;

namespace Raum.Zendesk.Tests.Webhooks;

/// <summary>Both body models, read leniently in content and strictly in form.</summary>
public sealed class WebhookBodyTests
{
    private const string CommentAdded = """
        {"type":"zen:event-type:ticket.comment_added","account_id":12514403,"id":"cbe4028c-7239-495d-b020-f22348516046",
         "time":"2026-11-21T09:59:58Z","zendesk_event_version":"2022-11-06","subject":"zen:ticket:35436",
         "detail":{"id":"35436","subject":"Rechnung","description":"Ich heiße Jürgen Groß","requester_id":"1001","actor_id":"1001","tags":[],
                   "custom_field":{"deep":[1,{"a":null}]},"is_public":true,"via":{"channel":"web"}},
         "event":{"comment":{"id":"77","body":"+49 30 901820","is_public":true,"author":{"id":"1001","is_staff":false,"name":"Jürgen Groß"}},
                  "meta":{"sequence":{"id":"x","position":1,"total":2}}}}
        """;

    [Fact]
    public void An_event_subscription_gives_its_ids_and_kind() =>
        Parse(CommentAdded)
            .Value.ShouldBe(
                new WebhookEvent(
                    WebhookEventKind.CommentAdded,
                    35436,
                    12514403,
                    ActorId: 1001,
                    AuthorId: 1001,
                    AuthorIsStaff: false,
                    EventId: "cbe4028c-7239-495d-b020-f22348516046"
                )
            );

    [Fact]
    public void No_text_of_the_body_stays_in_the_event()
    {
        var printed = Parse(CommentAdded).Value.ToString();

        printed.ShouldNotContain("Jürgen");
        printed.ShouldNotContain("901820");
        printed.ShouldNotContain("Rechnung");
    }

    [Theory]
    [InlineData("ticket.created", WebhookEventKind.TicketCreated)]
    [InlineData("ticket.comment_added", WebhookEventKind.CommentAdded)]
    [InlineData("ticket.status_changed", WebhookEventKind.TicketChanged)]
    public void The_type_tells_the_kind(string type, WebhookEventKind kind) =>
        Parse($$$"""{"type":"zen:event-type:{{{type}}}","detail":{"id":"7"}}""").Value.Kind.ShouldBe(kind);

    [Fact]
    public void An_event_about_a_user_names_no_ticket()
    {
        var read = Parse("""{"type":"zen:event-type:user.created","subject":"zen:user:9","detail":{"id":"9"}}""").Value;

        read.Kind.ShouldBe(WebhookEventKind.Other);
        read.TicketId.ShouldBeNull();
    }

    [Fact]
    public void The_ticket_is_taken_from_the_subject_when_the_detail_has_none() =>
        Parse("""{"type":"zen:event-type:ticket.created","subject":"zen:ticket:35436"}""").Value.TicketId.ShouldBe(35436);

    [Theory]
    [InlineData("""{"ticket_id":"35436"}""")]
    [InlineData("""{"ticket_id":35436}""")]
    [InlineData("""{"ticket":{"id":35436,"title":"Refund"}}""")]
    [InlineData("""{"id":"35436","type":"incident"}""")]
    [InlineData("""{"ticket_id":"35436","actor_id":null,"account_id":[],"operation":7}""")]
    public void A_trigger_of_the_customers_own_template_names_the_ticket(string body)
    {
        var read = Parse(body).Value;

        read.Kind.ShouldBe(WebhookEventKind.Trigger);
        read.TicketId.ShouldBe(35436);
        read.ActorId.ShouldBeNull();
        read.AccountId.ShouldBeNull();
    }

    [Theory]
    [InlineData("summarize", AiOperation.Summarize)]
    [InlineData("Translate", AiOperation.Translate)]
    [InlineData("1", null)]
    [InlineData("delete", null)]
    [InlineData("generate,translate", null)]
    [InlineData("", null)]
    public void A_trigger_may_name_the_operation(string name, AiOperation? expected) =>
        Parse($$"""{"ticket_id":1,"operation":"{{name}}"}""").Value.Operation.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"35436\"")]
    [InlineData("{}")]
    [InlineData("""{"ticket_id":"{{ticket.id}}"}""")]
    [InlineData("""{"ticket_id":-1}""")]
    [InlineData("""{"ticket_id":1.5}""")]
    [InlineData("""{"ticket_id":"１２"}""")]
    [InlineData("""{"ticket_id":99999999999999999999}""")]
    [InlineData("""{"ticket_id":1""")]
    [InlineData("""{"ticket_id":1}{"ticket_id":2}""")]
    [InlineData("""{"type":"\ud800","ticket_id":1}""")]
    public void A_body_without_a_ticket_or_a_form_is_an_invalid_request(string body) =>
        Parse(body).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);

    [Fact]
    public void A_body_nested_too_deeply_is_an_invalid_request() =>
        Parse($$"""{"ticket_id":1,"x":{{new string('[', 40)}}{{new string(']', 40)}}}""")
            .Failure!.Code.ShouldBe(FailureCode.InvalidRequest);

    [Fact]
    public void Invalid_utf8_is_refused_even_where_nobody_reads_it()
    {
        byte[] body = [.. """{"ticket_id":1,"note":" """u8, 0xC3, 0x28, .. "\"}"u8];

        WebhookBody.Parse(body).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_without_an_exception() =>
        Prop.ForAll<byte[]>(bytes => WebhookBody.Parse(bytes).Failure!.Code.ShouldBe(FailureCode.InvalidRequest))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_cut_anywhere_is_refused_without_an_exception()
    {
        var whole = Encoding.UTF8.GetBytes(CommentAdded.Trim());

        for (var length = 0; length < whole.Length; length++)
        {
            WebhookBody.Parse(whole.AsMemory(0, length)).Succeeded.ShouldBeFalse();
        }
    }

    private static Outcome<WebhookEvent> Parse(string body) => WebhookBody.Parse(Encoding.UTF8.GetBytes(body));
}
