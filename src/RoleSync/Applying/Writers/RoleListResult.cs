using RoleSync.Core.Guilds;
using RoleSync.Discord.Http;

namespace RoleSync.Applying.Writers;

/// <summary>What came of writing a member's whole list of roles.</summary>
internal abstract record RoleListResult
{
    private RoleListResult()
    {
    }

    /// <summary>The member holds what was planned.</summary>
    public sealed record Written : RoleListResult;

    /// <summary>The list was sent, but Discord's answer shows other roles: somebody else changed the member at the same moment.</summary>
    /// <param name="Sentence">Which roles differ.</param>
    public sealed record Conflicting(string Sentence) : RoleListResult;

    /// <summary>A call to read or to write the member had no success.</summary>
    /// <param name="Answer">What Discord answered; no success.</param>
    public sealed record Unsuccessful(DiscordAnswer<Member> Answer) : RoleListResult;

    /// <summary>Nothing was sent, because the member is not as the plan saw it: what holds of the changes is to be written role by role.</summary>
    /// <param name="Verdict">Which changes hold, and the outcomes of the others.</param>
    public sealed record LeftToSingleRoles(ScopeVerdict Verdict) : RoleListResult;
}
