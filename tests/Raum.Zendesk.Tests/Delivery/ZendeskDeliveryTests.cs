using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Jobs;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Zendesk.Tests.Delivery;

/// <summary>One update with comment, status and mark; found again when its result is unknown; never repeated blindly (FLOW-7, ZD-2).</summary>
public sealed class ZendeskDeliveryTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private DeskTicket _ticket = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ConnectAsync();
        _ticket = Desk.OpenTicket(
            new NewTicket(
                "Refund",
                "Where is it?",
                "Jane Doe",
                "jane.doe@example.com",
                Ccs: [new NewPerson("Léa Martin", "lea@example.com")]
            )
        );
    }

    [Fact]
    public async Task A_public_reply_reaches_requester_and_ccs()
    {
        var receipt = (
            await Delivery.DeliverAsync(await NewAsync(DeliveryTarget.PublicReply, "Dear Jane,\n\nit is on its way."), Token)
        ).Value;

        var ticket = Desk.Find(_ticket.Id)!;
        ticket.Comments[^1].Public.ShouldBeTrue();
        ticket.Comments[^1].Body.ShouldBe("Dear Jane,\n\nit is on its way.");
        ticket.Status.ShouldBe("open");
        receipt.EffectId.ShouldBe($"{ticket.Audits[^1].Id}");
        Desk.Mails.Select(mail => mail.To).ShouldBe(["jane.doe@example.com", "lea@example.com"]);
    }

    [Fact]
    public async Task An_internal_note_mails_nobody()
    {
        await Delivery.DeliverAsync(await NewAsync(DeliveryTarget.InternalNote, "Refund is due."), Token);

        Desk.Find(_ticket.Id)!.Comments[^1].Public.ShouldBeFalse();
        Desk.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Resolve_solves_in_the_same_update()
    {
        await Delivery.DeliverAsync(await NewAsync(DeliveryTarget.PublicReply, "Done.") with { Solve = true }, Token);

        var ticket = Desk.Find(_ticket.Id)!;
        ticket.Status.ShouldBe("solved");
        ticket.Audits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_tag_is_added_to_the_ones_there()
    {
        await Delivery.DeliverAsync(await NewAsync(DeliveryTarget.InternalNote, "Please look.") with { Tag = "vip" }, Token);
        await Delivery.DeliverAsync(
            await NewAsync(DeliveryTarget.InternalNote, "Again.") with
            {
                Tag = "raum_failed",
                TicketStamp = null,
            },
            Token
        );

        Desk.Find(_ticket.Id)!.Tags.ShouldBe(["vip", "raum_failed"]);
    }

    [Fact]
    public async Task The_request_is_what_zendesk_wants_field_by_field()
    {
        await Delivery.DeliverAsync(await NewAsync(DeliveryTarget.InternalNote, "a < b & c") with { Mark = "raum-1" }, Token);

        var put = Desk.Requests.Single(request => request.Method == "PUT");
        put.Path.ShouldBe($"/api/v2/tickets/{_ticket.Id}.json");
        put.ContentType.ShouldBe("application/json");
        put.Authorization!.ShouldStartWith("Bearer ");
        System
            .Text.Json.Nodes.JsonNode.DeepEquals(
                System.Text.Json.Nodes.JsonNode.Parse(put.Body),
                System.Text.Json.Nodes.JsonNode.Parse(
                    """
                    {"ticket":{"comment":{"html_body":"<p>a &lt; b &amp; c</p>","public":false},"safe_update":true,
                               "updated_stamp":"2026-11-21T10:00:00Z","metadata":{"raum_mark":"raum-1"}}}
                    """
                )
            )
            .ShouldBeTrue(put.Body);
    }

    [Fact]
    public async Task A_ticket_that_changed_since_it_was_read_is_not_written_to()
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");
        Desk.AddComment(_ticket.Id, _ticket.RequesterId, "Never mind, it arrived.");

        (await Delivery.DeliverAsync(request, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskTicketChanged);

        Desk.Find(_ticket.Id)!.Comments.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_closed_ticket_says_so()
    {
        Desk.SetStatus(_ticket.Id, "closed");

        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");

        (await Delivery.DeliverAsync(request, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskTicketClosed);
    }

    [Theory]
    [InlineData(DeskFaultKind.ServerErrorAfter)]
    [InlineData(DeskFaultKind.CutAfter)]
    public async Task A_write_whose_answer_is_lost_is_uncertain_and_found_by_its_mark(DeskFaultKind fault)
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");
        Desk.Faults.Add(fault, "PUT");

        (await Delivery.DeliverAsync(request, Token)).Failure!.Code.ShouldBe(FailureCode.DeliveryUncertain);
        var found = (await Delivery.FindAsync(request, Token)).Value;

        found.ShouldNotBeNull().EffectId.ShouldBe($"{Desk.Find(_ticket.Id)!.Audits[^1].Id}");
    }

    [Fact]
    public async Task A_write_that_hangs_is_uncertain_when_the_time_is_over()
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");
        Desk.Faults.Add(DeskFaultKind.HangAfter, "PUT");

        var delivery = Delivery.DeliverAsync(request, Token);
        while (Desk.Find(_ticket.Id)!.Comments.Count == 1)
        {
            await Task.Yield();
        }

        Clock.Advance(TimeSpan.FromSeconds(20));

        (await delivery).Failure!.Code.ShouldBe(FailureCode.DeliveryUncertain);
    }

    [Fact]
    public async Task Repeating_a_write_that_had_happened_is_refused_by_the_stamp()
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");
        Desk.Faults.Add(DeskFaultKind.ServerErrorAfter, "PUT");
        await Delivery.DeliverAsync(request, Token);

        (await Delivery.DeliverAsync(request, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskTicketChanged);

        Desk.Find(_ticket.Id)!.Comments.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_never_written_is_not_found()
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");
        await Delivery.DeliverAsync(request with { Mark = "another job" }, Token);

        var found = await Delivery.FindAsync(request, Token);

        found.Succeeded.ShouldBeTrue();
        found.Value.ShouldBeNull();
    }

    [Fact]
    public async Task A_mark_that_somebody_else_wrote_does_not_count()
    {
        var request = await NewAsync(DeliveryTarget.InternalNote, "Hello");
        await Delivery.DeliverAsync(request, Token);
        await ExecuteAsync("update organizations.zendesk_connection set own_user_id = 4242");

        (await Delivery.FindAsync(request, Token)).Value.ShouldBeNull();
    }

    [Fact]
    public async Task Finding_fails_when_zendesk_cannot_tell()
    {
        Desk.Faults.Add(DeskFaultKind.Unavailable, "GET", "audits");

        (await Delivery.FindAsync(await NewAsync(DeliveryTarget.PublicReply, "Hello"), Token)).Failure!.Code.ShouldBe(
            FailureCode.ZendeskUnavailable
        );
    }

    [Fact]
    public async Task A_limit_of_zendesk_is_passed_on_with_its_wait()
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");
        Desk.Faults.Add(DeskFaultKind.TooManyRequests, "PUT", retryAfter: TimeSpan.FromSeconds(41));

        var failure = (await Delivery.DeliverAsync(request, Token)).Failure.ShouldNotBeNull();

        (failure.Code, failure.RetryAfter).ShouldBe((FailureCode.ZendeskRateLimited, TimeSpan.FromSeconds(41)));
        Desk.Find(_ticket.Id)!.Comments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_ticket_gets_thirty_updates_in_ten_minutes_over_all_processes()
    {
        var other = NewProcess().GetRequiredService<IDelivery>();
        var note = (await NewAsync(DeliveryTarget.InternalNote, "note")) with { TicketStamp = null };
        for (var i = 0; i < 30; i++)
        {
            (await (i % 2 == 0 ? Delivery : other).DeliverAsync(note, Token)).Succeeded.ShouldBeTrue();
        }

        Clock.Advance(TimeSpan.FromMinutes(4));
        var failure = (await Delivery.DeliverAsync(note, Token)).Failure.ShouldNotBeNull();
        var puts = Desk.Requests.Count(request => request.Method == "PUT");
        Clock.Advance(failure.RetryAfter!.Value);

        (failure.Code, failure.RetryAfter).ShouldBe((FailureCode.ZendeskRateLimited, TimeSpan.FromMinutes(6)));
        puts.ShouldBe(30);
        (await Delivery.DeliverAsync(note, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task One_account_gets_its_updates_a_minute()
    {
        var delivery = NewProcess(configure: options => options.UpdatesPerMinute = 3).GetRequiredService<IDelivery>();
        var outcomes = new List<Outcome<DeliveryReceipt>>();
        foreach (
            var ticket in Enumerable.Range(0, 5).Select(_ => Desk.OpenTicket(new NewTicket("Hi", "Hi", "Jane Doe", "jane.doe@example.com")))
        )
        {
            outcomes.Add(
                await delivery.DeliverAsync(
                    await NewAsync(DeliveryTarget.InternalNote, "note") with
                    {
                        TicketId = ticket.Id,
                        TicketStamp = null,
                    },
                    Token
                )
            );
        }

        outcomes.Count(outcome => outcome.Succeeded).ShouldBe(3);
        outcomes[^1].Failure.ShouldBe(new Failure(FailureCode.ZendeskRateLimited, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>")]
    [InlineData("one\ntwo\r\n\r\nthree", "<p>one<br>two</p><p>three</p>")]
    [InlineData("Grüße, Jürgen", "<p>Grüße, Jürgen</p>")]
    [InlineData("[click](https://evil.example)", "<p>[click](https://evil.example)</p>")]
    public void A_comment_shows_the_text_and_nothing_else(string text, string html) => CommentHtml.From(text).ShouldBe(html);

    [Theory]
    [InlineData("{{ticket.requester.email}}")]
    [InlineData("{{{ticket.id}}}")]
    [InlineData("{% for x in y %}")]
    public void Zendesk_finds_no_placeholder_to_fill_in(string text)
    {
        var shown = System.Net.WebUtility.HtmlDecode(CommentHtml.From(text));

        shown.ShouldNotContain("{{");
        shown.ShouldNotContain("{%");
    }

    [Fact]
    public async Task A_delivery_without_ticket_or_text_is_rejected()
    {
        var request = await NewAsync(DeliveryTarget.PublicReply, "Hello");

        (await Delivery.DeliverAsync(request with { TicketId = null }, Token)).Failure!.Code.ShouldBe(FailureCode.DeliveryRejected);
        (await Delivery.DeliverAsync(request with { Text = new PersonalText(" \n") }, Token)).Failure!.Code.ShouldBe(
            FailureCode.DeliveryRejected
        );
        Delivery.Serves(DeliveryTarget.Callback).ShouldBeFalse();
    }

    private async Task<DeliveryRequest> NewAsync(DeliveryTarget target, string text)
    {
        var read = await Source.ReadAsync(Acme, _ticket.Id, Token);
        return new DeliveryRequest(
            Acme,
            new JobId(Guid.CreateVersion7(Clock.GetUtcNow())),
            AiOperation.Generate,
            target,
            "raum-0197a3c4",
            _ticket.Id,
            read.Value.Stamp,
            new PersonalText(text),
            Solve: false
        );
    }
}
