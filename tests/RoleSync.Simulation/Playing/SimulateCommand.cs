using System.Diagnostics;
using System.Globalization;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Playing;

/// <summary>simulate SEED=n | FROM=n COUNT=n | SECONDS=n: what "make simulate" runs.</summary>
internal static class SimulateCommand
{
    public static int Run(string[] wishes)
    {
        if (!SingleThread.IsHere)
        {
            return Again(wishes);
        }

        var wish = wishes.Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0].ToUpperInvariant(), pair => pair.Length > 1 ? pair[1] : "");
        using var player = new Player();
        if (wish.TryGetValue("IDLE", out var hours))
        {
            var began = TimeProvider.System.GetTimestamp();
            var history = new History { Seed = 1, Guilds = [new GuildPlan()], Length = TimeSpan.FromHours(double.Parse(hours, CultureInfo.InvariantCulture)) };
            player.Play(history, keepsStory: false);
            Console.WriteLine($"warm: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
            began = TimeProvider.System.GetTimestamp();
            var cpu = Environment.CpuUsage.TotalTime;
            player.Play(history, keepsStory: false);
            Console.WriteLine($"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s, {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.00} s of the processor");
            return 0;
        }

        return wish.TryGetValue("SEED", out var seed) && seed.Length > 0
            ? One(player, ulong.Parse(seed, CultureInfo.InvariantCulture))
            : Many(player, Number(wish, "FROM", 1), Number(wish, "COUNT", 300));
    }

    private static ulong Number(Dictionary<string, string> wish, string name, ulong usual) =>
        wish.TryGetValue(name, out var text) && text.Length > 0 ? ulong.Parse(text, CultureInfo.InvariantCulture) : usual;

    private static int One(Player player, ulong seed)
    {
        var outcome = player.Play(HistoryMaker.Make(seed), keepsStory: true);
        foreach (var line in outcome.Story.Lines)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"seed {seed}: {outcome.Elapsed:c} of virtual time, story {outcome.Story.Fingerprint}, {outcome.Findings.Count} findings");
        return outcome.Findings.Count == 0 ? 0 : 1;
    }

    private static int Many(Player player, ulong from, ulong count)
    {
        var began = TimeProvider.System.GetTimestamp();
        var failed = 0;
        var days = 0.0;
        for (var seed = from; seed < from + count; seed++)
        {
            var one = TimeProvider.System.GetTimestamp();
            var history = HistoryMaker.Make(seed);
            var outcome = player.Play(history, keepsStory: false);
            days += outcome.Elapsed.TotalDays * history.Guilds.Count;
            if (outcome.Findings.Count > 0)
            {
                failed++;
                Console.WriteLine($"seed {seed} FAILS: {outcome.Findings[0]} ({outcome.Findings.Count})");
            }

            var took = TimeProvider.System.GetElapsedTime(one);
            if (took > TimeSpan.FromSeconds(3))
            {
                Console.WriteLine($"seed {seed} took {took.TotalSeconds:0.0} s for {outcome.Elapsed:c}");
            }
        }

        Console.WriteLine($"{count} seeds, {failed} failed, {days:0.0} guild-days, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The same in a process whose pool has one thread.</summary>
    private static int Again(string[] wishes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SimulateCommand).Assembly.Location);
        }

        start.ArgumentList.Add("simulate");
        foreach (var argument in wishes)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in SingleThread.Environment)
        {
            start.Environment[name] = value;
        }

        using var child = System.Diagnostics.Process.Start(start)!;
        child.WaitForExit();
        return child.ExitCode;
    }
}
