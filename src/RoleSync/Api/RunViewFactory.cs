using Microsoft.Extensions.Options;
using RoleSync.Api.Views;
using RoleSync.Core.Runs;
using RoleSync.Work;

namespace RoleSync.Api;

/// <summary>Makes the view of a run: as it stands at this moment, with its result by the share of unknown members that the configuration of now allows.</summary>
internal sealed class RunViewFactory(IOptions<SyncOptions> options, TimeProvider time)
{
    public RunView Of(Run run) => RunView.Of(run, options.Value.MaxUnknown, time.GetUtcNow());
}
