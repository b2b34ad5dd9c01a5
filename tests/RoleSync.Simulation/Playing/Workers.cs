using System.Diagnostics;
using System.Globalization;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Playing;

/// <summary>Processes whose thread pool has one thread, as many as are wished for; each tries its part of the seeds.</summary>
internal static class Workers
{
    /// <summary>Runs them, hands on what they say, and sums up.</summary>
    public static int Run(SimulationRequest request)
    {
        var lines = new List<string>();
        var code = Run(request, line =>
        {
            lines.Add(line);
            if (!line.StartsWith("tried ", StringComparison.Ordinal))
            {
                Console.WriteLine(line);
            }
        });
        var sums = lines.Where(line => line.StartsWith("tried ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        if (request.Seed is null && sums.Count > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{sums.Sum(sum => Number(sum[1]))} histories, {sums.Sum(sum => Number(sum[3]))} failed, {sums.Sum(sum => Number(sum[5])):0.0} guild-days of virtual time in {sums.Max(sum => Number(sum[7])):0.0} s."));
        }

        return code;
    }

    /// <summary>Runs them.</summary>
    /// <param name="request">What is to be tried.</param>
    /// <param name="tell">Told of every line.</param>
    /// <returns>The highest exit code.</returns>
    public static int Run(SimulationRequest request, Action<string> tell)
    {
        var jobs = request.Seed is null ? request.Jobs : 1;
        var processes = Enumerable.Range(0, jobs).Select(worker => Start((request with { Jobs = jobs }).ForWorker(worker))).ToList();
        foreach (var process in processes)
        {
            process.OutputDataReceived += (_, line) => Tell(line.Data);
            process.ErrorDataReceived += (_, line) => Tell(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        foreach (var process in processes)
        {
            process.WaitForExit();
        }

        // Those that were stopped because another one had found something have codes of their own.
        var code = processes.Max(process => process.ExitCode is 0 or 2 ? process.ExitCode : 1);
        processes.ForEach(process => process.Dispose());

        return code;

        void Tell(string? line)
        {
            if (line is not null)
            {
                lock (processes)
                {
                    tell(line);
                    if (request.StopsAtFirst && line.Contains(" FAILS: ", StringComparison.Ordinal))
                    {
                        processes.ForEach(Stop);
                    }
                }
            }
        }
    }

    // One failure is what was looked for; the others are in the middle of a history.
    private static void Stop(System.Diagnostics.Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static System.Diagnostics.Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Workers).Assembly.Location);
        }

        start.ArgumentList.Add("simulate");
        foreach (var argument in arguments.Where(argument => argument.Length > 0))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in SingleThread.Environment)
        {
            start.Environment[name] = value;
        }

        return System.Diagnostics.Process.Start(start)!;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
