using System.Globalization;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox;

/// <summary>The options of the executable.</summary>
internal static class CommandLine
{
    public const string Usage =
        "usage: rolesync-sandbox [--members N] [--guilds N] [--wrong SHARE] [--seed N] [--speed X] [--delay MS] [--port N] [--window fixed|sliding] [--agents any|documented]";

    /// <exception cref="FormatException">An option is unknown or has no proper value; the message is a sentence.</exception>
    public static SandboxOptions Parse(IReadOnlyList<string> args)
    {
        var (guild, guilds) = (new GuildOptions { Members = 11_000, WrongShare = 0.05 }, 1);
        var options = new SandboxOptions { KeepJournal = JournalDetail.Counts };
        for (var index = 0; index < args.Count; index += 2)
        {
            var (name, value) = (args[index], index + 1 < args.Count ? args[index + 1] : throw new FormatException($"{args[index]} needs a value."));
            switch (name)
            {
                case "--members": guild = guild with { Members = (int)Number(name, value, 0, 2_000_000) }; break;
                case "--guilds": guilds = (int)Number(name, value, 1, 1024); break;
                case "--wrong": guild = guild with { WrongShare = Number(name, value, 0, 1) }; break;
                case "--seed": options = options with { Seed = (ulong)Number(name, value, 0, long.MaxValue) }; break;
                case "--speed": options = options with { Speed = Number(name, value, 0.001, 100_000) }; break;
                case "--delay": options = options with { NetworkDelay = TimeSpan.FromMilliseconds(Number(name, value, 0, 60_000)) }; break;
                case "--port": options = options with { Port = (int)Number(name, value, 0, 65_535) }; break;
                case "--window": options = options with { RoleWriteWindow = Model(value) }; break;
                case "--agents": options = options with { RefuseUnknownAgents = RefusesUnknown(value) }; break;
                default: throw new FormatException($"There is no option {name}.");
            }
        }
        return options with { Guilds = [.. Enumerable.Range(1, guilds).Select(number => guild with { Name = $"Sandbox {number}" })] };
    }

    private static double Number(string name, string value, double least, double most) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {least} to {most}, not '{value}'."));

    private static bool RefusesUnknown(string value) => value switch
    {
        "any" => false,
        "documented" => true,
        _ => throw new FormatException($"--agents must be any or documented, not '{value}'."),
    };

    private static WindowModel Model(string value) => value switch
    {
        "fixed" => WindowModel.Fixed,
        "sliding" => WindowModel.Sliding,
        _ => throw new FormatException($"--window must be fixed or sliding, not '{value}'."),
    };
}
