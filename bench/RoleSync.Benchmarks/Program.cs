using System.Text.Json;
using RoleSync.Benchmarks;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Scenarios;

Scenario[] scenarios =
[
    new("verified", IsQuick: true, Standing.NothingWrongAsync),
    new("start", IsQuick: true, Standing.StartAndIdleAsync),
    new("chunks", IsQuick: true, Standing.ChunksWithoutChangesAsync),
    new("million", IsQuick: false, Standing.MillionAsync),
    new("fixed", IsQuick: true, Writing.InFixedWindowsAsync),
    new("sliding", IsQuick: true, Writing.InSlidingWindowsAsync),
    new("tiers", IsQuick: true, Writing.InTwoLanesAsync),
    new("whole", IsQuick: true, WholeRuns.ElevenThousandAsync),
    new("large", IsQuick: true, WholeRuns.HundredThousandAsync),
    new("guilds", IsQuick: true, WholeRuns.FiftyGuildsAsync),
    new("starved", IsQuick: true, WholeRuns.StarvedGuildsAsync),
    new("interactions", IsQuick: true, Answering.WhileARunIsUnderWayAsync),
    new("fresh", IsQuick: true, Fresh.ChangesAsync),
    new("quiet", IsQuick: true, Fresh.QuietPassesAsync),
    new("sparse", IsQuick: true, Shared.SparseAsync),
    new("shared", IsQuick: true, Shared.FiftyGuildsAsync),
    new("thousand", IsQuick: true, Shared.ThousandGuildsAsync),
    new("rivals", IsQuick: false, Comparison.OfClientsAsync),
    new("changing", IsQuick: false, Disturbances.ChangingLimitsAsync),
    new("foreign", IsQuick: false, Disturbances.ForeignClientAsync),
];

var (wish, problem) = Arguments.Read(args, scenarios);
if (wish is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};
var table = new Table(Console.Out);
var measurements = new List<Measurement>();
var isBroken = false;
table.Begin();
foreach (var scenario in scenarios.Where(wish.Wants))
{
    try
    {
        await foreach (var measurement in scenario.Measure(wish.Full, interrupt.Token))
        {
            table.Add(measurement);
            measurements.Add(measurement);
        }
    }
    catch (InvalidOperationException fault)
    {
        isBroken = true;
        Console.WriteLine($"{scenario.Name,-46} FAIL: {fault.Message}");
    }
}

if (wish.Json is { } file)
{
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(measurements, JsonSerializerOptions.Web), interrupt.Token);
}

return isBroken || measurements.Exists(measurement => !measurement.IsMet) ? 1 : 0;
