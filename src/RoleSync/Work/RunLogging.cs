using Microsoft.Extensions.Logging;
using RoleSync.Core.Runs;

namespace RoleSync.Work;

/// <summary>How loudly a run speaks of what it does.</summary>
internal static class RunLogging
{
    /// <summary>A pass that has nothing to do is no news; one that has is told of like any run.</summary>
    public static LogLevel LogLevel(this Run run) =>
        run.Trigger is RunTrigger.Pass && run.Planned == 0 ? Microsoft.Extensions.Logging.LogLevel.Debug : Microsoft.Extensions.Logging.LogLevel.Information;
}
