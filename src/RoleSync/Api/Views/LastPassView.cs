using RoleSync.Core.Records;

namespace RoleSync.Api.Views;

/// <summary>What is kept of the passes over a guild.</summary>
/// <param name="Passes">Passes since the last run that did something.</param>
/// <param name="EndedAt">When the last one ended, in milliseconds since 1970.</param>
/// <param name="Duration">How long it took, in milliseconds.</param>
/// <param name="Members">How many members of the guild it saw.</param>
internal sealed record LastPassView(int Passes, long EndedAt, long Duration, int Members)
{
    /// <summary>Null before the first pass.</summary>
    public static LastPassView? Of(PassRecord? record) => record is { EndedAt: { } ended }
        ? new LastPassView(record.Quiet, ended.ToUnixTimeMilliseconds(), (long)record.Took.TotalMilliseconds, record.Members)
        : null;
}
