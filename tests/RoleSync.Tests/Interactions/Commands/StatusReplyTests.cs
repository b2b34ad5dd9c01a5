using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;
using RoleSync.Interactions.Commands;
using RoleSync.Notifying;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Interactions.Commands;

public sealed class StatusReplyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_digest_and_the_status_command_tell_of_a_run_in_the_same_words()
    {
        await using var runs = await SandboxRuns.StartAsync(new SandboxOptions { Speed = 200, Guilds = [new GuildOptions { Members = 5 }] });
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (kind, phase) in from kind in Enum.GetValues<RunKind>() from phase in Enum.GetValues<RunPhase>() select (kind, phase))
        {
            var run = Run(runs.Guild, kind, phase, now);

            var status = (await runs.Get<StatusReply>().ShowAsync(run, null, Ct)).Message.Embeds[0];
            var digest = DigestText.Of(run, [], publicUrl: null, now).Embeds[0];

            Assert.Equal((digest.Title, digest.Colour, digest.Footer), (status.Title, status.Colour, status.Footer));
            Assert.Equal(digest.Description!.Split('\n').Where(line => !line.Contains("rolesync approve", StringComparison.Ordinal)), status.Description!.Split('\n'));
            Assert.Equal(Counts(digest), Counts(status));
            Assert.Contains(Counts(status), count => kind is RunKind.DryRun
                ? count == ("Changes", "400 planned")
                : count == ("Changes", "100 of 400 applied, 7 failed, 2 refused, 1 skipped"));
            Assert.Equal(phase.IsRunning(), status.Fields.Any(field => field.Name == "Limits"));
        }
    }

    private static Run Run(SandboxGuild guild, RunKind kind, RunPhase phase, DateTimeOffset now) => new()
    {
        Id = new RunId(42),
        Guild = new GuildId(guild.Id),
        Kind = kind,
        Trigger = RunTrigger.Cron,
        Phase = phase,
        StartIndex = 0,
        ChunkSize = 50,
        ContinuesByItself = true,
        Listed = 12_000,
        ApproximateMembers = 12_000,
        Total = 11_000,
        NextIndex = 5_500,
        Planned = 400,
        Applied = 100,
        Failed = 7,
        Refused = 2,
        Skipped = 1,
        Unknown = 3,
        Losing = 9,
        Error = "Something is worth knowing.",
        DecidedBy = "Ada",
        CreatedAt = now.AddDays(-3),
        PlannedAt = now.AddDays(-2),
        EndedAt = phase is RunPhase.Completed or RunPhase.Stopped or RunPhase.Failed ? now.AddDays(-1) : null,
    };

    /// <summary>All but the speed and the time left, which pass between the two, and the limits, which only the command adds.</summary>
    private static IEnumerable<(string Name, string Value)> Counts(Embed embed) =>
        embed.Fields.Where(field => field.Name is not ("Speed" or "Time" or "Limits")).Select(field => (field.Name, field.Value));
}
