using System.Globalization;
using RoleSync.Sandbox;

SandboxServer started;
try
{
    started = await SandboxServer.StartAsync(CommandLine.Parse(args));
}
catch (IOException error)
{
    await Console.Error.WriteLineAsync($"The sandbox cannot listen: {error.Message} Choose another --port, or 0 for any that is free.");
    return 1;
}
catch (FormatException error)
{
    await Console.Error.WriteLineAsync($"{error.Message}\n{CommandLine.Usage}");
    return 2;
}

using var ended = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ended.Cancel();
};
await using var sandbox = started;
foreach (var guild in sandbox.World.Guilds)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# guild {guild.Id}: {guild.MemberCount} members, {guild.WrongMembers().Count} of them wrong"));
}
Console.WriteLine($"# Discord {sandbox.DiscordUrl}, Ethos {sandbox.EthosUrl}, journal {sandbox.Url}sandbox/journal; Ctrl-C ends");
foreach (var (name, value) in sandbox.Environment().Concat(sandbox.CommandEnvironment()))
{
    Console.WriteLine($"{name}={value}");
}
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
return 0;
