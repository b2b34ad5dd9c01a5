using Microsoft.EntityFrameworkCore;

namespace RoleSync.Storage.Runs;

/// <content>What the clock changes.</content>
internal sealed partial class RunStore
{
    /// <summary>Lets every run that rests go on now: it was told until when by a clock that was wrong.</summary>
    public async Task RouseAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = now.ToUnixTimeMilliseconds();
        await Active(db.Runs).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.ResumesAt, r => r.ResumesAt == null ? null : at)
                .SetProperty(r => r.MovedAt, at),
            ct);
    }
}
