namespace RoleSync.Ethos.Http;

/// <summary>How to reach Ethos.</summary>
internal sealed class EthosOptions
{
    /// <summary>Root of the API, with its version and without a slash at the end.</summary>
    public Uri ApiBaseUrl { get; set; } = new("https://api.ethos.network/api/v2");

    /// <summary>Sent as X-Ethos-Client: <c>name@version</c>.</summary>
    public string Client { get; set; } = "rolesync@1.0.0";

    /// <summary>The median wait before the first of five retries; each of the next waits twice as long, give or take.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long nothing is asked once Ethos is taken to be down; a run rests as long, once, before it asks for the rest again.</summary>
    public TimeSpan OutagePause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what Ethos said of somebody whom it knows serves the runs of other guilds; zero: each asks for itself.</summary>
    public TimeSpan Freshness { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls a minute that this process may send, from 1; Ethos's own RateLimit headers can only tighten it.</summary>
    public int CallsPerMinute { get; set; } = 200;
}
