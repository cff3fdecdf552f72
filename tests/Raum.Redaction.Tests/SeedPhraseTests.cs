namespace Raum.Redaction.Tests;

/// <summary>PII-1: the words that open a wallet are a secret.</summary>
public sealed class SeedPhraseTests
{
    private const string Twelve = "abandon ability able about above absent absorb abstract absurd abuse access accident";

    [Theory]
    [InlineData($"Seed phrase: ⟦{Twelve}⟧")]
    [InlineData($"my recovery phrase for the wallet is ⟦{Twelve}⟧.")]
    [InlineData($"the mnemonic ⟦{Twelve}⟧ works")]
    [InlineData($"backup words \"⟦{Twelve}⟧\"")]
    public void Is_found(string marked) => MarkedText.Holds(marked);

    [Fact]
    public void The_words_of_a_list_are_found_whole() =>
        Jobs.Masked("Recovery phrase:\n" + string.Join('\n', Twelve.Split(' ').Select((word, i) => $"{i + 1}. {word}")))
            .ShouldBe("Recovery phrase:\n1. [REDACTED_SECRET]");

    [Theory]
    [InlineData("I lost the seed phrase and now the app is asking for it, what should I do to get my money back please")]
    [InlineData("our backup words are stored safely in a box that nobody has ever opened before")]
    [InlineData("the backup failed while copying these large files from that server onto this other machine last night")]
    public void A_sentence_about_one_stays(string text) => MarkedText.Holds(text);
}
