namespace RoleSync.Core.Guilds;

/// <summary>
/// A member of a guild, as far as roles go.
/// See <see href="https://discord.com/developers/docs/resources/guild#guild-member-object">Discord's member object</see>.
/// </summary>
/// <param name="Id">The user's id.</param>
/// <param name="Roles">Every role the member holds, without @everyone, in Discord's order; at most 250.</param>
/// <param name="IsBot">True for an application's own account.</param>
public sealed record Member(MemberId Id, IReadOnlyList<RoleId> Roles, bool IsBot)
{
    /// <summary>Whether the member holds the role.</summary>
    public bool Has(RoleId role)
    {
        // An indexed loop: this is asked a hundred times per member, a million members a run, and must not allocate.
        for (var i = 0; i < Roles.Count; i++)
        {
            if (Roles[i] == role)
            {
                return true;
            }
        }

        return false;
    }
}
