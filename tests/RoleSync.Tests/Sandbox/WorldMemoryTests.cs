using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

/// <summary>Measures the memory of the whole process, and so runs while no other test does.</summary>
[CollectionDefinition(nameof(WorldMemoryTests), DisableParallelization = true)]
[Collection(nameof(WorldMemoryTests))]
public sealed class WorldMemoryTests
{
    [Fact]
    public void A_guild_of_a_million_members_takes_two_words_a_member()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var world = new World(1, [new GuildOptions { Members = 1_000_000, WrongShare = 0.001 }], null, TimeProvider.System);
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(taken, 12_000_000, 24_000_000);
        Assert.Equal(1_000_001, world.TheGuild.MemberCount);
        GC.KeepAlive(world);
    }
}
