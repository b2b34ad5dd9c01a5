using Microsoft.Extensions.Options;
using RoleSync.Api.Views;
using RoleSync.Core.Runs;
using RoleSync.Work;

namespace RoleSync.Api;

/// <summary>Shows runs as they stand at this moment, judged by the settings of now.</summary>
internal sealed class RunViews(IOptions<SyncOptions> options, TimeProvider time)
{
    public RunView Of(Run run) => RunView.Of(run, options.Value.MaxUnknown, time.GetUtcNow());
}
