using FsCheck;
using FsCheck.Fluent;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;

namespace Raum.Proofs.Tests;

/// <summary>C2SP signed-note, tlog-checkpoint and tlog-proof.</summary>
public sealed class NoteTests
{
    private const string Origin = "raum.example/tenant-1";

    private const string Known =
        "raum.example/tenant-1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n"
        + "\u2014 raum.example/tenant-1 tYYoB19q+/ebiR3rLsqV9ZlQg7WRzQVBpdWefYHmSce5E+op6h7qNI1mwOqY/WlcBGEUEQ9xze5gkEcFDkRPJrEy7AM=\n";

    private static readonly byte[] Seed = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly NoteKey Key = new(Origin, Ed25519.PublicKeyOf(Seed));
    private static readonly Checkpoint Eight = new(Origin, 8, Vectors.Hash(Vectors.Roots[8]));

    [Fact]
    public void The_known_checkpoint_is_written_to_the_byte_and_read_back()
    {
        Convert.ToHexStringLower(Key.PublicKey).ShouldBe("ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c");
        Key.Id.ShouldBe(0xb5862807u);
        SignedNote.Sign(Eight.Text, (Key, Seed)).ToString().ShouldBe(Known);

        var note = SignedNote.Parse(Known)!;
        note.Check([Key]).ShouldBe(NoteVerdict.Good);
        Checkpoint.Parse(note.Text).ShouldBe(Eight);
        note.ToString().ShouldBe(Known);
    }

    [Fact]
    public void A_key_is_written_and_read_as_text()
    {
        NoteKey.Parse(Key.ToString())!.ToString().ShouldBe(Key.ToString());
        NoteKey.Parse(Key.ToString())!.Id.ShouldBe(Key.Id);
        foreach (
            var bad in (string[])
                [
                    "",
                    "name",
                    "name+b5862807",
                    Key.ToString().Replace("b5862807", "b5862808", StringComparison.Ordinal),
                    Key + "A",
                    " " + Key,
                ]
        )
        {
            NoteKey.Parse(bad).ShouldBeNull();
        }
    }

    [Fact]
    public void One_changed_character_anywhere_is_noticed() =>
        Prop.ForAll(
                Gen.Choose(0, Known.Length - 1).ToArbitrary(),
                at =>
                {
                    var changed = Known[..at] + (Known[at] == 'x' ? 'y' : 'x') + Known[(at + 1)..];
                    var note = SignedNote.Parse(changed);
                    return note is null || note.Check([Key]) != NoteVerdict.Good;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Signatures_of_unknown_keys_are_passed_over_and_those_of_known_keys_must_be_good()
    {
        var otherSeed = Ed25519.NewSeed();
        var other = new NoteKey(Origin, Ed25519.PublicKeyOf(otherSeed));
        var both = SignedNote.Parse(SignedNote.Sign(Eight.Text, (other, otherSeed), (Key, Seed)).ToString())!;

        both.Check([Key]).ShouldBe(NoteVerdict.Good);
        both.Check([other]).ShouldBe(NoteVerdict.Good);
        both.Check([Key, other]).ShouldBe(NoteVerdict.Good);
        both.Check([new NoteKey("raum.example/tenant-2", Key.PublicKey)]).ShouldBe(NoteVerdict.NoKnownKey);
        both.Check([]).ShouldBe(NoteVerdict.NoKnownKey);

        // The other key's signature under the name of the known one.
        var forged = Known.Replace("tYYoB1", "tYYoB2", StringComparison.Ordinal);
        SignedNote.Parse(forged)!.Check([Key]).ShouldBe(NoteVerdict.Forged);
        var mixed = both + forged.Split('\n')[^2] + "\n";
        SignedNote.Parse(mixed)!.Check([Key]).ShouldBe(NoteVerdict.Forged);
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        var note = SignedNote.Parse(SignedNote.Sign("one\n\ntwo\n", (Key, Seed)).ToString())!;

        note.Text.ShouldBe("one\n\ntwo\n");
        note.Check([Key]).ShouldBe(NoteVerdict.Good);
    }

    [Fact]
    public void Sixteen_signatures_are_read()
    {
        var signers = Enumerable
            .Range(0, 16)
            .Select(_ => Ed25519.NewSeed())
            .Select(seed => (new NoteKey("w", Ed25519.PublicKeyOf(seed)), seed))
            .ToArray();

        SignedNote.Parse(SignedNote.Sign("text\n", signers).ToString())!.Signatures.Count.ShouldBe(16);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014  name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAA\n")]
    [InlineData("text\n\n\u2014 name AAAAAAB=\n")]
    [InlineData("te\txt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("te\rxt\n\n\u2014 name AAAAAAA=\n")]
    public void What_is_no_note_is_not_read_as_one(string text) => SignedNote.Parse(text).ShouldBeNull();

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => SignedNote.Parse("te\ud800xt\n\n\u2014 name AAAAAAA=\n").ShouldBeNull();

    [Theory]
    [InlineData("\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n")]
    [InlineData("o\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n")]
    [InlineData("o\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n")]
    [InlineData("o\n8 \nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n")]
    [InlineData("o\n99999999999999999999\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n")]
    [InlineData("o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n")]
    [InlineData("o\n8\nAAAA\n")]
    [InlineData("o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=")]
    [InlineData("o\n8\n")]
    public void What_is_no_checkpoint_is_not_read_as_one(string text) => Checkpoint.Parse(text).ShouldBeNull();

    [Fact]
    public void A_checkpoint_may_have_further_lines_and_a_size_of_zero()
    {
        Checkpoint.Parse(Eight.Text + "more\n").ShouldBe(Eight);
        Checkpoint.Parse(new Checkpoint("o", 0, MerkleTree.EmptyRoot).Text)!.Size.ShouldBe(0);
    }

    [Fact]
    public void A_proof_file_is_written_and_read_back_and_proves_its_entry()
    {
        var leaves = Vectors.LeafHashes(8);
        var file = new TlogProof(
            5,
            ProofPlan.Inclusion(5, 8).Resolve(Vectors.NodesOf(leaves)),
            SignedNote.Parse(Known)!,
            Convert.FromHexString(Vectors.Leaves[5])
        ).ToString();

        file.ShouldStartWith("c2sp.org/tlog-proof@v1\nextra QEFCQw==\nindex 5\nvBoGQ7Eu");
        file.ShouldEndWith("\n\n" + Known);
        var read = TlogProof.Parse(file)!;
        read.ToString().ShouldBe(file);
        var checkpoint = Checkpoint.Parse(read.Checkpoint.Text)!;
        MerkleProof.IsIncluded(MerkleTree.Leaf(read.Extra), read.Index, checkpoint.Size, read.Path, checkpoint.Root).ShouldBeTrue();
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 5\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 05\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -5\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra !\nindex 5\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nAAAA\n")]
    public void What_is_no_proof_file_is_not_read_as_one(string start) => TlogProof.Parse(start + "\n" + Known).ShouldBeNull();
}
