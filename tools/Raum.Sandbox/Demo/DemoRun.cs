using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Raum.Redis;
using Raum.Testing.Zendesk;

namespace Raum.Sandbox.Demo;

/// <summary>Plays one ticket: opened in the desk, masked, drafted, approved, delivered, recorded; then looks for its values wherever Raum writes.</summary>
internal sealed class DemoRun(DemoStack stack, DemoClient client, TimeProvider clock, Action<string> progress)
{
    // The pretend Zendesk keeps its tickets in a file too. It is the customer's desk, not Raum.
    private static readonly string[] Places = ["redis", "postgres", "logs"];

    private static readonly NewTicket Sample = SampleTickets.English;

    public async Task<DemoResult> PlayAsync(CancellationToken cancellationToken)
    {
        progress("A customer opens a ticket; Zendesk sends the signed webhook ...");
        var ticketId = await client.OpenTicketAsync(Sample, cancellationToken);
        var job = await JobOfAsync(ticketId, cancellationToken);

        progress("Raum reads the ticket, masks it and asks the model ...");
        var held = await client.UntilAsync("A draft", () => DraftOfAsync(job, cancellationToken), cancellationToken);
        var prompt = await PromptOfAsync(job, cancellationToken);

        progress("A person approves the draft ...");
        var began = clock.GetTimestamp();
        await client.PostAsync($"/v1/jobs/{job}/approve", cancellationToken);
        var mails = await client.UntilAsync("The reply", () => MailsOfAsync(ticketId, cancellationToken), cancellationToken);
        var delivered = clock.GetElapsedTime(began);
        var audit = await client.UntilAsync("The record of the delivery", () => AuditOfAsync(job, cancellationToken), cancellationToken);

        progress("Looking for the customer's data in Redis, Postgres and the logs ...");
        var proof = await SearchAsync(job, cancellationToken);
        return new DemoResult
        {
            Ticket = new DemoTicket(ticketId, Sample.Subject, Sample.Text),
            Job = job,
            ModelSaw = prompt,
            Draft = held,
            Approval = new DemoApproval("the demo's API key", (long)delivered.TotalMilliseconds),
            CustomerGot = mails,
            Audit = audit,
            Proof = proof,
        };
    }

    /// <summary>Raum answers a webhook with the job's id.</summary>
    private async Task<Guid> JobOfAsync(long ticketId, CancellationToken cancellationToken)
    {
        // 503 says "later": Zendesk sends the webhook again, and so does the sandbox.
        var attempt = await client.UntilAsync(
            "The webhook",
            async () =>
                (await client.TicketAsync(ticketId, cancellationToken))["webhooks"]!
                    .AsArray()
                    .LastOrDefault(sent => (int)sent!["status"]! is not (0 or 503)),
            cancellationToken
        );
        return (int)attempt["status"]! is 200 or 202
            ? JsonNode.Parse((string)attempt["answer"]!)!["jobId"]!.GetValue<Guid>()
            : throw new DemoException($"Raum answered the webhook with {(int)attempt["status"]!}: {(string)attempt["answer"]!}");
    }

    private async Task<DemoDraft?> DraftOfAsync(Guid job, CancellationToken cancellationToken)
    {
        var view = await client.GetAsync($"/v1/jobs/{job}", cancellationToken);
        return (string)view["state"]! switch
        {
            "waitingForApproval" when view["answer"] is { } answer => new DemoDraft(
                (string)answer["text"]!,
                [.. answer["reasons"]!.AsArray().Select(reason => (string)reason!)]
            ),
            "failed" => throw new DemoException($"The job failed: {(string?)view["failure"]}"),
            "done" => throw new DemoException("The draft went out without waiting: this organization has lifted approvals."),
            _ => null,
        };
    }

    /// <summary>Beside the draft, the API shows what the model was asked.</summary>
    private async Task<string> PromptOfAsync(Guid job, CancellationToken cancellationToken)
    {
        var view = await client.GetAsync($"/v1/jobs/{job}", cancellationToken);
        return (string?)view["prompt"] ?? throw new DemoException("The masked prompt is gone: results live for a limited time.");
    }

    private async Task<IReadOnlyList<DemoMail>?> MailsOfAsync(long ticketId, CancellationToken cancellationToken)
    {
        var mails = (await client.TicketAsync(ticketId, cancellationToken))["mails"]!.AsArray();
        return mails.Count == 0
            ? null
            : [.. mails.Select(mail => new DemoMail((string)mail!["to"]!, (string)mail["subject"]!, (string)mail["text"]!))];
    }

    private async Task<IReadOnlyList<DemoAuditEntry>?> AuditOfAsync(Guid job, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(job, cancellationToken);
        return entries.Any(entry => entry.Type == "job-delivered.v1") ? entries : null;
    }

    private async Task<IReadOnlyList<DemoAuditEntry>> EntriesAsync(Guid job, CancellationToken cancellationToken)
    {
        var page = await client.GetAsync($"/v1/audit?targetKind=job&targetId={job}&limit=100", cancellationToken);
        return
        [
            .. page["entries"]!
                .AsArray()
                .Select(entry => new DemoAuditEntry(
                    (long)entry!["revision"]!,
                    entry["at"]!.GetValue<DateTimeOffset>(),
                    (string)entry["type"]!,
                    $"{(string?)entry["actor"]?["kind"]} {(string?)entry["actor"]?["id"]}",
                    (string)entry["result"]!
                ))
                .OrderBy(entry => entry.Revision),
        ];
    }

    private async Task<DemoProof> SearchAsync(Guid job, CancellationToken cancellationToken)
    {
        var values = Values(Sample);
        var search = new LeakSearch(values, job.ToString());
        await using (var redis = NewRedis())
        {
            await search.SearchRedisAsync(redis, cancellationToken);
        }

        await search.SearchPostgresAsync(stack.Postgres, cancellationToken);
        foreach (var place in Places)
        {
            await search.SearchFilesAsync($"{place} files", Path.Combine(stack.Folder, place), cancellationToken);
        }

        return new DemoProof(
            values,
            [.. search.Searched.Select(place => new DemoPlace(place.Key, place.Value, search.Controlled.Contains(place.Key)))],
            [.. search.Findings.Select(finding => $"{finding.Place}: {finding.Where} ({finding.Form})").Distinct()],
            job.ToString()
        );
    }

    private RedisClient NewRedis() =>
        new(RedisConnectionString.Parse(stack.Redis), new RedisOptions(), clock, () => 0.5, NullLogger<RedisClient>.Instance);

    /// <summary>Everything personal in the ticket, in the forms people write it.</summary>
    private static List<string> Values(NewTicket ticket)
    {
        const string card = "4111 1111 1111 1111";
        var people = (ticket.Ccs ?? []).Prepend(new NewPerson(ticket.RequesterName, ticket.RequesterEmail, ticket.RequesterPhone));
        return
        [
            .. people
                .SelectMany(person =>
                    new[]
                    {
                        person.Name,
                        person.Name.Split(' ')[0],
                        person.Name.Split(' ')[^1],
                        person.Email,
                        person.Phone,
                        Digits(person.Phone),
                    }
                )
                .OfType<string>()
                .Distinct(),
            card,
            card.Replace(" ", "", StringComparison.Ordinal),
        ];
    }

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(char.IsAsciiDigit));
}
