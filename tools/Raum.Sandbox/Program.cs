using Raum.Sandbox;
using Raum.Testing.Zendesk;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(SandboxSettings.Usage);
    return 0;
}

var options = SandboxSettings.Read(args);
await using var zendesk = await FakeZendesk.StartAsync(options, SandboxEndpoints.Map);
Console.WriteLine($"Pretend Zendesk: {zendesk.Address}");
Console.WriteLine($"Webhooks go to {options.WebhookUrl?.ToString() ?? "nowhere (--raum-webhook-url)"}");
await zendesk.WaitForShutdownAsync(CancellationToken.None);
return 0;
