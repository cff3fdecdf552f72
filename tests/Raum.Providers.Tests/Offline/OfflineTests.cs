using Raum.Core;
using Shouldly;
using Xunit;

namespace Raum.Providers.Tests.Offline;

/// <summary>The offline provider writes sensible text with the placeholders it sees, the same every time.</summary>
public sealed class OfflineTests
{
    [Theory]
    [InlineData(
        "Hello, I was charged twice and I want my money back, please refund it to [REDACTED_CC]. [REDACTED_NAME]",
        "Hello [REDACTED_NAME],",
        "refund"
    )]
    [InlineData(
        "Guten Tag, mein Paket ist noch nicht da. Wann wird die Bestellung geliefert? [REDACTED_NAME]",
        "Guten Tag [REDACTED_NAME],",
        "Lieferdatum"
    )]
    [InlineData(
        "Bonjour, je ne peux pas me connecter avec mon mot de passe. [REDACTED_NAME]",
        "Bonjour [REDACTED_NAME],",
        "Mot de passe oublié"
    )]
    [InlineData("Hola, la factura de este mes no es correcta, el cargo es muy alto. [REDACTED_NAME]", "Hola, [REDACTED_NAME]:", "factura")]
    [InlineData("Olá, a minha encomenda chegou com um defeito, está quebrada. [REDACTED_NAME]", "Olá, [REDACTED_NAME],", "bom estado")]
    [InlineData(
        "Buongiorno, vorrei annullare il mio contratto e ho inviato la disdetta. [REDACTED_NAME]",
        "Buongiorno [REDACTED_NAME],",
        "disdire"
    )]
    [InlineData(
        "Goedendag, de app geeft een foutmelding en het is heel traag na de update. [REDACTED_NAME]",
        "Beste [REDACTED_NAME],",
        "technische"
    )]
    public async Task A_reply_greets_in_the_language_of_the_ticket_and_answers_its_topic(string ticket, string greeting, string word)
    {
        var answer = await AnswerAsync(AiOperation.Generate, ticket);

        answer.Text.Reveal().ShouldStartWith(greeting);
        answer.Text.Reveal().ShouldContain(word);
        answer.IsOffline.ShouldBeTrue();
        answer.Model.ShouldBe("raum-offline");
        answer.StopReason.ShouldBe(StopReason.Normal);
        answer.CostUsd.ShouldBe(0m);
    }

    [Fact]
    public async Task A_reply_uses_the_placeholders_of_the_ticket_and_invents_none()
    {
        var answer = await AnswerAsync(AiOperation.Generate, Calls.Ticket);

        answer.Text.Reveal().ShouldContain("The amount goes back to [REDACTED_CC].");
        answer.Text.Reveal().ShouldContain("This is about [REDACTED_ID].");
        answer.Text.Reveal().ShouldContain("reach you at [REDACTED_EMAIL]");
        answer.Text.Reveal().ShouldNotContain("[REDACTED_PHONE]");
    }

    [Fact]
    public async Task A_reply_to_a_ticket_without_a_name_greets_nobody_else()
    {
        var answer = await AnswerAsync(AiOperation.Generate, "The parcel for [REDACTED_NAME_2] has not arrived.");

        answer.Text.Reveal().ShouldStartWith("Hello,\n");
    }

    [Fact]
    public async Task Only_the_material_between_the_tags_is_read()
    {
        var answer = await AnswerAsync(
            AiOperation.Generate,
            "Write a refund reply in the tone of the house.\n<ticket>\n<comment author=\"customer\">I cannot sign in, my password is rejected. [REDACTED_NAME]</comment>\n</ticket>"
        );

        answer.Text.Reveal().ShouldContain("cannot sign in");
        answer.Text.Reveal().ShouldNotContain("refund");
    }

    [Fact]
    public async Task A_conversation_is_answered_at_its_end_in_the_customers_language()
    {
        const string conversation = """
            <ticket>
            Subject: Bestellung [REDACTED_ID]

            Customer wrote:
            I cannot sign in, my password does not work and my account is locked.

            Support wrote:
            We have reset your password, please log in again with the new password. Have you been able to sign in?

            Customer wrote:
            Guten Tag, das Paket ist beschädigt und die Ware ist kaputt, ich möchte bitte Ersatz. [REDACTED_NAME]

            Internal note of support:
            Refund? Asked billing about the invoice, the invoice and the refund.
            </ticket>
            """;

        var reply = (await AnswerAsync(AiOperation.Generate, conversation)).Text.Reveal();
        var summary = (await AnswerAsync(AiOperation.Summarize, conversation)).Text.Reveal();

        reply.ShouldStartWith("Guten Tag [REDACTED_NAME],");
        reply.ShouldContain("nicht in gutem Zustand");
        reply.ShouldContain("Es geht um [REDACTED_ID].");
        summary.ShouldContain("meldet beschädigte oder fehlerhafte Ware");
        summary.ShouldContain("ich möchte bitte Ersatz");
        summary.ShouldNotContain("wrote:");
    }

