using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;
using RoleSync.Storage;
using RoleSync.Storage.Runs;

namespace RoleSync.Notifying;

/// <summary>
/// Keeps one message for each run true: reads the runs as they are stored, beside them and never in their way, and says what has changed.
/// What cannot be said now is said the next time, as it is then, after a restart too. The one thing that cannot be excluded is a second
/// message where the answer to the first one was lost: Discord gives no way to ask.
/// </summary>
internal sealed partial class DigestWriter(
    DigestStore digests, ChangeJournal journal, Webhook webhook, IOptions<DigestOptions> options, IOptions<StorageOptions> storage, TimeProvider time,
    ILogger<DigestWriter> logger) : BackgroundService
{
    /// <summary>The pace of a long run: so many edits, about, whatever its length.</summary>
    private const int EditsPerRun = 60;

    private static readonly TimeSpan _calmest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _betweenQuestions = TimeSpan.FromSeconds(10);

    // On SQLite there is one process, and under a name that stays it goes on at once with what it left behind.
    private readonly string _owner = storage.Value.IsPostgres ? $"{Environment.MachineName}-{Guid.NewGuid():N}" : "single";
    private readonly Dictionary<RunId, LastPost> _posts = [];
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _restsUntil;
    private int _faults;
    private bool _isRefused;
    private bool _isAsked;
    private TimeSpan _asksAgainAt;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Reads the runs once and says what has changed.</summary>
    /// <returns>False while the webhook counts as refused for good.</returns>
    public async Task<bool> UpdateAsync(CancellationToken ct)
    {
        if (!await MayBeCalledAsync(ct))
        {
            return false;
        }

        if (Now < _restsUntil)
        {
            return true;
        }

        var open = await digests.OpenAsync(webhook.Number, ct);
        foreach (var gone in _posts.Keys.Except(open.Select(digest => digest.Run.Id)).ToList())
        {
            _posts.Remove(gone);
        }

        foreach (var digest in open)
        {
            if (!await TellAsync(digest, ct))
            {
                break;
            }
        }

        return !_isRefused;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!webhook.IsSet)
        {
            return;
        }

        // A host waits for the first await of its services; nothing of this may delay the start.
        await Task.Yield();
        while (true)
        {
            try
            {
                await UpdateAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: runs do not depend on it, and the next try may fare better.
                Log.Failed(logger, fault.GetType().Name, fault.Message, Rest().TotalSeconds);
            }

            await Task.Delay(options.Value.PollInterval, time, stoppingToken);
        }
    }

    /// <summary>A webhook that Discord does not know is not called again before the doctor has found it well, or the service was started anew: that tries it once.</summary>
    private async Task<bool> MayBeCalledAsync(CancellationToken ct)
    {
        if (!_isAsked)
        {
            await digests.ForgetRefusalAsync(webhook.Number, ct);
            _isAsked = true;
        }
        else if (_isRefused && Now >= _asksAgainAt)
        {
            _isRefused = await digests.IsRefusedAsync(webhook.Number, ct);
            _asksAgainAt = Now + _betweenQuestions;
        }

        return !_isRefused;
    }

    /// <summary>Lets the webhook alone for a while, twice as long as the last time.</summary>
    private TimeSpan Rest()
    {
        var pause = options.Value.RetryDelay * Math.Pow(2, Math.Min(_faults++, 6));
        pause = pause < _calmest ? pause : _calmest;
        _restsUntil = Now + pause;
        return pause;
    }

    /// <summary>Says how a run stands, where that is news and it is time for news.</summary>
    /// <returns>False when nothing more can be sent for the moment.</returns>
    private async Task<bool> TellAsync(Digest digest, CancellationToken ct)
    {
        var run = digest.Run;
        if (!_posts.TryGetValue(run.Id, out var post))
        {
            _posts.Add(run.Id, post = new LastPost());
        }

        if (post.IsTold(run, Now))
        {
            return true;
        }

        var now = time.GetUtcNow();
        var json = DigestText.Of(run, await journal.TransitionsAsync(run.Id, ct), options.Value.PublicUrl, now).ToJson();
        var isNews = digest.Message is null || !json.AsSpan().SequenceEqual(post.Json);
        if (!isNews && run.EndedAt is null)
        {
            post.Told(run, json, Now + PaceOf(run, now));
            return true;
        }

        if (!await digests.TakeAsync(run.Id, webhook.Number, _owner, ct))
        {
            return true;
        }

        return await ActOnAsync(await webhook.SendAsync(digest.Message, json, ct), run, post, json, ct);
    }

    private async Task<bool> ActOnAsync(WebhookAnswer answer, Run run, LastPost post, byte[] json, CancellationToken ct)
    {
        switch (answer)
        {
            case WebhookAnswer.Sent sent:
                // Once it is sent, a shutdown must not leave its id unknown.
                await digests.KeepAsync(run, sent.Message, CancellationToken.None);
                post.Told(run, json, Now + PaceOf(run, time.GetUtcNow()));
                _faults = 0;
                return true;
            case WebhookAnswer.Limited limited:
                _restsUntil = Now + limited.OpensIn;
                return false;
            case WebhookAnswer.Unavailable unavailable:
                Log.Unavailable(logger, run.Id, unavailable.Why, Rest().TotalSeconds);
                return false;
            case WebhookAnswer.Gone:
                Log.Gone(logger, run.Id);
                await digests.CloseAsync(run.Id, ct);
                return true;
            case WebhookAnswer.Rejected rejected:
                Log.Rejected(logger, run.Id, rejected.Why);
                await digests.CloseAsync(run.Id, ct);
                return true;
            case WebhookAnswer.Refused refused:
                _isRefused = true;
                _asksAgainAt = Now + _betweenQuestions;
                Log.Refused(logger, refused.Why);
                await digests.RefuseAsync(run.Id, webhook.Number, ct);
                return false;
            default:
                throw new InvalidOperationException("A webhook has six answers.");
        }
    }

    private TimeSpan PaceOf(Run run, DateTimeOffset now)
    {
        var calm = (now - run.CreatedAt) / EditsPerRun;
        return calm < options.Value.Pace ? options.Value.Pace : calm < _calmest ? calm : _calmest;
    }

    /// <summary>What was last said of a run, as far as this process knows.</summary>
    private sealed class LastPost
    {
        private RunPhase? _phase;
        private DateTimeOffset? _end;
        private TimeSpan _next;

        public byte[] Json { get; private set; } = [];

        /// <summary>Whether the run is told of, as far as it is time for: each phase at once, progress at the pace.</summary>
        public bool IsTold(Run run, TimeSpan now) => _phase == run.Phase && _end == run.EndedAt && (now < _next || run.EndedAt is not null);

        public void Told(Run run, byte[] json, TimeSpan next) => (_phase, _end, Json, _next) = (run.Phase, run.EndedAt, json, next);
    }

    private static partial class Log
    {
        [LoggerMessage(80, LogLevel.Warning, "The digest of run {Run} cannot be sent now: {Why}. The next try is in {Seconds:0} s")]
        public static partial void Unavailable(ILogger logger, RunId run, string why, double seconds);

        [LoggerMessage(81, LogLevel.Information, "The digest of run {Run} was deleted by somebody; nothing more is said of that run")]
        public static partial void Gone(ILogger logger, RunId run);

        [LoggerMessage(82, LogLevel.Error, "Discord takes no digest of run {Run} ({Why}); nothing more is said of that run")]
        public static partial void Rejected(ILogger logger, RunId run, string why);

        [LoggerMessage(83, LogLevel.Error, "Discord refused the webhook of the digest ({Why}): it is not called any more. Make a new one and set DISCORD_WEBHOOK_URL; rolesync doctor tries this one again")]
        public static partial void Refused(ILogger logger, string why);

        [LoggerMessage(84, LogLevel.Warning, "The digests could not be looked after ({Kind}): {Message} The next try is in {Seconds:0} s")]
        public static partial void Failed(ILogger logger, string kind, string message, double seconds);
    }
}
