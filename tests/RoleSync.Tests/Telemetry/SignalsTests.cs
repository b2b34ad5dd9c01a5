using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Telemetry;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Telemetry;

public sealed class SignalsTests
{
    [Fact]
    public async Task Runs_chunks_calls_and_waits_are_told_without_a_secret_or_a_member()
    {
        var spans = new ConcurrentQueue<(string Name, string Tags)>();
        var measures = new ConcurrentDictionary<string, int>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Signals.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue((span.OperationName, string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")))),
        };
        ActivitySource.AddActivityListener(traces);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Signals.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => measures.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => measures.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        meters.Start();
        await using var runs = await SandboxRuns.StartAsync(
            new SandboxOptions { Speed = 200, Guilds = [new GuildOptions { Members = 60, WrongShare = 0.2 }] }, ("SYNC_CONFIRM_ABSENT", "1"));

        await runs.CompleteAsync();

        Assert.Superset(
            new HashSet<string> { "firing", "chunk", "Ethos: POST /users/by/discord", "Discord: GET /guilds/{guild}/members" },
            spans.Select(span => span.Name).ToHashSet());
        Assert.Superset(
            new HashSet<string> { "rolesync.runs.ended", "rolesync.chunk.duration", "rolesync.call.duration", "rolesync.limit.wait" }, measures.Keys.ToHashSet());
        Assert.DoesNotContain(spans, span => span.Tags.Contains(runs.Server.Token, StringComparison.Ordinal));
        Assert.DoesNotContain(runs.Guild.MemberIds(), member => spans.Any(span => (span.Name + span.Tags).Contains($"{member}", StringComparison.Ordinal)));
    }
}
