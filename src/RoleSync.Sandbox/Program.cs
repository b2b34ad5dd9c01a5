using System.Globalization;
using RoleSync.Sandbox;

SandboxOptions options;
try
{
    options = CommandLine.Parse(args);
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
await using var sandbox = await SandboxServer.StartAsync(options, ended.Token);
foreach (var guild in sandbox.World.Guilds)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# guild {guild.Id}: {guild.MemberCount} members, {guild.WrongMembers().Count} of them wrong"));
}
Console.WriteLine($"# Discord {sandbox.DiscordUrl}, Ethos {sandbox.EthosUrl}, journal {sandbox.Url}sandbox/journal; Ctrl-C ends");
foreach (var (name, value) in sandbox.Environment())
{
    Console.WriteLine($"{name}={value}");
}
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
return 0;
