using RoleSync.Sandbox.Worlds;
using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>Somebody's score changes at Ethos.</summary>
internal sealed record ScoreChanges(TimeSpan At, int Guild, double Member, int Score) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var member = scenario.MemberOf(Guild, Member);
        if (scenario.Sandbox.World.Ethos.Find(member) is null)
        {
            return Task.FromResult($"Ethos does not know {member}");
        }

        scenario.Sandbox.World.Ethos.SetScore(member, Score);
        return Task.FromResult($"the score of {member} becomes {Score}");
    }
}

/// <summary>Everybody's scores fall or rise.</summary>
internal sealed record AllScoresMove(TimeSpan At, int Guild, double Share, int By) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var count = 0;
        var ids = scenario.Guild(Guild).VerifiedMembers();
        foreach (var member in ids.Take((int)(ids.Length * Share)))
        {
            if (scenario.Sandbox.World.Ethos.Find(member) is { } user)
            {
                scenario.Sandbox.World.Ethos.SetScore(member, Math.Clamp(user.Score + By, 0, 2800));
                count++;
            }
        }

        return Task.FromResult($"{count} scores move by {By}");
    }
}

/// <summary>Somebody becomes a validator, or human, or stops being it.</summary>
internal sealed record BadgeChanges(TimeSpan At, int Guild, double Member, bool Validator, bool Human) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var member = scenario.MemberOf(Guild, Member);
        if (scenario.Sandbox.World.Ethos.Find(member) is null)
        {
            return Task.FromResult($"Ethos does not know {member}");
        }

        scenario.Sandbox.World.Ethos.Change(member, user => user with
        {
            ValidatorNftCount = Validator ? 1 : 0,
            Human = Human ? HumanVerification.Verified : HumanVerification.Revoked,
        });
        return Task.FromResult($"{member} is {(Validator ? "a" : "no")} validator and {(Human ? "" : "not ")}human");
    }
}

/// <summary>Ethos forgets somebody.</summary>
internal sealed record IsForgotten(TimeSpan At, int Guild, double Member) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var member = scenario.MemberOf(Guild, Member);
        scenario.Sandbox.World.Ethos.Forget(member);
        return Task.FromResult($"Ethos forgets {member}");
    }
}

/// <summary>Somebody joins, verified at once or not, known to Ethos or not.</summary>
internal sealed record Joins(TimeSpan At, int Guild, int Number, bool IsVerified, int? Score) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        var id = 1_300_000_000_000_000_000UL + (ulong)Number;
        if (guild.HasMember(id))
        {
            return Task.FromResult($"{id} is here already");
        }

        if (Score is { } score)
        {
            scenario.Sandbox.World.Ethos.Put(new EthosUser(9_000_000 + Number, [id], score) { ProfileId = Number, HasAddress = true });
        }

        guild.AddMember(id, IsVerified && scenario.Policy(Guild).Verified is var role && scenario.HasRole(Guild, role) ? [role] : []);
        scenario.Judge.Edited(guild.Id, id);
        return Task.FromResult($"{id} joins{(IsVerified ? ", verified" : "")}");
    }
}

/// <summary>Somebody leaves, and may come back after a while without a role.</summary>
internal sealed record Leaves(TimeSpan At, int Guild, double Member, TimeSpan? Returns) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        var member = scenario.MemberOf(Guild, Member);
        guild.RemoveMember(member);
        scenario.Judge.Edited(guild.Id, member);
        if (Returns is { } after)
        {
            scenario.Later(after, () =>
            {
                if (!guild.HasMember(member))
                {
                    guild.AddMember(member);
                    scenario.Judge.Edited(guild.Id, member);
                }

                return $"{member} comes back without a role";
            });
        }

        return Task.FromResult($"{member} leaves");
    }
}

/// <summary>A moderator takes a role from a member, or gives one.</summary>
internal sealed record ModeratorEdits(TimeSpan At, int Guild, double Member, double Role, bool Gives) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        var member = scenario.MemberOf(Guild, Member);
        SandboxRole[] roles = [.. guild.Roles.Where(role => role.Kind is RoleKind.Policy or RoleKind.Foreign)];
        var picked = roles[(int)(Role * roles.Length)];
        if (Gives)
        {
            guild.Grant(member, picked.Id);
        }
        else
        {
            guild.Revoke(member, picked.Id);
        }

        scenario.Judge.Edited(guild.Id, member);
        return Task.FromResult($"a moderator {(Gives ? "gives" : "takes")} '{picked.Name}' {(Gives ? "to" : "from")} {member}");
    }
}

/// <summary>A moderator takes the verified role from members, or gives it to some.</summary>
internal sealed record VerifiedRoleMoves(TimeSpan At, int Guild, double Member, int Count, bool Gives) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var guild = scenario.Guild(Guild);
        var role = scenario.Policy(Guild).Verified;
        if (!scenario.HasRole(Guild, role))
        {
            return Task.FromResult("there is no verified role");
        }

        var ids = guild.MemberIds();
        var first = (int)(Member * ids.Length);
        foreach (var member in ids.Skip(first).Take(Count))
        {
            if (Gives)
            {
                guild.Grant(member, role);
            }
            else
            {
                guild.Revoke(member, role);
            }

            scenario.Judge.Edited(guild.Id, member);
        }

        return Task.FromResult($"a moderator {(Gives ? "gives" : "takes")} the verified role {(Gives ? "to" : "from")} {Count} members from {ids[Math.Min(first, ids.Length - 1)]} on");
    }
}