    [Fact]
    public async Task Resolve_says_what_was_done()
    {
        var answer = await AnswerAsync(AiOperation.Resolve, Calls.Ticket);

        answer.Text.Reveal().ShouldContain("Your refund is on its way");
    }

    [Fact]
    public async Task Summarize_names_the_request_and_the_details()
    {
        var answer = await AnswerAsync(AiOperation.Summarize, Calls.Ticket);

        answer.Text.Reveal().ShouldContain("[REDACTED_NAME] asks for a refund.");
        answer.Text.Reveal().ShouldContain("Details mentioned: [REDACTED_ID], [REDACTED_CC], [REDACTED_EMAIL].");
    }

    [Fact]
    public async Task Translate_gives_the_gist_in_the_wanted_language_and_says_that_it_is_no_translation()
    {
        var call = Calls.Of(AiOperation.Translate, Calls.Ticket) with { Language = "fr-CA" };
        using var http = Calls.LoopbackHttp();

        var answer = (await Calls.Chain(http).CompleteAsync(call, TestContext.Current.CancellationToken)).Value;

        answer.Text.Reveal().ShouldStartWith("[Fournisseur hors ligne");
        answer.Text.Reveal().ShouldContain("[REDACTED_NAME] demande un remboursement.");
    }

    [Fact]
    public async Task Grammar_corrects_and_leaves_placeholders_alone()
    {
        var answer = await AnswerAsync(
            AiOperation.Grammar,
            "i  did not recieve the the parcel , please send it to [REDACTED_ADDRESS] . thank you [REDACTED_NAME_2]"
        );

        answer.Text.Reveal().ShouldBe("I did not receive the parcel, please send it to [REDACTED_ADDRESS]. Thank you [REDACTED_NAME_2]");
    }

    [Fact]
    public async Task Rewrite_follows_the_tone_of_the_instructions()
    {
        var call = Calls.Of(AiOperation.Rewrite, "hi [REDACTED_NAME], we can't ship it today, and I'm sorry for that") with
        {
            System = new PersonalText("Rewrite the text in a formal tone."),
        };
        using var http = Calls.LoopbackHttp();

        var answer = (await Calls.Chain(http).CompleteAsync(call, TestContext.Current.CancellationToken)).Value;

        answer.Text.Reveal().ShouldBe("Hello [REDACTED_NAME], we cannot ship it today, and I am sorry for that.");
    }

    [Fact]
    public async Task The_stream_has_the_same_text_as_the_whole_answer()
    {
        using var http = Calls.LoopbackHttp();
        var chain = Calls.Chain(http);

        var whole = (await chain.CompleteAsync(Calls.Of(), TestContext.Current.CancellationToken)).Value;
        var (pieces, end) = await chain
            .StreamAsync(Calls.Of(), TestContext.Current.CancellationToken)
            .ReadAsync(TestContext.Current.CancellationToken);

        pieces.Count.ShouldBeGreaterThan(3);
        string.Concat(pieces).ShouldBe(whole.Text.Reveal());
        end.Value.Text.ShouldBe(whole.Text);
        end.Value.InputTokens.ShouldBe(whole.InputTokens);
    }

    [Fact]
    public async Task A_masked_value_that_is_still_there_stops_the_offline_provider_too()
    {
        using var http = Calls.LoopbackHttp();
        var call = Calls.Of(AiOperation.Generate, "A refund for Jane Doe, please.") with { LeakCheck = Calls.LeakCheckOf("Jane Doe") };

        var end = await Calls.Chain(http).CompleteAsync(call, TestContext.Current.CancellationToken);

        end.Failure!.Code.ShouldBe(FailureCode.LeakStopped);
    }

    private static async Task<ProviderAnswer> AnswerAsync(AiOperation operation, string text)
    {
        using var http = Calls.LoopbackHttp();
        return (await Calls.Chain(http).CompleteAsync(Calls.Of(operation, text), TestContext.Current.CancellationToken)).Value;
    }
}
