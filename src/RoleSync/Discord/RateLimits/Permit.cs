namespace RoleSync.Discord.RateLimits;

/// <summary>The right to send one request. What became of it is reported once; disposed unreported, the request counts as lost on the way.</summary>
internal sealed class Permit(RateLimiter limiter, BucketQueue queue, TimeSpan sentAt) : IDisposable
{
    private bool _reported;

    /// <summary>When the permit was given: the request reaches Discord later than this.</summary>
    public TimeSpan SentAt => sentAt;

    /// <summary>The answer is here.</summary>
    public void Answered(in ResponseInfo reply)
    {
        if (!_reported)
        {
            _reported = true;
            limiter.Answered(queue, sentAt, reply);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_reported)
        {
            _reported = true;
            limiter.Lost(queue, sentAt);
        }
    }
}
