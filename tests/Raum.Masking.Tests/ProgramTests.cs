using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Raum.Masking.Redact;

namespace Raum.Masking.Tests;

/// <summary>The program as <c>./raum</c> builds and runs it: machine code, from which what seems unused was taken out.</summary>
public sealed class ProgramTests : IClassFixture<ProgramTests.Built>
{
    private static readonly string Sets = Path.Combine(Repository.Folder, "bench", "quality");

    [Theory]
    [InlineData("tickets_threads_spans")]
    [InlineData("tickets_ordinary")]
    [InlineData("known_forms")]
    public async Task Machine_code_masks_as_the_library_does(string set)
    {
        var texts = await File.ReadAllBytesAsync(Path.Combine(Sets, $"{set}.jsonl"), TestContext.Current.CancellationToken);
        using var expected = new MemoryStream();
        using var source = new MemoryStream(texts);
        await JsonlFilter.RunAsync(source, expected, TextWriter.Null, OffsetUnit.Utf16, TestContext.Current.CancellationToken);

        var (code, output, _) = await RunAsync(texts, "redact", "--jsonl");

        code.ShouldBe(0);
        output.AsSpan().SequenceEqual(expected.ToArray()).ShouldBeTrue();
    }

    [Fact]
    public async Task It_reads_a_document_with_its_parts()
    {
        var folder = Directory.CreateTempSubdirectory("raum-program-");
        try
        {
            var file = Path.Combine(folder.FullName, "letter.docx");
            await WriteDocumentAsync(file, "Dear Priya Raghunathan, call +44 7700 900412.");

            var (code, output, errors) = await RunAsync([], "redact", "--file", file);

            (code, Encoding.UTF8.GetString(output).Trim(), errors).ShouldBe((0, "Dear [REDACTED_NAME], call [REDACTED_PHONE].", ""));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_line_that_is_no_text_is_refused_by_its_number()
    {
        var (code, output, errors) = await RunAsync("""{"id":1,"text":7}"""u8.ToArray(), "redact", "--jsonl");

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldStartWith("line 1: ");
    }

    /// <summary>The first use builds it and says so, and may install a linker before.</summary>
    public sealed class Built : IAsyncLifetime
    {
        public async ValueTask InitializeAsync() => (await RunAsync([], "redact", "--help")).Code.ShouldBe(0);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static async Task<(int Code, byte[] Output, string Errors)> RunAsync(byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Folder, "raum"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start).ShouldNotBeNull();
        using var output = new MemoryStream();
        var cancellation = TestContext.Current.CancellationToken;
        var read = process.StandardOutput.BaseStream.CopyToAsync(output, cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
        process.StandardInput.Close();
        await Task.WhenAll(read, errors, process.WaitForExitAsync(cancellation));
        return (process.ExitCode, output.ToArray(), await errors);
    }

    /// <summary>The least that is a document (ECMA-376 part 1, 11.2).</summary>
    private static async Task WriteDocumentAsync(string file, string text)
    {
        const string Office = "http://schemas.openxmlformats.org";
        const string Main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
        await using var archive = await ZipFile.OpenAsync(file, ZipArchiveMode.Create, TestContext.Current.CancellationToken);
        await WriteAsync(
            "[Content_Types].xml",
            $"""<Types xmlns="{Office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{Main}"/></Types>"""
        );
        await WriteAsync(
            "_rels/.rels",
            $"""<Relationships xmlns="{Office}/package/2006/relationships"><Relationship Id="r" Type="{Office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
        );
        await WriteAsync(
            "word/document.xml",
            $"""<w:document xmlns:w="{Office}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"""
        );

        async Task WriteAsync(string name, string content)
        {
            await using var part = await archive.CreateEntry(name).OpenAsync(TestContext.Current.CancellationToken);
            await part.WriteAsync(Encoding.UTF8.GetBytes(content), TestContext.Current.CancellationToken);
        }
    }
}
