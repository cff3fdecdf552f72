namespace Raum.Redaction.Tests;

/// <summary>PII-3: where a name ends, and what stands beside it. ⟦values⟧ are marked; whatever stands outside them stays.</summary>
public sealed class NameEndTests
{
    private static readonly KnownPerson Priyanka = new(PersonRole.Agent, "Priyanka Deshmukh");
    private static readonly KnownPerson Fernanda = new(PersonRole.Requester, "Fernanda Alessandri Pizarro");

    [Theory]
    [InlineData("Use Secure Upload.\n\n⟦Priyanka D.⟧\nTier 2 Payroll")]
    [InlineData("Atte.,\n⟦Fernanda Alessandri P.⟧\n")]
    [InlineData("Kind regards,\n⟦Daniela K.⟧\nCustomer Care")]
    [InlineData("Talked to ⟦Rebecca M.⟧ about it yesterday, she agreed.")]
    [InlineData("I spoke with ⟦Rebecca M⟧ about it yesterday.")]
    [InlineData("Please add ⟦Robert Hayes Jr.⟧ to the policy.")]
    [InlineData("⟦Archuleta, Frankie Jr.⟧ | 101-99-6496", true)]
    public void The_dot_of_an_initial_belongs_to_the_name(string marked, bool withId = false) =>
        Marks.Hold(withId ? marked.Replace("101-99-6496", "⟦101-99-6496⟧", StringComparison.Ordinal) : marked, Priyanka, Fernanda);

    [Theory]
    [InlineData("Mr ⟦Gopalan s/o Ramasamy⟧ will collect it.")]
    [InlineData("the IC of ⟦Kavitha d/o Suppiah⟧ is wrong")]
    [InlineData("⟦Ravi a/l Muthu⟧ ordered two.")]
    [InlineData("⟦Siti Nurhaliza binti Tarudin⟧ called.")]
    public void A_name_goes_on_with_the_fathers(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("⟦M'hamed Benali⟧ called.")]
    [InlineData("I spoke to ⟦D'angelo Russo⟧.")]
    [InlineData("⟦Brian O'Brien⟧ called.")]
    public void A_letter_and_an_apostrophe_begin_a_name(string marked) => Marks.Hold(marked);

    [Fact]
    public void An_elided_verb_before_a_person_is_no_part_of_the_name() =>
        Marks.Hold("C'è ⟦Fontana⟧ oggi?", new KnownPerson(PersonRole.Other, "Sara Fontana"));

    [Theory]
    [InlineData("ik heb ⟦Cor van der Lugt⟧ gebeld en de urenlijst gekregen")]
    [InlineData("Ho chiamato ⟦Samuele⟧ dell'assistenza ma non risponde.")]
    [InlineData("Rechte wie bei Frau ⟦Ey⟧. Die Steuer-ID brauchen wir nicht.")]
    [InlineData("Receiver: Alhaja ⟦Khadijat Bello⟧, Plot 22")]
    [InlineData("Warm regards,\n⟦Raghavendra Kulkarni⟧\nSr. Manager (Exports), Deccan Textiles")]
    [InlineData("já falei com uma tal de ⟦vitória⟧ no chat")]
    public void A_name_begins_and_ends_with_itself(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Hallo, F17 heißt: der Lastmanager wartet auf Freigabe.")]
    [InlineData("o NIF dela é inválido.")]
    [InlineData("God will help us.")]
    [InlineData("entreprise Delacroix Frères (c'est la boîte)")]
    public void What_only_looks_like_a_name_stays(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void A_team_behind_a_particle_is_no_family_name() =>
        Marks.Hold("Viel Spaß in der Schweiz!\n⟦Ömer⟧ vom Team Zwickau", new KnownPerson(PersonRole.Agent, "Ömer"));

    [Fact]
    public void A_French_title_is_no_initial() =>
        Marks.Hold("La ligne de M. ⟦Aubertin⟧ est résiliée.", new KnownPerson(PersonRole.Requester, "Roselyne Aubertin"));

    [Theory]
    [InlineData("Guardia N3")]
    [InlineData("Atención al Cliente")]
    [InlineData("Furniture Care")]
    public void An_agent_who_is_a_desk_is_nobody(string desk) =>
        Jobs.Masked($"We stay open.\n\n{desk}", new KnownPerson(PersonRole.Agent, desk)).ShouldBe($"We stay open.\n\n{desk}");

    [Theory]
    [InlineData(PersonRole.Agent, "Rose Hill")]
    [InlineData(PersonRole.Agent, "Wei Ling")]
    [InlineData(PersonRole.Requester, "Parts Platform")]
    public void Who_may_be_a_person_is_one(PersonRole role, string name) => Marks.Hold($"Thanks,\n⟦{name}⟧", new KnownPerson(role, name));

    [Theory]
    [InlineData("Hyacinthe Ravalomanana", "ref KQ6T2Z, ⟦RAVALOMANA Hyacinthe⟧")]
    [InlineData("Wannes De Cuypere", "Op de offerte staat ⟦Decuyper⟧, dat is fout.")]
    public void A_name_that_was_cut_or_glued_is_known(string name, string marked) =>
        Marks.Hold(marked, new KnownPerson(PersonRole.Requester, name));
}
