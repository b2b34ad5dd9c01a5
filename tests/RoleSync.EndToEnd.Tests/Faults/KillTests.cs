using System.Globalization;
using RoleSync.EndToEnd.Tests.Processes;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Power cuts, one after the other, at random points of a run.</summary>
public sealed class KillTests
{
    private const int Seed = 4_711;

    /// <summary>How many; ROLESYNC_TEST_KILLS=100 is what the issue on safety asks for.</summary>
    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("ROLESYNC_TEST_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 15;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_the_process_is_killed_the_guild_ends_as_if_it_never_was()
    {
        var chance = new Random(Seed);
        await using var ground = await FaultGround.StartAsync(members: 400);
        var (kills, repeated) = (0, 0);
        while (kills < Kills)
        {
            ground.Spoil(robbed: 76, gifted: 9);
            await ground.TriggerAsync();
            while (kills < Kills)
            {
                // A request of any kind marks the point: some kills meet the planning, most meet the writes.
                var point = ground.Sandbox.Journal.Count() + chance.Next(0, 12);
                if (!await IsReachedAsync(ground, point))
                {
                    break;
                }

                await ground.Service.KillAsync(Ct);
                kills++;
                await ground.StartServiceAsync();
            }

            var end = await ground.Caller.WaitForEndAsync(Ct);
            Assert.True(SyncCaller.Phase(end) == "completed", end.ToString());
            ground.AssertRight();
            repeated += ground.Sandbox.Journal.RepeatedWrites;
        }

        Assert.InRange(repeated, 0, kills);
    }

    /// <summary>False when the run has ended before it.</summary>
    private static async Task<bool> IsReachedAsync(FaultGround ground, int requests)
    {
        while (ground.Sandbox.Journal.Count() < requests)
        {
            if (ground.Guild.WrongMembers().Count == 0)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
        }

        return true;
    }
}
