using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Tests.Planning;

public sealed class PlannerAllocationTests
{
    [Fact]
    public void Planning_a_member_who_is_right_allocates_nothing()
    {
        (Member Member, Standing Standing)[] members =
        [
            (Sample.Holding("Verified profile, Known"), Sample.Says("1400")),
            (Sample.Holding("Verified profile, Validator, Human verified, Human validator, Renowned (human validator)"), Sample.Says("2700 human validator")),
            (Sample.Holding(""), Sample.Says("absent")),
            (Sample.Holding("Renowned"), Sample.Says("unknown")),
            (Sample.Holding("") with { Roles = new List<RoleId> { Sample.RoleOf("Verified") } }, Sample.Says("1400 silent")),
        ];
        var changes = PlanAll(members, rounds: 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        changes += PlanAll(members, rounds: 20_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, changes);
        Assert.Equal(0, allocated);
    }

    private static int PlanAll((Member Member, Standing Standing)[] members, int rounds)
    {
        var changes = 0;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (member, standing) in members)
            {
                changes += Planner.Plan(member, standing, Sample.Policy, Sample.NoObstacles).Count;
            }
        }

        return changes;
    }
}
