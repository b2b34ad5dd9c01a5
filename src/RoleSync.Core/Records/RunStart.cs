using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>What became of the request to start a run.</summary>
public abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>It is stored, in phase planning; or in line, where a scheduled run of the guild gives way first.</summary>
    public sealed record Started(Run Run) : RunStart;

    /// <summary>Nothing new was stored: a person's run, which would have ended after one chunk, goes on to its end instead.</summary>
    public sealed record Continues(Run Run) : RunStart;

    /// <summary>Another run of the guild is in the way.</summary>
    public sealed record Busy(Run Active) : RunStart;
}
