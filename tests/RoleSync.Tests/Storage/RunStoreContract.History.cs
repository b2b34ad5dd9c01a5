using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.History;
using RoleSync.Storage.Tables;

namespace RoleSync.Tests.Storage;

/// <content>What became of changes, across runs.</content>
public abstract partial class RunStoreContract
{
    private ChangeHistory History => new(Database);

    /// <summary>How the database's own tool for that says which index a query uses.</summary>
    private protected abstract Task<string> ExplainAsync(RoleSyncContext db, DbCommand query);

    [Fact]
    public async Task The_history_of_a_guild_is_the_changes_of_all_its_runs_that_have_ended_newest_first()
    {
        var (older, newer) = await TwoRunsAsync();
        await StartedElsewhereAsync();

        var all = await History.FindAsync(new ChangeFilter(_guild), null, 100, Ct);

        // Of one moment, the later one first.
        Assert.Equal([(newer, 1, Outcome.Applied), (newer, 0, Outcome.Applied), (older, 1, Outcome.Failed), (older, 0, Outcome.Applied)], all.Select(change => (change.Run, change.Index, change.Outcome)));
        Assert.DoesNotContain(all, change => change.Outcome == Outcome.Pending);
    }

    [Fact]
    public async Task The_history_is_narrowed_by_time_role_transition_member_and_outcome()
    {
        var (older, newer) = await TwoRunsAsync();
        var filter = new ChangeFilter(_guild);
        var later = _clock.GetUtcNow();

        Assert.Equal([newer, newer], await RunsAsync(filter with { Since = later }));
        Assert.Equal([older, older], await RunsAsync(filter with { Until = later }));
        Assert.Empty(await RunsAsync(filter with { Since = later.AddMilliseconds(1) }));
        Assert.Equal([newer, older], await RunsAsync(filter with { Role = new RoleId(73) }));
        Assert.Equal([newer, older], await RunsAsync(filter with { Transition = "- Validator" }));
        Assert.Empty(await RunsAsync(filter with { Transition = "- Valid" }));
        Assert.Equal([newer, older], await RunsAsync(filter with { Member = MemberAt(1) }));
        Assert.Equal([older], await RunsAsync(filter with { Outcome = Outcome.Failed }));
        Assert.Equal([newer], await RunsAsync(filter with { Since = later, Role = new RoleId(73), Member = MemberAt(1), Outcome = Outcome.Applied }));

        async Task<IEnumerable<RunId>> RunsAsync(ChangeFilter wanted) => (await History.FindAsync(wanted, null, 100, Ct)).Select(change => change.Run);
    }

    [Fact]
    public async Task Pages_of_the_history_lose_and_repeat_nothing_though_changes_come_and_go_meanwhile()
    {
        await TwoRunsAsync();
        var whole = await History.FindAsync(new ChangeFilter(_guild), null, 100, Ct);

        var paged = new List<StoredChange>();
        HistoryPosition? before = null;
        while (await History.FindAsync(new ChangeFilter(_guild), before, 1, Ct) is [{ EndedAt: { } ended } change])
        {
            paged.Add(change);
            before = new HistoryPosition(ended.ToUnixTimeMilliseconds(), change.Id);
            if (paged.Count == 2)
            {
                // The very change that the page ended with, and one that is newer than all.
                await ExecuteAsync($"DELETE FROM changes WHERE id = {change.Id}");
                var (lease, run) = await Verifications.StartAsync(_guild, [Grant(9)], _ada, Ct);
                await lease.RecordAsync([new((await JournalAsync(run.Id))[0].Id, Outcome.Applied)], null, Ct);
            }
        }

        Assert.Equal(whole, paged);
    }

    [Theory]
    [InlineData("", "changes_by_end")]
    [InlineData("since until before outcome transition", "changes_by_end")]
    [InlineData("role", "changes_of_role")]
    [InlineData("role since until before outcome transition", "changes_of_role")]
    [InlineData("member", "changes_of_member")]
    public async Task The_history_is_one_range_of_an_index_whatever_it_is_narrowed_by(string narrowed, string index)
    {
        var at = _clock.GetUtcNow();
        var filter = new ChangeFilter(_guild)
        {
            Since = Has("since") ? at.AddDays(-7) : null,
            Until = Has("until") ? at : null,
            Role = Has("role") ? new RoleId(73) : null,
            Member = Has("member") ? MemberAt(1) : null,
            Transition = Has("transition") ? "- Validator" : null,
            Outcome = Has("outcome") ? Outcome.Applied : null,
        };

        await using var db = Database.Open();
        var plan = await ExplainAsync(db, ChangeHistory.Fitting(db, filter, Has("before") ? new HistoryPosition(at.ToUnixTimeMilliseconds(), 77) : null).Take(100).CreateDbCommand());

        Assert.Contains(index, plan, StringComparison.Ordinal);
        if (index != "changes_of_member")
        {
            // A member has a handful of changes; of a guild's millions none may be read to be put in order.
            Assert.DoesNotContain("sort", plan, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("B-TREE", plan, StringComparison.Ordinal);
        }

        bool Has(string what) => narrowed.Split(' ').Contains(what);
    }

    private protected static async Task<string> ReadPlanAsync(DbCommand query, int column)
    {
        var plan = new List<string>();
        await using var reader = await query.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            plan.Add(reader.GetString(column));
        }

        return string.Join('\n', plan);
    }

    /// <summary>Two runs, an hour apart, each with a grant and a loss that ended and a grant that is pending.</summary>
    private async Task<(RunId Older, RunId Newer)> TwoRunsAsync()
    {
        var older = await WrittenAsync(Outcome.Failed);
        await Lease(older, 1).EndAsync(RunPhase.Stopped, null, Ct);
        _clock.Advance(TimeSpan.FromHours(1));
        return (older, await WrittenAsync(Outcome.Applied));
    }

    private async Task<RunId> WrittenAsync(Outcome ofLoss)
    {
        var id = (await StartAsync()).Id;
        await TakeAsync();
        await Lease(id, 1).Plan.AddPageAsync(Page([(0, Grant(0)), (1, Loss(1)), (2, Grant(2))]), Ct);
        await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
        var ids = (await JournalAsync(id)).Select(change => change.Id).ToArray();
        await Lease(id, 1).RecordAsync([new(ids[0], Outcome.Applied), new(ids[1], ofLoss)], null, Ct);
        return id;
    }

    /// <summary>Another guild's change, which is nobody's business here.</summary>
    private async Task StartedElsewhereAsync() =>
        await Verifications.StartAsync(new GuildId(Interlocked.Increment(ref _guilds)), [Grant(0, "It is above the bot.")], _ada, Ct);
}
