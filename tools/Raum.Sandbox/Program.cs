using Raum.Sandbox;
using Raum.Sandbox.Demo;
using Raum.Testing.Zendesk;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(SandboxSettings.Usage);
    return 0;
}

if (args is ["demo", .. var rest])
{
    return await DemoCommand.RunAsync(rest, CancellationToken.None);
}

var options = SandboxSettings.Read(args);
await using var zendesk = await FakeZendesk.StartAsync(
    options,
    (app, desk, webhooks) => SandboxEndpoints.Map(app, desk, webhooks, SandboxSettings.OutboxFolder(args))
);
Console.WriteLine($"Pretend Zendesk: {zendesk.Address}");
Console.WriteLine($"Webhooks go to {options.WebhookUrl?.ToString() ?? "nowhere (--raum-webhook-url)"}");
await zendesk.WaitForShutdownAsync(CancellationToken.None);
return 0;
