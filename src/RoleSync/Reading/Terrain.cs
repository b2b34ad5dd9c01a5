using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>The guild as last inspected by one firing, looked at again when Discord's answers cast doubt on it.</summary>
internal sealed class Terrain(GuildInspector inspector, GuildId guild, Policy policy)
{
    private Inspection? _inspection;

    public Policy Policy => policy;

    /// <summary>Roles that cannot be written at present, each with a sentence; empty before the first look.</summary>
    public IReadOnlyDictionary<RoleId, string> Obstacles => _inspection?.Obstacles ?? System.Collections.ObjectModel.ReadOnlyDictionary<RoleId, string>.Empty;

    /// <summary>Why the role cannot be written; null when it can. A role that the policy does not name never can.</summary>
    public string? ObstacleOf(RoleId role) => policy.Managed.Contains(role) ? Obstacles.GetValueOrDefault(role) : Applicability.NotNamed(role);

    /// <summary>Looks unless this firing has looked already.</summary>
    /// <returns>Null when the ground is known, otherwise why the run cannot go on.</returns>
    public async Task<PhaseResult?> LookAsync(TimeBudget budget, CancellationToken ct) =>
        _inspection is null ? Keep(await inspector.RecallAsync(guild, policy, budget.Left, ct)) : null;

    /// <inheritdoc cref="LookAsync"/>
    public async Task<PhaseResult?> LookAgainAsync(TimeBudget budget, CancellationToken ct) =>
        Keep(await inspector.InspectAsync(guild, policy, budget.Left, ct));

    private PhaseResult? Keep((Inspection? Inspection, PhaseResult? End) look)
    {
        _inspection = look.Inspection ?? _inspection;
        return look.End;
    }
}
