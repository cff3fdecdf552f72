using Raum.Masking.Eval;

namespace Raum.Masking.Tests;

/// <summary>Other libraries are counted by the same rules; without them nothing happens.</summary>
public sealed class PeersTests
{
    [Fact]
    public void What_a_library_masked_is_scored_as_ours_is()
    {
        var document = new MarkedDocument("mail a@b.example, Jane", [], [new Mark(5, 16, "EMAIL"), new Mark(18, 22, "NAME")], []);
        var documents = new Dictionary<string, List<MarkedDocument>> { ["tickets"] = [document] };
        var scores = new Dictionary<(string, string), Score>();

        Peers.Count(
            """{"peer":"other","set":"tickets","document":0,"spans":[{"start":5,"end":16,"type":"EMAIL"},{"start":0,"end":4,"type":"OTHER"}]}""",
            documents,
            scores
        );

        var score = scores[("other", "tickets")];
        (score.All.Right, score.All.Wrong, score.All.Missed).ShouldBe((1, 0, 1));
        score.Types["NAME"].Leak.ShouldBe(100);
        score.TooMuch.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_folder_without_installed_libraries_has_none()
    {
        using var empty = new TemporaryFolder();

        Peers.AreIn(new DirectoryInfo(empty.Path)).ShouldBeFalse();
        File.Exists(Path.Combine(Repository.Folder, "bench", "peers", "spans.mjs")).ShouldBeTrue();
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("raum-peers-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
