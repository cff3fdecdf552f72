namespace Raum.Redaction.Tests;

/// <summary>PII-1: numbers of bank accounts that are no IBAN, by the bank's word beside them; accounts with a shop stay.</summary>
public sealed class BankAccountTests
{
    [Theory]
    [InlineData("My bank details: sort code 20-45-77, account number ⟦31926819⟧.")]
    [InlineData("Please refund to acct no. ⟦31926819⟧ sort code 204577 (Barclays).")]
    [InlineData("Refund to routing number 021000021, account ⟦483920174455⟧ please.")]
    [InlineData("ACH: routing 121000358 acct ⟦000123456789⟧")]
    [InlineData("Kontonummer ⟦532013000⟧, Bankleitzahl 37040044")]
    [InlineData("BLZ 37040044, Konto ⟦532013000⟧")]
    [InlineData("CLABE ⟦032180000118359719⟧, gracias")]
    [InlineData("Mi cuenta bancaria es ⟦2100 0418 45 0200051332⟧")]
    [InlineData("Banco 341, agência 4521, conta corrente ⟦12345-6⟧")]
    [InlineData("Rekeningnummer bank: ⟦417164300⟧")]
    [InlineData("BSB 062-000 account ⟦12345678⟧")]
    [InlineData("IFSC HDFC0001234 A/c no ⟦50100123456789⟧")]
    [InlineData("RIB : ⟦20041 01005 0500013M026 06⟧")]
    [InlineData("My bank account ⟦4471920⟧ was charged.")]
    public void Is_found(string marked) => MarkedText.Holds(marked);

    [Theory]
    [InlineData("Account 4471920 shows the wrong balance.")]
    [InlineData("The bank refused it. My account 4471920 was charged twice.")]
    [InlineData("please sort codes by name, account 44719200")]
    [InlineData("Bank holiday on 26 May 2025, account closed 12/05/2025")]
    [InlineData("bank transfer of 1,200.00 EUR to the account of Acme")]
    [InlineData("Kontonummer im Kundenportal: siehe Profil")]
    public void Other_accounts_stay(string text) => MarkedText.Holds(text);
}
