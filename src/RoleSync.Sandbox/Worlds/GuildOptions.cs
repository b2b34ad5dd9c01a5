namespace RoleSync.Sandbox.Worlds;

/// <summary>In which ways the roles of a wrong member differ from what the rule demands.</summary>
public enum WrongKinds
{
    /// <summary>Wrong tiers, missing roles, missing badges and superfluous roles, in about equal parts.</summary>
    Mixed,

    /// <summary>Exactly one role is missing or superfluous: one write repairs the member.</summary>
    SingleRole,

    /// <summary>Exactly the tier role is another tier's: the member needs one grant and one revocation.</summary>
    TierSwitch,
}

/// <summary>One guild of the simulated world. The same options and seed give the same guild.</summary>
public sealed record GuildOptions
{
    /// <summary>The guild's snowflake; null: derived from its place in the list.</summary>
    public ulong? Id { get; init; }

    /// <summary>The guild's name.</summary>
    public string Name { get; init; } = "Sandbox";

    /// <summary>Number of people (0 to 2,000,000). Bots and the guild's own bot come on top, so the member list is longer by <see cref="Bots"/> + 1.</summary>
    public int Members { get; init; } = 200;

    /// <summary>Number of members that are bots; about half of them hold the verified role, which must not matter.</summary>
    public int Bots { get; init; }

    /// <summary>Share (0 to 1) of the people who hold the verified role; met exactly, rounded to a whole person.</summary>
    public double VerifiedShare { get; init; } = 1.0;

    /// <summary>Share (0 to 1) of the verified people with a known standing whose roles are wrong; met exactly, rounded to a whole person.</summary>
    public double WrongShare { get; init; }

    /// <summary>What is wrong with them.</summary>
    public WrongKinds Wrong { get; init; }

    /// <summary>Share (0 to 1) of the people whom Ethos does not know.</summary>
    public double AbsentShare { get; init; }

    /// <summary>Share (0 to 1) of the people whom Ethos knows without a review, vouch, address or profile.</summary>
    public double NoInteractionShare { get; init; }

    /// <summary>Share (0 to 1) of the people whose Ethos user is MERGED, so that nothing may change for them.</summary>
    public double MergedShare { get; init; } = 0.002;

    /// <summary>Share (0 to 1) of the people who are the second Discord account of the person before them in the member list.</summary>
    public double TwinShare { get; init; } = 0.01;

    internal void Validate()
    {
        Check(Members is >= 0 and <= 2_000_000 && Bots is >= 0 and <= 100_000, "Members must be 0 to 2,000,000 and Bots 0 to 100,000");
        foreach (var share in (double[])[VerifiedShare, WrongShare, AbsentShare, NoInteractionShare, MergedShare, TwinShare])
        {
            Check(share is >= 0 and <= 1, "every share must be from 0 to 1");
        }
        Check(AbsentShare + NoInteractionShare + MergedShare <= 1, "absent, without interactions and merged cannot be more than everybody");
    }

    private void Check(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"The sandbox guild '{Name}' cannot be made: {rule}.");
        }
    }
}
