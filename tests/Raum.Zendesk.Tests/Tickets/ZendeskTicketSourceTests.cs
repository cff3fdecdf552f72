using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Jobs;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Zendesk.Tests.Tickets;

/// <summary>A ticket with its whole history and everyone it names, and every way reading it can fail.</summary>
public sealed class ZendeskTicketSourceTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private static readonly NewTicket Refund = new(
        "Rechnung 4711",
        "Ich heiße Jürgen Groß, bitte rufen Sie mich an: +49 30 901820.",
        "Jürgen Groß",
        "juergen.gross@example.org",
        "+49 30 901820",
        [new NewPerson("Léa Martin", "lea.martin@example.com")]
    );

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ConnectAsync();
    }

    [Fact]
    public async Task The_ticket_is_read_with_history_stamp_and_status()
    {
        var opened = Desk.OpenTicket(Refund);
        Desk.AddComment(opened.Id, Desk.Agent.Id, "Kennt ihr den Kunden?", isPublic: false);

        var ticket = (await Source.ReadAsync(Acme, opened.Id, Token)).Value;

        ticket.Subject.Reveal().ShouldBe("Rechnung 4711");
        ticket.Stamp.ShouldBe("2026-11-21T10:00:01Z");
        ticket.Status.ShouldBe(TicketStatus.Open);
        ticket
            .Comments.Select(comment => (comment.Public, comment.AuthorId))
            .ShouldBe([(true, opened.RequesterId), (false, Desk.Agent.Id)]);
        ticket.Comments[0].Text.Reveal().ShouldContain("Jürgen Groß");
        ticket.AnsweredByRaum.ShouldBeFalse();
    }

    [Fact]
    public async Task The_people_are_requester_first_then_ccs_and_agents_without_raum_itself()
    {
        var opened = Desk.OpenTicket(Refund);
        Desk.AddComment(opened.Id, Desk.ApiUser.Id, "Guten Tag");

        var ticket = (await Source.ReadAsync(Acme, opened.Id, Token)).Value;

        ticket
            .People.Select(person => (person.Role, person.Name.Reveal(), person.Email?.Reveal(), person.Phone?.Reveal()))
            .ShouldBe([
                (TicketRole.Requester, "Jürgen Groß", "juergen.gross@example.org", "+49 30 901820"),
                (TicketRole.Cc, "Léa Martin", "lea.martin@example.com", null),
                (TicketRole.Agent, "Amelia Clark", "amelia.clark@desk.example.com", null),
            ]);
        ticket.AnsweredByRaum.ShouldBeTrue();
    }

    [Fact]
    public async Task A_long_history_is_read_page_by_page_and_in_order()
    {
        var opened = Desk.OpenTicket(Refund);
        for (var i = 0; i < 230; i++)
        {
            Desk.AddComment(opened.Id, i % 2 == 0 ? Desk.Agent.Id : opened.RequesterId, $"comment {i}");
        }

        var ticket = (await Source.ReadAsync(Acme, opened.Id, Token)).Value;

        ticket.Comments.Count.ShouldBe(231);
        ticket.Comments.Skip(1).Select(comment => comment.Text.Reveal()).ShouldBe(Enumerable.Range(0, 230).Select(i => $"comment {i}"));
        Desk.Requests.Count(request => request.Path.EndsWith("/comments.json", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_history_beyond_the_limit_is_refused_and_not_cut()
    {
        var opened = Desk.OpenTicket(Refund);
        for (var i = 0; i < 100; i++)
        {
            Desk.AddComment(opened.Id, opened.RequesterId, "again");
        }

        var source = NewProcess(configure: options => options.MaxCommentPages = 1).GetRequiredService<ITicketSource>();

        (await source.ReadAsync(Acme, opened.Id, Token)).Failure!.Code.ShouldBe(FailureCode.TooLarge);
    }

    [Fact]
    public async Task A_missing_ticket_is_not_found() =>
        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskTicketNotFound);

    [Fact]
    public async Task An_organization_without_a_connection_reads_nothing() =>
        (await Source.ReadAsync(Globex, 1, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskNotConnected);

    [Fact]
    public async Task A_brand_that_the_organization_did_not_choose_is_not_read()
    {
        var opened = Desk.OpenTicket(Refund with { BrandId = 7 });
        await ExecuteAsync("update organizations.zendesk_connection set brands = '{8}'");
        var source = NewProcess().GetRequiredService<ITicketSource>();
        var calls = Desk.Requests.Count;

        (await source.ReadAsync(Acme, opened.Id, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskForbidden);
        Desk.Requests.Skip(calls).ShouldAllBe(request => !request.Path.Contains("comments"));
    }

    [Theory]
    [InlineData(DeskFaultKind.TooManyRequests, FailureCode.ZendeskRateLimited, 7)]
    [InlineData(DeskFaultKind.Unavailable, FailureCode.ZendeskUnavailable, 21)]
    [InlineData(DeskFaultKind.ServerErrorBefore, FailureCode.ZendeskUnavailable, null)]
    [InlineData(DeskFaultKind.HtmlAnswer, FailureCode.ZendeskAnswerUnreadable, null)]
    [InlineData(DeskFaultKind.HugeAnswer, FailureCode.ZendeskAnswerUnreadable, null)]
    [InlineData(DeskFaultKind.Redirect, FailureCode.ZendeskAnswerUnreadable, null)]
    public async Task A_failing_zendesk_is_a_code_with_its_own_wait(DeskFaultKind fault, FailureCode code, int? seconds)
    {
        var opened = Desk.OpenTicket(Refund);
        Desk.Faults.Add(fault, "GET", "/tickets/", seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);

        var failure = (await Source.ReadAsync(Acme, opened.Id, Token)).Failure.ShouldNotBeNull();

        failure.Code.ShouldBe(code);
        failure.RetryAfter.ShouldBe(seconds is { } asked ? TimeSpan.FromSeconds(asked) : null);
    }

    [Fact]
    public async Task A_zendesk_that_nobody_listens_at_is_unavailable()
    {
        await ExecuteAsync("update organizations.zendesk_connection set address = 'http://127.0.0.1:9'");
        await ApproveAsync(Acme);

        var source = NewProcess().GetRequiredService<ITicketSource>();

        (await source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskUnavailable);
    }
}
