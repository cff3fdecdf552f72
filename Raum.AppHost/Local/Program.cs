using Raum.AppHost.Local;

// Runs Raum on one machine without containers. `./raum` installs and builds what this needs.
using var stop = new StopSignal();
try
{
    return args switch
    {
        ["up", .. var options] => await UpCommand.RunAsync(options, stop.Token),
        ["demo", .. var options] => await DemoCommand.RunAsync(options, stop.Token),
        _ => throw new LocalException("Usage: up [--dashboard] | demo [--json]"),
    };
}
catch (LocalException e)
{
    Console.Error.WriteLine($"raum: {e.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 130;
}
