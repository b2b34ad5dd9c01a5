using RoleSync.Core.Guilds;
using RoleSync.Discord.Http;

namespace RoleSync.Discord;

/// <summary>
/// The bot's own user, which does not change while the process lives: one call however many runs begin together and whoever asks, ahead of
/// what runs send, because a person may be among those who wait for it.
/// </summary>
internal sealed class OwnAccount(DiscordClient discord)
{
    // Shared by callers of every patience; a limit that opens later than that is told to all of them.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private DiscordAnswer<MemberId>.Ok? _known;
    private Task<DiscordAnswer<MemberId>>? _call;

    /// <summary>The user as known, else as Discord answers; a call that fails is asked anew by whoever comes next.</summary>
    /// <param name="ct">Gives up waiting; the call goes on for the others.</param>
    public Task<DiscordAnswer<MemberId>> GetAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_known is { } known)
            {
                return Task.FromResult<DiscordAnswer<MemberId>>(known);
            }
        }

        return AskAsync(ct);
    }

    /// <summary>The user as Discord answers now: whether the token is good is the question.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<DiscordAnswer<MemberId>> AskAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            return (_call is { IsCompleted: false } ? _call : _call = CallAsync()).WaitAsync(ct);
        }
    }

    private async Task<DiscordAnswer<MemberId>> CallAsync()
    {
        // Never a caller's token: another one may wait for the same call.
        var answer = await discord.ForInteractions().GetCurrentUserAsync(_patience, CancellationToken.None);
        if (answer is DiscordAnswer<MemberId>.Ok ok)
        {
            lock (_gate)
            {
                _known = ok;
            }
        }

        return answer;
    }
}
