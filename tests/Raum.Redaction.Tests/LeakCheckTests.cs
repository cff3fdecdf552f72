using System.Text;

namespace Raum.Redaction.Tests;

/// <summary>PII-9: the last look at what leaves.</summary>
public sealed class LeakCheckTests
{
    private static LeakCheck Check()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "José Núñez", "jose@correo.example", "+34 612 345 678"));
        session.Mask("José Núñez, card 4111 1111 1111 1111, other@example.net");
        return session.LeakCheck;
    }

    [Theory]
    [InlineData("José Núñez")]
    [InlineData("jose nunez")]
    [InlineData("JOSÉ NÚÑEZ")]
    [InlineData("{\"text\":\"Jos\\u00e9 N\\u00fa\\u00f1ez\"}")]
    [InlineData("q=Jos%C3%A9%20N%C3%BA%C3%B1ez")]
    [InlineData("4111-1111 1111.1111")]
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("OTHER@example.NET")]
    [InlineData("612 34 56 78")]
    [InlineData("jose@correo.example")]
    [InlineData("{\"text\":\"Hello\\nN\u00fa\u00f1ez\"}")]
    [InlineData("{\"text\":\"Jos\\u00e9\\tN\\u00fa\\u00f1ez\"}")]
    [InlineData("{\"text\":\"other\\u0040example.net\"}")]
    [InlineData("q=Jos%5Cu00e9%20N%5Cu00fa%5Cu00f1ez")]
    [InlineData("q=other%2540example.net")]
    public void A_known_value_is_found_in_every_coat(string outgoing)
    {
        Check().Count(outgoing).ShouldBeGreaterThan(0);
        Check().Count(Convert.ToBase64String(Encoding.UTF8.GetBytes(outgoing))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_value_of_a_text_that_was_masked_later_is_known_too()
    {
        var session = Jobs.With(Jobs.Jane);
        session.Mask("Jane Doe");
        session.LeakCheck.Count("to late@example.net").ShouldBe(0);

        session.Mask("late@example.net");

        session.LeakCheck.Count("to late@example.net").ShouldBe(1);
    }

    [Fact]
    public void Base64_of_a_field_that_is_not_text_is_no_leak() =>
        Check().Count(Convert.ToBase64String([0xff, 0xfe, 0x00, 0x41, 0x80, 0x99, 0x10, 0x11])).ShouldBe(0);

    [Fact]
    public void The_words_of_a_placeholder_are_no_value_of_somebody_who_is_called_so()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "Redacted Email"));
        session.Mask("I am Redacted Email, write to other@example.net");

        session.LeakCheck.Count("Write to [REDACTED_EMAIL].").ShouldBe(0);
        session.LeakCheck.Count("&amp;&amp;&amp;&amp;&amp;[REDACTED_EMAIL]").ShouldBe(0);
        session.LeakCheck.Count("Write to Redacted Email.").ShouldBe(1);
    }

    [Fact]
    public void A_value_behind_hidden_signs_is_not_taken_for_a_part_of_a_placeholder()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "José Núñez"));
        session.Mask("José Núñez");

        // Without the hidden signs the placeholder would stand where the name stands.
        session.LeakCheck.Count(new string('\u200B', 3) + "José Núñez" + new string('\u200B', 9) + "[REDACTED_NAME]").ShouldBe(1);
        session.LeakCheck.Count("José Núñez &amp;&amp; [REDACTED_NAME]").ShouldBe(1);
        session.LeakCheck.Count(new string('\u200B', 14) + "Dear [REDACTED_NAME] José Núñez").ShouldBe(1);
        session.LeakCheck.Count("[REDACTED_NAME]" + new string('\u200B', 20) + "x José Núñez").ShouldBe(1);
    }

    [Fact]
    public void A_password_with_the_sign_of_a_sentence_in_it_is_known_wherever_it_stands()
    {
        var session = Jobs.With(Jobs.Jane);
        session.Mask("My password: Sommer!2024").Text.ShouldBe("My password: [REDACTED_SECRET]");

        session.Mask("I tried Sommer!2024 again").Text.ShouldBe("I tried [REDACTED_SECRET] again");
        session.LeakCheck.Count("I tried Sommer!2024 again").ShouldBe(1);
    }

    [Theory]
    [InlineData("Reply to [REDACTED_NAME] about order 4471920.")]
    [InlineData("You are a helpful assistant. Keep placeholders such as [REDACTED_NAME] as they are.")]
    [InlineData("")]
    public void What_is_masked_may_go(string outgoing) => Check().Count(outgoing).ShouldBe(0);

    [Theory]
    [InlineData("Claude")]
    [InlineData("Max")]
    [InlineData("Will")]
    [InlineData("Max Will")]
    public void A_requester_named_like_a_word_stops_no_call(string name)
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, name));
        session.Mask($"Hi {name},\nI am {name}.\n{name}");

        session
            .LeakCheck.Count("You are Claude, a model. Write at most max 200 words; you will answer politely. Will do. Max tokens.")
            .ShouldBe(0);
    }
}
