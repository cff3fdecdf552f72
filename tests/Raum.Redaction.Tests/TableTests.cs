namespace Raum.Redaction.Tests;

/// <summary>PII-1: tables, in which a value stands far from the label of its column. ⟦values⟧ are marked; whatever stands outside them stays.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData(
        "name,email,dob,phone\n⟦Jane Doe⟧,⟦jane@doe.example⟧,⟦1990-02-03⟧,⟦2125550187⟧\n⟦Owen Price⟧,⟦owen@p.example⟧,⟦1988-11-30⟧,⟦2125550144⟧"
    )]
    [InlineData(
        "id;Vorname;Nachname;Geburtsdatum;Straße;PLZ;Ort\n1;⟦Uwe⟧;⟦Hübner⟧;⟦03.04.1971⟧;⟦Lindenallee 12;50667;Köln⟧\n2;⟦Karla⟧;⟦Mbeki⟧;⟦12.11.1985⟧;⟦Am Markt 3;04109;Leipzig⟧"
    )]
    [InlineData("user_id,username,password\n17,⟦jdoe⟧,⟦hunter2⟧\n18,⟦okafor99⟧,⟦Sommer2024⟧")]
    [InlineData("Name\tBirth date\tSSN\n⟦Dana Okafor⟧\t⟦04/12/1979⟧\t⟦219-09-9999⟧\n⟦River Song⟧\t⟦05/01/1983⟧\t⟦078-05-1120⟧")]
    [InlineData(
        "| Passager | Né(e) le | Passeport |\n|---|---|---|\n| ⟦Aïcha Benali⟧ | ⟦12/03/1984⟧ | ⟦12AB34567⟧ |\n| ⟦Karim Benali⟧ | ⟦01/09/2011⟧ | ⟦14CD98765⟧ |"
    )]
    [InlineData("first_name,last_name,date_of_birth\n⟦grace⟧,⟦hill⟧,⟦2001-04-05⟧\n⟦mark⟧,⟦forest⟧,⟦1999-12-31⟧")]
    [InlineData("customer,token\nacme,⟦9f8a7b6c5d4e3f2a1b0c⟧\nglobex,⟦aa11bb22cc33dd44⟧")]
    [InlineData("Employee,DOB,Salary\n\"⟦Birch, Tom⟧\",⟦1990-05-03⟧,30000\n\"⟦Farouk, Nadia⟧\",⟦1985-12-24⟧,32000")]
    [InlineData("Name     Geburtstag    Telefon\n⟦Uwe Ritter⟧   ⟦3.4.1971⟧     ⟦0221 5550144⟧\n⟦Karin Lang⟧   ⟦12.11.85⟧    ⟦030 5550177⟧")]
    [InlineData("Prénom;Nom;N° de sécu\n⟦Pierre⟧;⟦Roche⟧;⟦1 73 05 75 123 456 72⟧")]
    [InlineData("Nome;Data di nascita;Codice cliente\n⟦Giulia Ferri⟧;⟦03/05/1990⟧;448812\n⟦Marco Neri⟧;⟦11/12/1978⟧;448813")]
    [InlineData(
        "+-----------+----------+------------+-------+\n| firstName | lastName | birthday   | total |\n+-----------+----------+------------+-------+\n| ⟦Judge⟧     | ⟦Swift⟧    | ⟦1985-11-21⟧ | 60.37 |\n| ⟦Dell⟧      | ⟦Crooks⟧   | ⟦1991-04-03⟧ | 12.00 |\n+-----------+----------+------------+-------+"
    )]
    [InlineData(
        " First name   | surname | user       | Order no\n--------------+---------+------------+----------\n ⟦Milo⟧         | ⟦Swift⟧   | ⟦milo_swift⟧ | 554180\n ⟦Judge⟧        | ⟦Green⟧   | ⟦jgreen7⟧    | 554181"
    )]
    [InlineData("Name ........ ⟦Judge Swift⟧\nDate of birth ........ ⟦04/09/1978⟧\nPlan ........ Gold\nStreet ........ ⟦861 The Meadows⟧")]
    [InlineData(
        "sku, price, status, date, first name, surname\nK-1, 18.59, shipped, 2026-10-13, ⟦Judge⟧, ⟦Swift⟧\nK-2, 7.84, open, 2026-09-25, ⟦Iginio⟧, ⟦Matera⟧"
    )]
    [InlineData("Benutzer;Letzte Anmeldung\n⟦jbell7⟧;2026-10-01\n⟦mkoch⟧;2026-10-02")]
    [InlineData("name;street;zip;city;country;email\n⟦Rosa Platzer⟧;⟦Dresdener Str. 21c;01099;Dresden⟧;Germany;⟦r@p.example⟧")]
    public void The_head_of_a_table_says_what_its_columns_hold(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("name,dob\n⟦May⟧,⟦2001-04-05⟧\nsee the note, please, or call\n⟦Rose⟧,⟦1999-12-31⟧")]
    [InlineData("name,dob\r\n⟦May⟧,⟦2001-04-05⟧\r\n⟦Rose⟧,⟦1999-12-31⟧\r\n")]
    [InlineData("Here they are:\n\nFirst name | Age\n⟦Jonas⟧ | 7\n⟦Mia⟧ | 9\n\nThanks")]
    [InlineData("id,place,dob,password\n1,Reno,⟦1990-02-03⟧,⟦p[ss1word⟧\n2,Reno, Nevada,⟦1988-11-30⟧,⟦hunter22⟧")]
    public void Every_row_is_read(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData(
        "INSERT INTO users (name, dob, total) VALUES ('⟦Judge Swift⟧', '⟦1990-02-03⟧', 114.76);\nINSERT INTO users (name, dob, total) VALUES ('⟦May Green⟧', '⟦1988-11-30⟧', 60.10);"
    )]
    [InlineData("INSERT INTO users (id, name, dob) VALUES (7, '⟦Sean O''Brien⟧', '⟦1990-02-03⟧'), (8, '⟦May⟧', '⟦1988-11-30⟧');")]
    [InlineData("insert into `people` (`dob`, `password`) values ('⟦1990-02-03⟧', '⟦it\\'s-1x⟧')")]
    [InlineData("INSERT INTO orders (id, total) VALUES (7, 'May')")]
    public void The_columns_of_an_inserted_row_say_what_it_holds(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData(
        "|Field      |Value         |\n|-----------|--------------|\n|First name |⟦Piet-Hein⟧     |\n|Last name  |⟦Kuipers⟧       |\n|Company    |Deich Hotels  |\n|Topic      |Smart lock    |"
    )]
    [InlineData(
        "First name | ⟦Kit⟧\nLast name | ⟦Sparrow⟧\nCompany | Fern Ltd\nPhone | ⟦07700 900233⟧\nDate of birth | ⟦3/4/1990⟧\nTopic | Refund"
    )]
    [InlineData("Vorname\t⟦Mut⟧\nNachname\t⟦Krug⟧\nFirma\tRosenhof\nBenutzername\t⟦mkrug7⟧\nAnliegen\tReklamation")]
    [InlineData(
        "Name            ⟦Grace Summer⟧\nE-mail          ⟦grace@doe.example⟧\nProduct         Summer Grace Set\nMessage         It broke."
    )]
    [InlineData("|Last name  |⟦Jansen⟧        |\n|Topic      |Smart lock    |\n|Company    |Deich Hotels  |")]
    [InlineData("Name | Spring Promotion\nType | Campaign\nOwner | Marketing\nBudget | 3,000")]
    [InlineData("Field | Type\nfirst_name | varchar\nlast_name | required\nphone | string")]
    [InlineData("first_name\t⟦Don⟧\t⟦King⟧\nlast_name\t⟦Moore⟧\t⟦Small⟧\nBirth date\t⟦1984-03-12⟧\t⟦1990-07-04⟧\nstatus\topen\tshipped")]
    [InlineData("| Strasse | ⟦Am Anger 12⟧ | ⟦Im Winkel 3⟧ |\n| Telefon | ⟦0171 2345678⟧ | ⟦0160 9876543⟧ |")]
    [InlineData("Name\tBasic\tPro\tEnterprise\nEmail\t5\t10\t50\nPhone support\tNo\tYes\tYes")]
    [InlineData("Customer\tNew\tExisting\nPhone\tNo\tYes")]
    public void A_label_and_its_value_a_line_are_a_form(string marked) => Marks.Hold(marked);

    [Fact]
    public void A_row_whose_last_cell_is_empty_is_a_row() =>
        Jobs.Masked("First name\tLast name\tNote\nChidi\tOkwuosa\t\nPan\tLi\t\nGrace\tHope\tlate\n")
            .ShouldBe(
                "First name\tLast name\tNote\n[REDACTED_NAME]\t[REDACTED_NAME_2]\t\n[REDACTED_NAME_3]\t[REDACTED_NAME_4]\t\n[REDACTED_NAME_5]\t[REDACTED_NAME_6]\tlate\n"
            );

    [Fact]
    public void A_contact_card_is_read_by_its_lines() =>
        Marks.Hold("BEGIN:VCARD\nN:⟦Hill;May⟧;;;\nBDAY:⟦19790314⟧\nADR;TYPE=HOME:;;⟦Elm St 12;Reno;;89501⟧\nEND:VCARD");

    [Fact]
    public void A_table_may_be_wide()
    {
        var more = string.Concat(Enumerable.Range(1, 60).Select(column => $",field{(char)('a' + (column % 26))}"));

        Jobs.Masked($"dob{more}\n1990-02-03{new string(',', 60)}").ShouldBe($"dob{more}\n[REDACTED_DOB]{new string(',', 60)}");
    }

    [Theory]
    [InlineData("Order,Date,Total\n1001,2024-05-03,19.99\n1002,2024-05-04,29.99")]
    [InlineData("Country | Phone code | Name\nFrance | 33 | Paris")]
    [InlineData("Product name | SKU | Color\nGrace Chair | 20448 | Red")]
    [InlineData("user,password,state\nn/a,null,none\nadmin,****,locked")]
    [InlineData("Please send password, user, token\nThis works, as said, today")]
    public void Other_tables_stay(string text) => Jobs.Masked(text).ShouldBe(text);
}
