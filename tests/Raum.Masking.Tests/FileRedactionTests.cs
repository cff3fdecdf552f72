using System.Text;
using Raum.Masking.Redact;

namespace Raum.Masking.Tests;

/// <summary><c>redact --file</c>.</summary>
public sealed class FileRedactionTests
{
    [Fact]
    public async Task A_file_is_read_as_an_attachment_and_comes_out_masked() =>
        (await RunAsync("page.html", "<p>Call <b>+44 7700</b> 900412 or mail a@b.example</p>")).ShouldBe(
            (0, "Call [REDACTED_PHONE] or mail [REDACTED_EMAIL]\n", "")
        );

    [Fact]
    public async Task A_file_that_cannot_be_read_gives_its_reason_and_nothing_of_itself()
    {
        var (code, output, errors) = await RunAsync("photo.png", "Jane Doe");

        (code, output).ShouldBe((1, ""));
        errors.Trim().ShouldBe("Refused: UnknownKind");
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string name, string content)
    {
        var folder = Directory.CreateTempSubdirectory("raum-file-");
        try
        {
            var file = new FileInfo(Path.Combine(folder.FullName, name));
            await File.WriteAllTextAsync(file.FullName, content, TestContext.Current.CancellationToken);
            using var output = new MemoryStream();
            using var errors = new StringWriter();
            var code = await FileRedaction.RunAsync(file, output, errors, TestContext.Current.CancellationToken);
            return (code, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
