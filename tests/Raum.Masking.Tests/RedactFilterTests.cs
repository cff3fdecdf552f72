using System.Text;
using System.Text.Json;
using Raum.Masking.Redact;

namespace Raum.Masking.Tests;

/// <summary>The <c>redact</c> filter: what comes out for what goes in, and that no line is lost.</summary>
public sealed class RedactFilterTests
{
    private static async Task<(string Output, string Errors, int Refused)> RunAsync(string input, OffsetUnit unit = OffsetUnit.Utf16)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var refused = await JsonlFilter.RunAsync(source, output, errors, unit, TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(output.ToArray()), errors.ToString(), refused);
    }

    [Fact]
    public async Task A_line_comes_back_masked_with_its_spans()
    {
        var (output, errors, refused) = await RunAsync("""{"id":"t-1","text":"Call +44 7700 900412 or mail a@b.example","lang":"en"}""");

        using var answer = JsonDocument.Parse(output);
        var root = answer.RootElement;
        root.GetProperty("id").GetString().ShouldBe("t-1");
        root.GetProperty("text").GetString().ShouldBe("Call [REDACTED_PHONE] or mail [REDACTED_EMAIL]");
        var span = root.GetProperty("spans")[0];
        (span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32()).ShouldBe((5, 20));
        span.GetProperty("type").GetString().ShouldBe("PHONE");
        span.GetProperty("placeholder").GetString().ShouldBe("[REDACTED_PHONE]");
        span.GetProperty("score").GetDouble().ShouldBeInRange(0.5, 1);
        span.GetProperty("detector").GetString().ShouldBe("phone");
        (errors, refused).ShouldBe(("", 0));
    }

    [Fact]
    public async Task The_people_of_a_line_are_known_in_that_line_only()
    {
        var (output, _, _) = await RunAsync(
            """
            {"id":1,"text":"xqzzy wrote","people":[{"role":"requester","name":"Xqzzy Vbnmk"}]}
            {"id":2,"text":"xqzzy wrote"}
            """
        );

        output.Split('\n')[0].ShouldContain("[REDACTED_NAME] wrote");
        output.Split('\n')[1].ShouldContain("xqzzy wrote");
    }

    [Theory]
    [InlineData(false, 3, 14)]
    [InlineData(true, 2, 13)]
    public async Task Offsets_count_what_was_asked_for(bool codepoints, int start, int end)
    {
        var (output, _, _) = await RunAsync(
            """{"id":1,"text":"😀 a@b.example 😀 c@d.example"}""",
            codepoints ? OffsetUnit.Codepoints : OffsetUnit.Utf16
        );

        using var answer = JsonDocument.Parse(output);
        var spans = answer.RootElement.GetProperty("spans");
        (spans[0].GetProperty("start").GetInt32(), spans[0].GetProperty("end").GetInt32()).ShouldBe((start, end));
        (spans[1].GetProperty("end").GetInt32() - spans[1].GetProperty("start").GetInt32()).ShouldBe(11);
    }

    [Fact]
    public async Task Thousands_of_lines_come_back_in_their_order_though_many_processors_answer_them()
    {
        var lines = Enumerable
            .Range(0, 3_000)
            .Select(i => $$"""{"id":{{i}},"text":"{{string.Concat(Enumerable.Repeat("no one ", i * 7 % 61))}}a{{i}}@b.example"}""");

        var (output, errors, refused) = await RunAsync(string.Join('\n', lines.Select((line, i) => i % 100 == 50 ? "{" : line)));

        var ids = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32());
        ids.ShouldBe(Enumerable.Range(0, 3_000).Where(i => i % 100 != 50));
        errors
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(Enumerable.Range(0, 30).Select(i => $"line {(i * 100) + 51}: is not JSON"));
        refused.ShouldBe(30);
        output.ShouldNotContain("@b.example");
    }

    [Fact]
    public async Task A_bad_line_is_named_by_its_number_and_every_other_line_is_answered()
    {
        var (output, errors, refused) = await RunAsync(
            """
            {"id":1,"text":"a@b.example"}
            {"id":2,"text":"secret@b.exa
            {"id":3}
            {"text":"x"}

            {"id":6,"text":"x","people":[{"name":5}]}
            {"id":7,"text":"\ud800"}
            {"id":8,"text":"c@d.example"}
            """
        );

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        output.ShouldContain("\"id\":8");
        refused.ShouldBe(5);
        errors
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)])
            .ShouldBe(["line 2", "line 3", "line 4", "line 6", "line 7"]);
        errors.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("{\"id\":\"\\ud800\",\"text\":\"x\"}")]
    [InlineData("{\"id\":1,\"text\":\"\\ud800\"}")]
    [InlineData("{\"id\":1,\"text\":\"x\",\"people\":[{\"name\":\"\\ud800\"}]}")]
    public async Task Half_a_surrogate_pair_is_named_for_what_it_is_wherever_it_stands(string line)
    {
        var (output, errors, refused) = await RunAsync(line + "\n{\"id\":2,\"text\":\"x\"}");

        output.ShouldBe("{\"id\":2,\"text\":\"x\",\"spans\":[]}\n");
        errors.Trim().ShouldBe("line 1: holds text that is not valid Unicode");
        refused.ShouldBe(1);
    }

    [Fact]
    public async Task Lines_are_answered_before_the_input_ends()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        var answers = new System.IO.Pipelines.Pipe();
        var running = JsonlFilter.RunAsync(
            pipe.Reader.AsStream(),
            answers.Writer.AsStream(),
            TextWriter.Null,
            OffsetUnit.Utf16,
            TestContext.Current.CancellationToken
        );
        await pipe.Writer.WriteAsync("{\"id\":1,\"text\":\"a@b.example\"}\n{\"id\":2,"u8.ToArray(), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(answers.Reader.AsStream());
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.ShouldContain("[REDACTED_EMAIL]");

        await pipe.Writer.WriteAsync("\"text\":\"b\"}"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        (await running).ShouldBe(0);
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.ShouldContain("\"id\":2");
    }

    [Fact]
    public async Task A_hardware_address_says_so()
    {
        var (output, _, _) = await RunAsync("""{"id":1,"text":"mac 00:1B:44:11:3A:B7"}""");

        output.ShouldContain("\"type\":\"MAC\"");
    }

    [Fact]
    public async Task Plain_text_comes_back_masked_and_otherwise_the_same()
    {
        using var output = new MemoryStream();
        using var source = new MemoryStream(Encoding.UTF8.GetBytes("Zeile eins\r\nmail an ä@b.example\n\n"));

        await RedactCommand.MaskTextAsync(source, output, TestContext.Current.CancellationToken);

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("Zeile eins\r\nmail an [REDACTED_EMAIL]\n\n");
    }
}
