namespace Raum.Redaction.Tests;

/// <summary>PII-1: rows that people paste without the head of their table.</summary>
public sealed class HeadlessRowTests
{
    [Theory]
    [InlineData("4711;⟦Jonas⟧;⟦Weber⟧;⟦12.03.1984⟧;⟦Am Anger 12;80331;München⟧;⟦jonas.weber@mail.example⟧")]
    [InlineData("⟦jed.yost@mail.example⟧,⟦741 Rippin Parks,12377-2375,North Eden⟧,shipped,2")]
    [InlineData("⟦Golden_Haag72⟧;⟦golden.haag@mail.example⟧;pending;2026-09-14")]
    [InlineData("⟦1971-07-23⟧ | ⟦+44 7700 900412⟧ | SKU-6344 | 186.11")]
    [InlineData("⟦5 Nieuwe Rijn\t2312 Leiden⟧\t⟦anouk@mail.example⟧\tretour")]
    [InlineData("⟦Okwuosa⟧|⟦Chidi⟧|⟦chidi.okwuosa@mail.example⟧|gold")]
    public void A_mail_address_or_a_number_in_its_own_cell_tells_that_a_row_is_about_a_person(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("SKU-6344;1998-03-12;Kettle 5;12377;Delivered;19.99")]
    [InlineData("SKU-6344;2026-03-12;Kettle 5;3;shipped")]
    [InlineData("backup | 2009-03-12 | 12 files | done")]
    [InlineData("The plans, from 1998-03-12, cost 12, 15 and 20, as before, today")]
    public void Rows_about_nobody_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void What_happened_this_year_is_no_birth_date() =>
        Marks.Hold("4711;Kettle Pro;2026-10-02;19.99;⟦anna@mail.example⟧\n4712;Kettle Pro;2025-01-31;19.99;⟦tom@mail.example⟧");
}
