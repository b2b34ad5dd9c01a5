using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Storage;

/// <content>Runs, plans and changes that the tests work with.</content>
public abstract partial class RunStoreContract
{
    private static readonly Requester _ada = new(RunTrigger.Discord, "Ada");

    private RunRequest Request(int startIndex = 0, int chunkSize = 10) =>
        new(_guild, RunKind.Sync, RunTrigger.Http, startIndex, chunkSize, ContinuesByItself: false);

    private async Task<Run> StartAsync(int startIndex = 0, int chunkSize = 10) =>
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request(startIndex, chunkSize), Ct)).Run;

    private async Task<Run> GetAsync(RunId run) => Assert.IsType<Run>(await Store.FindAsync(run, Ct));

    /// <summary>A run of epoch 1 that has ten members, each with one grant and one revoke to do; waiting, it has done two of them.</summary>
    private protected async Task<RunId> InPhaseAsync(RunPhase phase)
    {
        var id = (await StartAsync()).Id;
        Assert.Equal(1, (await TakeAsync()).Lease.Epoch);
        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page(Enumerable.Range(0, 10).SelectMany(Switch)), Ct));
        if (phase != RunPhase.Planning)
        {
            Assert.True(await Lease(id, 1).Plan.EndAsync(phase == RunPhase.Held ? RunPhase.Held : RunPhase.Applying, false, wouldBeHeld: false, null, Ct));
        }

        if (phase == RunPhase.Waiting)
        {
            Assert.True(await Lease(id, 1).BeginChunkAsync(2, Ct));
            Assert.True(await Lease(id, 1).EndChunkAsync(2, chunkGoesOn: false, RunPhase.Waiting, null, Ct));
        }

        Assert.Equal(phase, (await GetAsync(id)).Phase);
        return id;
    }

    private async Task<LeasedRun> TakeAsync() => Assert.IsType<LeasedRun>(await Leases.TakeAsync(_guild, Ct));

    /// <summary>The right to write a run that whoever took this epoch has, or had.</summary>
    private protected RunLease Lease(RunId run, int epoch) => new(new LeaseQuery(Database), Database, _clock, new GuardedRun(Database, _clock, run, _guild, epoch));

    private async Task EndActiveAsync()
    {
        Assert.True(await (await TakeAsync()).Lease.EndAsync(RunPhase.Failed, "Ended by the test.", Ct));
    }

    private static MemberId MemberAt(int index) => new(5_000_000_000_000_000_000 + (ulong)index);

    private static IEnumerable<(int Index, Change Change)> Switch(int index) =>
    [
        (index, Grant(index)),
        (index, new Change(MemberAt(index), new RoleId(71), ChangeKind.Revoke, Direction.Gain, true, "score 1640", "Known -> Established")),
    ];

    private static Change Grant(int index, string? obstacle = null) =>
        new(MemberAt(index), new RoleId(72), ChangeKind.Grant, Direction.Gain, true, "score 1640", "Known -> Established", obstacle);

    private static Change Loss(int index) =>
        new(MemberAt(index), new RoleId(73), ChangeKind.Revoke, Direction.Loss, false, "no Ethos profile", "- Validator");

    private PlannedPage Page(IEnumerable<(int, Change)> changes) => new(MemberAt(999), 1000, 10, 1, 2, [.. changes], _clock.GetUtcNow());

    private sealed class Mending(Func<Task> mend) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await mend();
    }
}
