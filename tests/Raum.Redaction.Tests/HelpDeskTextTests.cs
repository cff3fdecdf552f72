namespace Raum.Redaction.Tests;

/// <summary>PII-1: ids, sites, birth dates, secrets and streets as tickets write them. ⟦values⟧ are marked; whatever stands outside them stays.</summary>
public sealed class HelpDeskTextTests
{
    [Theory]
    [InlineData("The letter shows a SIN that isn't mine. Mine is ⟦560 915 522⟧.")]
    [InlineData("op de polis staat het bsn van mijn vader. de mijne is ⟦319998046⟧ die heb ik per ongeluk")]
    [InlineData("Die Steuer-ID fehlt auf dem Bescheid. Meine ist ⟦86095742719⟧.")]
    [InlineData("HKID for the file: ⟦K828096(7)⟧.")]
    [InlineData("My HKID is ⟦A123456(3)⟧")]
    public void An_id_is_found_by_its_check_digit(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("The letter shows a SIN that isn't mine. The total is 560 915 523.")]
    [InlineData("A SIN is missing. We sold 560 915 522 of them.")]
    [InlineData("see section A123456(4) of the code")]
    public void Another_number_is_none(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("⟦Yevhen Tkachuk⟧\n⟦https://tkachuk.dev/about⟧")]
    [InlineData("⟦Deniz⟧ had ⟦deniz.tkachuk2K⟧, same password.")]
    [InlineData("mijn login staat op ⟦oma_rika44⟧ met wachtwoord ⟦Rotikip#1⟧")]
    public void Sites_and_accounts_have_peoples_names(string marked) =>
        Marks.Hold(marked, new KnownPerson(PersonRole.Requester, "Yevhen Tkachuk"));

    [Theory]
    [InlineData("Firmware 6.2\n\nAccount BB-4761-0093, order ref VOL012-4478213.")]
    [InlineData("agents disconnect. Stack:\n\njava.nio.channels.ClosedChannelException\n  at org.x")]
    public void Numbers_of_customers_and_names_of_classes_are_no_accounts(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("sono nata in romania il ⟦17 giugno 91⟧")]
    [InlineData("je suis né à Lyon le ⟦4 mai 79⟧")]
    [InlineData("ich bin am ⟦3. märz 81⟧ in graz geboren")]
    public void A_birth_date_may_have_a_short_year(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Contraseña de área privada pongo ⟦Odesa-Alicante7⟧ y no entra.")]
    [InlineData("Troquei a senha do painel pra ⟦Tucupi&Jambu8⟧ e também não foi.")]
    [InlineData("Toets in de app de koppelcode ⟦20 71 55⟧ en leg je telefoon.")]
    [InlineData("enter the pairing code ⟦48 21 07⟧ in the app")]
    public void Secrets_stand_behind_what_is_done_with_them(string marked) => Marks.Hold(marked);

    [Fact]
    public void An_error_is_no_secret() => Jobs.Masked("module=export code=E-7710 police=2").ShouldBe("module=export code=E-7710 police=2");

    [Theory]
    [InlineData("neue adresse: ⟦rosenbergstr. 61, 9000 st. gallen⟧")]
    [InlineData("j'habite ⟦rue des guillemins 112 bte 4, 4000 liège⟧")]
    [InlineData("verhuisd naar ⟦campuslaan 37-214, 7522 NC enschede⟧")]
    [InlineData("auf ⟦Hinterstoisser Leopold⟧\n - Adr ⟦Loferer Bundesstr. 23/Top 7, 5700 Zell am See⟧")]
    public void Streets_are_found_whole(string marked) =>
        Marks.Hold(marked, new KnownPerson(PersonRole.Requester, "Leopold Hinterstoisser"));

    [Theory]
    [InlineData("his frequent flyer number MK 1147 2209 8 is gone?")]
    [InlineData("The clearance certificate no. 55/2024/1181 was filed.")]
    [InlineData("Auftragsnummer 8KX4P7, Ticket 0042 1171 8830, 2. Klasse")]
    [InlineData("El mensajero de SEUR (expedición 0316-20033417) dejó la caja.")]
    [InlineData("salen hoy, seguimiento 0316-20039902.")]
    [InlineData("DDT 4359, bolla BRT 0932 2209 7193:")]
    [InlineData("met een nieuwe branderautomaat (art. 720.878.901).")]
    public void Numbers_of_things_are_no_phones(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void A_time_before_a_phone_is_none_of_it() => Marks.Hold("call me after 4 ⟦612.555.0187⟧");

    [Theory]
    [InlineData("Rufen Sie mich bitte an: ⟦40123⟧")]
    [InlineData("Sie erreichen mich unter ⟦5512345⟧.")]
    [InlineData("You can phone me on weekdays at ⟦5551234⟧")]
    public void A_short_phone_wants_its_word_near(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("klant:\n  nummer: 3300871")]
    [InlineData("WhatsApp export – case 55120")]
    public void A_short_number_of_something_else_is_no_phone(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("DOB ⟦03/17/1983⟧ confirmed. SSN ⟦517-44-8206⟧ on file.")]
    [InlineData("customer ⟦517-44-8206⟧ called")]
    [InlineData("sur la commande 118-40-2207 : douze perceuses")]
    public void A_US_number_is_one_unless_it_is_called_an_orders(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("it may crash at any point in time")]
    [InlineData("SHA-1 hashes of breached passwords in upper-case hex")]
    [InlineData("| Setting | Meaning |\n| `Mail__Password` | Password there. |\n| `Mail__RequireTls` | Refuses a server without. |")]
    public void Technical_texts_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("after upgrading, ⟦185.220.14.9⟧ cannot be reached")]
    [InlineData("please update my phone ⟦20.21.12.34⟧")]
    [InlineData("my SIN-⟦046-454-286⟧ is wrong on it")]
    [InlineData("the bus of my daughter ⟦Emma⟧ school run was late")]
    public void What_only_looks_like_another_thing_is_masked(string marked) => Marks.Hold(marked);

    [Fact]
    public void An_agent_with_a_figure_may_be_somebody() => Marks.Hold("Thanks,\n⟦Rose 2⟧", new KnownPerson(PersonRole.Agent, "Rose 2"));

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    public void A_date_beside_a_name_follows_the_choices(double minimum)
    {
        var options = RedactionOptions.Default with { MinimumScore = minimum };
        var masked = new RedactionSession(options, [Jobs.Jane]).Mask("Jane Doe, 14/07/1976").Text;

        masked.Contains("14/07/1976", StringComparison.Ordinal).ShouldBe(minimum > 0.85);
    }
}
