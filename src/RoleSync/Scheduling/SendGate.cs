using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Reading;

namespace RoleSync.Scheduling;

/// <summary>What stands between a request to start a run and Discord.</summary>
internal sealed class SendGate(RateLimiter limiter, GuildInspector inspector)
{
    /// <summary>
    /// Why nothing can be started because nothing is sent to Discord at all; null when a run may begin. A scheduled run begins all the same and
    /// waits: nobody would start it a second time.
    /// </summary>
    public BlockReason? Refusal(RunTrigger trigger) => IsPerson(trigger) ? limiter.Block : null;

    /// <summary>A person starts something in a guild that was left alone because it refused everything: it is looked at and tried now.</summary>
    /// <returns>True when it was left alone.</returns>
    public bool TryNow(GuildId guild, RunTrigger trigger)
    {
        if (!IsPerson(trigger) || !limiter.RetryNow(guild))
        {
            return false;
        }

        inspector.Forget(guild);
        return true;
    }

    private static bool IsPerson(RunTrigger trigger) => trigger is RunTrigger.Http or RunTrigger.Cli or RunTrigger.Discord;
}
