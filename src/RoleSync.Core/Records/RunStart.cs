using RoleSync.Core.Runs;

namespace RoleSync.Core.Records;

/// <summary>What became of the request to start a run.</summary>
public abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>It is stored, in phase planning.</summary>
    public sealed record Started(Run Run) : RunStart;

    /// <summary>Another run of the guild is planning, held or applying.</summary>
    public sealed record Busy(Run Active) : RunStart;
}
