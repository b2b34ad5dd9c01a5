using Microsoft.Extensions.Options;

namespace RoleSync.Work;

/// <summary>The delays that an operator asked for on top of Discord's limits; none by default.</summary>
internal sealed class Delays(IOptions<SyncOptions> options, TimeProvider time)
{
    /// <summary>Whether there is any delay.</summary>
    public bool Any => options.Value is var set
        && (set.DelayBetweenRoleOps > TimeSpan.Zero || set.DelayBetweenUsers > TimeSpan.Zero || set.DelayBetweenBatches > TimeSpan.Zero);

    /// <summary>Between two role writes.</summary>
    public Task AfterWriteAsync(CancellationToken ct) => WaitAsync(options.Value.DelayBetweenRoleOps, ct);

    /// <summary>Between two members with changes.</summary>
    public Task AfterMemberAsync(CancellationToken ct) => WaitAsync(options.Value.DelayBetweenUsers, ct);

    /// <summary>Between two batches with changes.</summary>
    public Task AfterBatchAsync(CancellationToken ct) => WaitAsync(options.Value.DelayBetweenBatches, ct);

    private Task WaitAsync(TimeSpan delay, CancellationToken ct) => delay > TimeSpan.Zero ? Task.Delay(delay, time, ct) : Task.CompletedTask;
}
