namespace RoleSync.Discord.RateLimits;

/// <summary>
/// The right to send one request. Whoever got it reports the response, once; when it is disposed without a report, the request counts as sent and
/// lost on the way, so that it is not missing from any count.
/// </summary>
internal sealed class Permit(IPermitIssuer issuer, BucketQueue bucket, TimeSpan sentAt) : IDisposable
{
    private bool _isReported;

    /// <summary>When the permit was given, by the limiter's clock: the request reaches Discord later than this.</summary>
    public TimeSpan SentAt => sentAt;

    /// <summary>The response is here: its status and headers, and the body of a refusal.</summary>
    public void Report(in ResponseInfo response)
    {
        if (!_isReported)
        {
            _isReported = true;
            issuer.OnResponse(bucket, sentAt, response);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isReported)
        {
            _isReported = true;
            issuer.OnLost(bucket, sentAt);
        }
    }
}

/// <summary>Who gives permits, and is told what became of them.</summary>
internal interface IPermitIssuer
{
    /// <summary>A response came.</summary>
    void OnResponse(BucketQueue queue, TimeSpan sentAt, in ResponseInfo response);

    /// <summary>No response will come; Discord may have counted the request nevertheless.</summary>
    void OnLost(BucketQueue queue, TimeSpan sentAt);
}
