namespace Raum.Redaction.Tests;

/// <summary>Masking is linear: ten times the text is ten times the work, counted in units and not in time, so that no busy machine decides (PII-1).</summary>
public sealed class LinearWorkTests
{
    /// <summary>Units that a letter of the worst text may cost: two words of three letters ("A. "), each with the features of two models, in four rounds.</summary>
    private const int MostForOneLetter = 350;

    private static readonly KnownPerson Mistyped = new(PersonRole.Agent, "Priya Raghunathan");

    private const int Few = 1_000;
    private const int Times = 10;

    [Theory]
    [InlineData("Wood, Ivy <g@h.example>; ")]
    [InlineData("To: a; Wood, Ivy; ")]
    [InlineData("Wood, Ivy; ")]
    [InlineData("Grace from your ")]
    [InlineData("Rose hat mir ")]
    [InlineData("Joy_Rivers.pdf ")]
    [InlineData("Joy_Rivers_")]
    [InlineData("Ivy Wood\n")]
    [InlineData("Ivy Wood wrote:\n")]
    [InlineData("09:12 Joy: x\n")]
    [InlineData("Storm Rita ")]
    [InlineData("Trust Care Unit (TCU) ")]
    [InlineData("Judge Ortega ")]
    [InlineData("dp\n\nDebra Perl\n")]
    [InlineData("<a@b> ")]
    [InlineData("P.S. ")]
    [InlineData("Jane Doe ")]
    [InlineData("jane.doe@example.org, ")]
    [InlineData("A. B. ")]
    [InlineData("12 Main ")]
    [InlineData("12 Main St ")]
    [InlineData("van der ")]
    [InlineData("Via A 1 ")]
    [InlineData("1-1.")]
    [InlineData("1 ")]
    [InlineData("1 1 1 - ")]
    [InlineData("\n1 ")]
    [InlineData("a | ")]
    [InlineData("| 1.1.1970\n")]
    [InlineData("(51 ans) ")]
    [InlineData("passport ")]
    [InlineData("passport de la x ")]
    [InlineData("name is ")]
    [InlineData("zero one ")]
    [InlineData("x@y.example https://a.example/u/b ")]
    [InlineData("[REDACTED_NAME] ")]
    [InlineData("tel 0 ")]
    [InlineData("9000 Gent\n")]
    [InlineData("4111 1111 1111 1111 ")]
    [InlineData("1234 ")]
    [InlineData("LS1 4AB ")]
    [InlineData("jane_x ")]
    [InlineData("janedoejanedoe.")]
    [InlineData("Unit 4, 22 Mill Lane, ")]
    [InlineData("Back Lane\n")]
    [InlineData("Rua A, 1, ")]
    [InlineData("Jane Lewis ")]
    [InlineData("Raghunatan raghunahtan ")]
    [InlineData("my sister Jane ")]
    [InlineData("Jane-Doe-Ring ")]
    [InlineData("811218-9876 ")]
    [InlineData("ABCPD1234E ")]
    [InlineData("x://u:p@h ")]
    [InlineData("password is ")]
    [InlineData("code 481902, ")]
    [InlineData("dob ")]
    [InlineData("dob 1/2/1990, ")]
    [InlineData("users: jdoek, ")]
    [InlineData("passport AB1234567, ")]
    [InlineData("4821 is my pin ")]
    [InlineData("/home/x")]
    [InlineData("sort code account 1234567 ")]
    [InlineData("bank ")]
    [InlineData("plate A12 ")]
    [InlineData("1 a street ")]
    [InlineData("ssh a@b:~ ")]
    [InlineData("a.b@")]
    [InlineData("uid=1(a)")]
    [InlineData("u/a1 ")]
    [InlineData("janedoe.com ")]
    [InlineData("street")]
    [InlineData("street=1 abc&")]
    [InlineData("?street=x")]
    [InlineData("mr-")]
    [InlineData("mr-ann-")]
    [InlineData("\"line1\":\"")]
    [InlineData("tel=1")]
    [InlineData("calle a 1 ")]
    [InlineData("12 14 a road, apt 1, ")]
    [InlineData("unit 1 apo ae 12345 ")]
    [InlineData("seed phrase abc ")]
    [InlineData("<<A ")]
    [InlineData("dob,phone\n")]
    [InlineData("dob,phone\n1/2/1990,5550144\n")]
    [InlineData("a,b\n")]
    [InlineData("name,dob,")]
    [InlineData("insert into a (dob) values ('1/2/1990'), ")]
    [InlineData("insert into a (")]
    [InlineData("insert into a ('")]
    [InlineData("BEGIN:VCARD\nBDAY:19900102\n")]
    [InlineData("sister (1/2/1990) ")]
    [InlineData("a - b [1")]
    [InlineData("digits on the back 123 ")]
    [InlineData("i'm ab_cdef ")]
    [InlineData("password from ab12 to cd34 ")]
    [InlineData("sin isn't mine. Mine is 560 915 522 ")]
    [InlineData("A/B MR ")]
    [InlineData("Ana s/o Bob ")]
    [InlineData("<Ana> ")]
    [InlineData("</password")]
    [InlineData("<password a=\"")]
    [InlineData("07700 900118 / ")]
    [InlineData("Jane Doe (1/2/1990) ")]
    [InlineData("passports AB123456, ")]
    [InlineData("my site www.ab.example ")]
    [InlineData("my page www.")]
    [InlineData("1 main st\nbristol\n")]
    [InlineData("date of birth?\n1/2/90\n")]
    [InlineData("username?\nab_12\n")]
    [InlineData("bank account no 12345678 ")]
    [InlineData("Mark, ")]
    [InlineData("A<<B")]
    [InlineData("a.b")]
    [InlineData("sid=")]
    [InlineData("x://a/reset/9e107d9d372bb6826bd81d35/")]
    [InlineData("x.com/ab ")]
    [InlineData("ab.github.io/")]
    [InlineData("Finch, Dorothy\n")]
    [InlineData("Finch, ")]
    [InlineData("AB\\c")]
    [InlineData("code? gave 1 ")]
    [InlineData("code\n481902\n")]
    [InlineData("code x 481902 ")]
    [InlineData("password?\nab-12\n")]
    [InlineData("a_b1: c\nagent: d\n")]
    [InlineData("game ab#1234 ")]
    [InlineData("a#1234")]
    [InlineData("buddy abcde12 ")]
    [InlineData("/jane-doe")]
    [InlineData("x://a/jane-doe ")]
    [InlineData("eyJ-")]
    [InlineData("sk-1-")]
    [InlineData("Chan Ka-")]
    [InlineData("Kim Min-jun ")]
    [InlineData("Ong Boon ")]
    [InlineData("Tran Bao ")]
    [InlineData("Aonghas Mac an ")]
    [InlineData("Rhys ap ")]
    [InlineData("|Last name|Jansen|\n")]
    [InlineData("dob\t1990-01-02\t")]
    [InlineData("a@b.example;Am Anger 1;")]
    [InlineData("a,b@c.example,1990-01-02,d\n")]
    [InlineData("{name:")]
    [InlineData("map[name:a ")]
    [InlineData("Phone\t1\n")]
    [InlineData("\"dob\":\"1990-01-02\",")]
    [InlineData("dob=")]
    [InlineData("name=\"")]
    [InlineData("[name] => ")]
    [InlineData("<city>")]
    [InlineData("a=%20")]
    [InlineData("1%2F")]
    [InlineData("a%40")]
    [InlineData("street\n1 Abc\n")]
    [InlineData("Street: 1 Abc\n")]
    [InlineData("Name .... Ann\n")]
    [InlineData("item: Ann ")]
    [InlineData("street: 1 Abc, ")]
    [InlineData("a, b - ")]
    [InlineData("name=a b, ")]
    [InlineData("\"name\" \"value\":")]
    [InlineData("<td class=\"a\" ")]
    [InlineData("+--+\n| dob |\n")]
    [InlineData("Ann Berg <ann@b.example> ")]
    [InlineData("Ann, Berg <")]
    [InlineData("Ship to:\n")]
    [InlineData("Ship to:\nAnn Berg\n5 Mill Way\nYork\n")]
    [InlineData("Ship to: Ann Berg, 5 Mill Way, York\n")]
    [InlineData("[18:11] Berg, Ann\n")]
    [InlineData("Ali: so\n")]
    [InlineData("dni?\nA: 1234567\n")]
    [InlineData("dni? ")]
    [InlineData("user (jdoe) ")]
    [InlineData("- PETIT Anna, ")]
    [InlineData("passport X4471209, 11/04/1961, ")]
    [InlineData("Ann Berg DE89370400440532013000 ")]
    [InlineData("INSERT INTO a (dob) VALUES ('1990-01-02');")]
    public void Ten_times_the_text_is_ten_times_the_work(string pattern)
    {
        var small = UnitsOf(pattern, Few);
        var large = UnitsOf(pattern, Few * Times);

        // The numbers in placeholders grow longer: a little more than ten times.
        large.ShouldBeLessThan(small * Times * 13 / 10);
        large.ShouldBeLessThan((long)pattern.Length * Few * Times * MostForOneLetter);
    }

    [Fact]
    public void Work_is_counted()
    {
        var units = UnitsOf("Dear Jane Doe, ", 10);

        units.ShouldBeGreaterThan(10 * "Dear Jane Doe, ".Length);
        UnitsOf("Dear Jane Doe, ", 10).ShouldBe(units);
    }

    [Fact]
    public void A_long_number_behind_a_street_is_read_a_bounded_number_of_times()
    {
        const string Street = "Please send it to 12 Main Street   ";
        var small = UnitsOf(Street + new string('1', Few));
        var large = UnitsOf(Street + new string('1', Few * Times));

        large.ShouldBeLessThan(small * Times * 13 / 10);
    }

    private static long UnitsOf(string pattern, int times) => UnitsOf(string.Concat(Enumerable.Repeat(pattern, times)));

    private static long UnitsOf(string text)
    {
        var before = Work.Units;
        Jobs.Masked(text, Jobs.Jane, Mistyped);
        return Work.Units - before;
    }
}
