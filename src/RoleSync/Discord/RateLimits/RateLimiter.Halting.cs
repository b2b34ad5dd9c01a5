using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <content>What halts requests, for those who have to know before they ask for a permit.</content>
internal sealed partial class RateLimiter
{
    /// <summary>Why nothing is sent to anybody; null while requests are sent.</summary>
    public Halt? Halt
    {
        get
        {
            lock (_gate)
            {
                return _halts.Why(null, Now);
            }
        }
    }

    /// <summary>Ends when Discord refuses the token; has ended while it does.</summary>
    public Task TokenRefused
    {
        get
        {
            lock (_gate)
            {
                return _halts.TokenRefused;
            }
        }
    }

    /// <summary>Ends when Discord takes a refused token again; has ended while it is good.</summary>
    public Task TokenTaken
    {
        get
        {
            lock (_gate)
            {
                return _halts.TokenTaken;
            }
        }
    }

    /// <summary>Time until a refused token is tried again; null while it is good.</summary>
    public TimeSpan? TokenTriesIn
    {
        get
        {
            lock (_gate)
            {
                return _halts.TokenTriesAt is { } tries ? After(tries, Now) : null;
            }
        }
    }

    /// <summary>Somebody wants the guild tried now, whatever it refused before.</summary>
    /// <returns>True when it was left alone.</returns>
    public bool TryNow(GuildId guild)
    {
        lock (_gate)
        {
            return _halts.TryNow(guild, Now);
        }
    }
}
