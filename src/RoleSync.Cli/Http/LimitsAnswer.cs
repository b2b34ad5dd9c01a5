using System.Text.Json.Serialization;

namespace RoleSync.Cli.Http;

/// <summary>The answer of GET /limits. Times are milliseconds.</summary>
internal sealed record LimitsAnswer(
    [property: JsonRequired] List<BucketAnswer> Buckets, [property: JsonRequired] GlobalAnswer Global, InvalidAnswer? Invalid, LimitedAnswer? Limited,
    string? Halted, List<HaltedGuildAnswer>? HaltedGuilds, List<PacedRunAnswer>? Runs, List<string>? Notices);

/// <summary>One bucket of Discord's.</summary>
internal sealed record BucketAnswer(
    string? Method, string? Route, string? GuildId, int? Limit, int? Remaining, long? OpensInMs, string? Model, int Waiting, int InFlight, int Foreign);

/// <summary>The pace over all buckets.</summary>
internal sealed record GlobalAnswer(int Requests, long WindowMs, int InWindow, long BlockedForMs);

/// <summary>Answers that Discord holds against the bot.</summary>
internal sealed record InvalidAnswer(int Answers, int Breaker, long WindowMs);

/// <summary>429s since the start.</summary>
internal sealed record LimitedAnswer(int User, int Global, int Shared, int Cloudflare);

/// <summary>A guild to which nothing is sent.</summary>
internal sealed record HaltedGuildAnswer(string? GuildId, long OpensInMs);

/// <summary>A run under way.</summary>
internal sealed record PacedRunAnswer(long RunId, string? GuildId, string? Phase, int Planned, int Applied, long? EtaMs, long? ResumesAt);
