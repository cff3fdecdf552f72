using Raum.Proofs.Export;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Tests;

/// <summary>Receipts stay for ever, so every version of their text is read for ever.</summary>
public sealed class ReceiptTests
{
    private const string First = """
        raum-audit-receipt/v1
        raum.example/log/01939c2a-7000-7000-8000-00000000000a
        id 01939c2a-7000-7000-8000-0000000000c1
        removed expired
        class AiOperation
        month 2026-06
        entries 3
        indexes 0-1,7
        at 2026-11-21T09:30:15Z
        reason retention of 90 days
        remains Header, salt and hash.

        """;

    private const string Root = "q7Wl0P8P0R1vkC0Wj0bTq3oJqS3kq2c0m3oN1uE0nDw=";
    private const string Second =
        "raum-audit-receipt/v2" + "\n" + FirstRest + "checkpoint 2411 " + Root + "\n" + "backups-until 2026-12-21\n";

    private const string FirstRest = """
        raum.example/log/01939c2a-7000-7000-8000-00000000000a
        id 01939c2a-7000-7000-8000-0000000000c1
        removed erased
        class *
        month *
        entries 3
        indexes 0-1,7
        at 2026-11-21T09:30:15Z
        reason request DSR-7
        remains Header, salt and hash.

        """;

    [Fact]
    public void A_receipt_of_version_1_is_read_and_written_as_it_was()
    {
        var receipt = Receipt.Parse(First).ShouldNotBeNull();

        receipt.Proof.ShouldBeNull();
        (receipt.State, receipt.Month, receipt.Entries, receipt.Indexes.Last).ShouldBe((EntryState.Expired, "2026-06", 3, 7));
        receipt.Text.ShouldBe(First);
    }

    [Fact]
    public void A_receipt_of_version_2_says_where_the_log_stood_and_when_backups_end()
    {
        var receipt = Receipt.Parse(Second).ShouldNotBeNull();

        TreeHash.TryParse(Root, out var root).ShouldBeTrue();
        receipt.Proof.ShouldBe(new ReceiptProof(2411, root, new DateOnly(2026, 12, 21)));
        receipt.Text.ShouldBe(Second);
    }

    [Theory]
    [InlineData("v2", "v1")]
    [InlineData("v2", "v3")]
    [InlineData("checkpoint 2411 ", "checkpoint 2411")]
    [InlineData("checkpoint 2411 q7", "checkpoint -1 q7")]
    [InlineData("checkpoint 2411 q7", "checkpoint 2411 q")]
    [InlineData("backups-until 2026-12-21", "backups-until 2026-13-21")]
    [InlineData("backups-until 2026-12-21\n", "")]
    [InlineData("removed erased", "removed")]
    public void What_is_not_quite_a_receipt_is_none(string old, string changed) =>
        Receipt.Parse(Second.Replace(old, changed, StringComparison.Ordinal)).ShouldBeNull();
}
