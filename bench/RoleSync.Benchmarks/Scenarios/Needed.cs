using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>One role that a member must get or lose.</summary>
internal readonly record struct NeededWrite(ulong Guild, ulong Member, ulong Role, WriteKind Kind);

/// <summary>What the rule demands, by the sandbox's own reckoning: a product that wrote more than that gets no more time for it.</summary>
internal static class Needed
{
    /// <summary>Every write that makes the guild right, in the order of members.</summary>
    public static IReadOnlyList<NeededWrite> Writes(SandboxGuild guild)
    {
        var managed = guild.PolicyVariables().Select(pair => ulong.Parse(pair.Value, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        var writes = new List<NeededWrite>();
        foreach (var member in guild.WrongMembers())
        {
            var (held, expected) = (guild.RolesOf(member).Where(managed.Contains).ToHashSet(), guild.ExpectedRoles(member)!);
            writes.AddRange(expected.Except(held).Select(role => new NeededWrite(guild.Id, member, role, WriteKind.Grant)));
            writes.AddRange(held.Except(expected).Select(role => new NeededWrite(guild.Id, member, role, WriteKind.Revoke)));
        }

        return writes;
    }

    /// <summary>The least time of a whole run with one way to write: the list, then the writes.</summary>
    public static Bound Bound(SandboxGuild guild, WindowModel model = WindowModel.Fixed)
    {
        var writes = Writes(guild).Count;
        return Benchmarks.Bound.Listing(Worlds.Pages(guild))
            + (model is WindowModel.Fixed ? Benchmarks.Bound.FixedWrites(writes) : Benchmarks.Bound.SlidingWrites(writes));
    }
}
