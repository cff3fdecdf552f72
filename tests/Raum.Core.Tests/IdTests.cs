using Raum.Core;

namespace Raum.Core.Tests;

public sealed class IdTests
{
    [Fact]
    public void An_organization_id_reads_what_it_prints()
    {
        var id = new OrganizationId(Guid.Parse("0197a3c4-0000-7000-8000-000000000001"));

        OrganizationId.TryParse(id.ToString(), out var again).ShouldBeTrue();
        again.ShouldBe(id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an id")]
    [InlineData("{0197a3c4-0000-7000-8000-000000000001}")]
    [InlineData("0197a3c4000070008000000000000001")]
    public void Only_the_canonical_form_is_read(string? text)
    {
        OrganizationId.TryParse(text, out _).ShouldBeFalse();
        JobId.TryParse(text, out _).ShouldBeFalse();
    }
}
