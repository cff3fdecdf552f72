namespace Raum.Redaction.Tests;

/// <summary>PII-1: the lines at the foot of a passport, with the examples of ICAO Doc 9303.</summary>
public sealed class MachineReadableZoneTests
{
    [Theory]
    [InlineData("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")]
    [InlineData("L898902C36UTO7408122F1204159ZE184226B<<<<<10")]
    [InlineData("I<UTOD231458907<<<<<<<<<<<<<<<")]
    public void A_line_is_masked_whole(string line) =>
        Jobs.Masked($"The scan reads:\n{line}\nIs that right?").ShouldBe("The scan reads:\n[REDACTED_ID]\nIs that right?");

    [Theory]
    [InlineData("cat <<EOF > file")]
    [InlineData("<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch")]
    [InlineData("std::cout << x << std::endl;")]
    [InlineData("<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<")]
    public void Code_stays(string text) => Jobs.Masked(text).ShouldBe(text);
}
