namespace RoleSync.Discord.Options;

/// <summary>How to reach Discord, and how much of its limits this process may use.</summary>
internal sealed class DiscordOptions
{
    /// <summary>The bot token. Never logged.</summary>
    public string Token { get; set; } = "";

    /// <summary>Root of the API, with its version and without a slash at the end.</summary>
    public Uri ApiBaseUrl { get; set; } = new("https://discord.com/api/v10");

    /// <summary>
    /// Requests of this process that may be between their permit and one second after their answer; Discord's own limit is 50 a second for a
    /// bot token.
    /// </summary>
    public int GlobalRequests { get; set; } = 48;

    /// <summary>How long Discord's second is: shorter for a simulated Discord whose time runs faster.</summary>
    public TimeSpan GlobalSecond { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How much later than a limit's proven opening the next request is sent.</summary>
    public TimeSpan LimitGuard { get; set; } = TimeSpan.FromMilliseconds(15);

    /// <summary>How long one try may take, its answer's body included.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The median wait before the first of five retries; each of the next waits twice as long, give or take.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a run rests after Discord gave no usable answer in spite of every retry.</summary>
    public TimeSpan OutagePause { get; set; } = TimeSpan.FromSeconds(30);
}
