using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>A guild for the length of one firing: inspected before its first write, and again when Discord's answers cast doubt on that.</summary>
internal sealed class InspectedGuild(GuildInspector inspector, GuildId guild, Policy policy)
{
    private bool _isInspected;

    /// <summary>The guild as last inspected; without any obstacle before that.</summary>
    public GuildState State { get; private set; } = GuildState.Uninspected(policy);

    /// <summary>Inspects the guild unless this firing has done so already.</summary>
    /// <returns>Null when the guild is known, otherwise why the run cannot go on.</returns>
    public async Task<PhaseResult?> InspectAsync(TimeBudget budget, CancellationToken ct) =>
        _isInspected ? null : Keep(await inspector.RecallAsync(guild, policy, budget.Left, isAwaited: false, ct));

    /// <summary>Inspects the guild whatever is known of it.</summary>
    /// <inheritdoc cref="InspectAsync"/>
    public async Task<PhaseResult?> InspectAgainAsync(TimeBudget budget, CancellationToken ct) =>
        Keep(await inspector.InspectAsync(guild, policy, budget.Left, isAwaited: false, ct));

    private PhaseResult? Keep(Attempt<GuildState> inspected)
    {
        if (inspected.Ends(out var end, out var state))
        {
            return end;
        }

        (State, _isInspected) = (state, true);
        return null;
    }
}
