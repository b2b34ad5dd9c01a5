using Microsoft.Extensions.Hosting;
using RoleSync.Discord.RateLimits;

namespace RoleSync.Discord;

/// <summary>Tries a token that Discord refused again, with one call after each pause, until Discord takes it.</summary>
internal sealed class TokenProbe(RateLimiter limiter, DiscordClient discord, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await limiter.TokenRefused.WaitAsync(stoppingToken);
            if (limiter.TokenRetriesIn is { } wait)
            {
                await Task.Delay(wait > _shortest ? wait : _shortest, time, stoppingToken);

                // The limiter looks at the answer; here it matters to nobody.
                await discord.ForInteractions().GetCurrentUserAsync(_patience, stoppingToken);
            }
        }
    }
}
