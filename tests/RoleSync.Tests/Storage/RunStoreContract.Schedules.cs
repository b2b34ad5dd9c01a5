using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Storage;

/// <content>Which scheduled runs were begun.</content>
public abstract partial class RunStoreContract
{
    // Later than anything that another test of this database has begun.
    private static readonly DateTimeOffset _two = new(2030, 1, 1, 2, 0, 0, TimeSpan.Zero);

    private ScheduleStore Schedules => new(Database);

    [Fact]
    public async Task A_due_time_is_begun_in_the_transaction_that_stores_its_run_and_missing_until_then()
    {
        await Schedules.KnowAsync([_guild], "0 2 * * *", _two.AddDays(-1), Ct);
        Assert.Contains(_guild, await Schedules.MissingAsync(_two, Ct));
        Assert.DoesNotContain(_guild, await Schedules.MissingAsync(_two.AddDays(-1), Ct));

        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request() with { Due = _two }, Ct));
        Assert.Equal(_two, await Schedules.BegunAsync(_guild, Ct));
        Assert.DoesNotContain(_guild, await Schedules.MissingAsync(_two, Ct));

        Assert.IsType<RunStart.Busy>(await Store.StartAsync(Request() with { Due = _two.AddDays(1) }, Ct));
        Assert.Contains(_guild, await Schedules.MissingAsync(_two.AddDays(1), Ct));
        await Schedules.BeginAsync(_guild, _two.AddDays(1), Ct);
        Assert.DoesNotContain(_guild, await Schedules.MissingAsync(_two.AddDays(1), Ct));
    }

    [Fact]
    public async Task A_guild_that_is_known_keeps_its_account_when_the_service_starts_again()
    {
        await Schedules.KnowAsync([_guild], "0 2 * * *", _two, Ct);
        await Schedules.KnowAsync([_guild], "0 2 * * *", _two.AddDays(3), Ct);

        Assert.Equal(_two, await Schedules.BegunAsync(_guild, Ct));
        Assert.Null(await Schedules.BegunAsync(new GuildId(_guild.Value + 1_000_000), Ct));
    }

    [Fact]
    public async Task A_run_that_rests_until_a_time_no_run_rests_until_is_due_now()
    {
        var run = await InPhaseAsync(RunPhase.Applying);
        var epoch = (await Store.FindAsync(run, Ct))!.Epoch;
        await Lease(run, epoch).PostponeAsync(_clock.GetUtcNow().AddHours(1), "Discord asks for it.", Ct);
        Assert.DoesNotContain(_guild, await Store.GuildsToFireAsync(_clock.GetUtcNow(), Ct));

        await Lease(run, epoch).PostponeAsync(_clock.GetUtcNow().AddHours(25), "Discord asks for it.", Ct);
        Assert.Contains(_guild, await Store.GuildsToFireAsync(_clock.GetUtcNow(), Ct));
    }
}
