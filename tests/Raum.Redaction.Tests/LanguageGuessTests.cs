namespace Raum.Redaction.Tests;

/// <summary>PII-10: which language a ticket is in.</summary>
public sealed class LanguageGuessTests
{
    [Theory]
    [InlineData("Hello, my order has not arrived and I would like to have a refund please.", "en")]
    [InlineData("Bonjour, je n'ai pas reçu ma commande et je voudrais un remboursement, merci pour votre aide.", "fr")]
    [InlineData("Guten Tag, ich habe meine Bestellung nicht erhalten und bitte um eine Rückzahlung auf das Konto.", "de")]
    [InlineData("Hola, no he recibido mi pedido y quiero que me devuelvan el dinero por favor, gracias.", "es")]
    [InlineData("Olá, não recebi a minha encomenda e gostaria de um reembolso, obrigado pela ajuda de você.", "pt")]
    [InlineData("Buongiorno, non ho ricevuto il mio ordine e vorrei un rimborso, grazie per il vostro aiuto.", "it")]
    [InlineData("Goedendag, ik heb mijn bestelling niet ontvangen en wil graag het geld terug, bedankt voor de hulp.", "nl")]
    [InlineData("Dzień dobry, nie otrzymałem zamówienia i proszę o zwrot, ale jak to jest możliwe.", "pl")]
    [InlineData("Здравствуйте, я не получил свой заказ.", "ru")]
    [InlineData("注文した商品がまだ届いていません。", "ja")]
    [InlineData("ok 12345", null)]
    [InlineData("", null)]
    public void A_language_is_told_from_its_common_words(string text, string? code) => LanguageGuess.Of(text).Code.ShouldBe(code);
}
