using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage;

namespace RoleSync.Tests.Storage;

/// <content>The roles that were made, and the messages that tell of runs.</content>
public abstract partial class RunStoreContract
{
    private RoleStore Roles => new(Database, _clock);

    private DigestStore Digests => new(Database, Reasons, _clock);

    [Fact]
    public async Task A_role_that_is_intended_is_nobodys_to_make_for_a_minute_and_known_once_it_is_kept()
    {
        Assert.Null(await Roles.IntendAsync(_guild, "ROLE_KNOWN", new RoleId(70), Ct));
        Assert.InRange((await Roles.IntendAsync(_guild, "ROLE_KNOWN", new RoleId(71), Ct))!.Value.TotalSeconds, 1, 60);
        Assert.Equal(new RoleId(70), (await Roles.IntendedAsync(_guild, Ct))["ROLE_KNOWN"]);
        Assert.Empty(await Roles.ReadAsync(_guild, Ct));

        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(await Roles.IntendAsync(_guild, "ROLE_KNOWN", new RoleId(72), Ct));
        await Roles.KeepAsync(_guild, "ROLE_KNOWN", new RoleId(80), Ct);

        Assert.Equal(new RoleId(80), (await Roles.ReadAsync(_guild, Ct))["ROLE_KNOWN"]);
        Assert.Empty(await Roles.IntendedAsync(_guild, Ct));
        Assert.Empty(await Roles.ReadAsync(new GuildId(_guild.Value + 1_000_000), Ct));
    }

    [Fact]
    public async Task The_roles_of_all_guilds_are_read_at_once_without_those_that_are_only_intended()
    {
        var other = new GuildId(_guild.Value + 1);
        await Roles.KeepAsync(_guild, "ROLE_KNOWN", new RoleId(80), Ct);
        await Roles.KeepAsync(other, "ROLE_KNOWN", new RoleId(90), Ct);
        await Roles.KeepAsync(other, "ROLE_NEUTRAL", new RoleId(91), Ct);
        await Roles.IntendAsync(_guild, "ROLE_NEUTRAL", new RoleId(70), Ct);

        var all = await Roles.ReadAllAsync(Ct);

        Assert.Equal([new RoleId(80)], all[_guild].Values);
        Assert.Equal((2, new RoleId(91)), (all[other].Count, all[other]["ROLE_NEUTRAL"]));
    }

    [Fact]
    public async Task Of_many_who_want_to_make_a_role_at_once_exactly_one_may()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Roles.IntendAsync(_guild, "ROLE_KNOWN", new RoleId(7), Ct), Ct)));

        Assert.Single(answers, answer => answer is null);
    }

    [Fact]
    public async Task A_note_that_is_taken_back_leaves_the_way_free()
    {
        Assert.Null(await Roles.IntendAsync(_guild, "ROLE_KNOWN", new RoleId(7), Ct));
        await Roles.ForgetAsync(_guild, "ROLE_KNOWN", Ct);
        Assert.Null(await Roles.IntendAsync(_guild, "ROLE_KNOWN", new RoleId(7), Ct));

        await Roles.KeepAsync(_guild, "ROLE_KNOWN", new RoleId(8), Ct);
        await Roles.ForgetAsync(_guild, "ROLE_KNOWN", Ct);
        Assert.Single(await Roles.ReadAsync(_guild, Ct));
    }

    [Fact]
    public async Task Of_many_who_hear_an_interaction_at_once_exactly_one_may_begin_it_until_it_is_forgotten()
    {
        var store = new InteractionStore(Database, _clock);
        var id = ulong.MaxValue - _guild.Value;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.NoteAsync(id, Ct), Ct)));
        Assert.Single(answers, isNew => isNew);

        _clock.Advance(TimeSpan.FromMinutes(12));
        Assert.False(await store.NoteAsync(id, Ct));
        Assert.True(await store.ForgetAsync(_clock.GetUtcNow() - TimeSpan.FromMinutes(11), Ct) >= 1);
        Assert.True(await store.NoteAsync(id, Ct));
    }

    [Fact]
    public async Task A_digest_is_open_until_the_end_of_its_run_is_told_and_again_when_the_run_goes_on()
    {
        const long Hook = 17;
        var run = await InPhaseAsync(RunPhase.Applying);
        Assert.Null((await OpenAsync(Hook, run))!.Message);
        Assert.True(await Digests.TakeAsync(run, Hook, "a", Ct));
        await Digests.KeepAsync((await Store.FindAsync(run, Ct))!, 555, Ct);
        Assert.Equal(555UL, (await OpenAsync(Hook, run))!.Message);

        var epoch = (await Store.FindAsync(run, Ct))!.Epoch;
        Assert.True(await Lease(run, epoch).EndAsync(RunPhase.Stopped, null, Ct));
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.NotNull(await OpenAsync(Hook, run));
        await Digests.KeepAsync((await Store.FindAsync(run, Ct))!, 555, Ct);
        Assert.Null(await OpenAsync(Hook, run));

        Assert.True(await Store.ResumeAsync(run, 5, true, RunTrigger.Http, Ct));
        Assert.Equal(555UL, (await OpenAsync(Hook, run))!.Message);
        Assert.Null((await OpenAsync(Hook + 1, run))!.Message);
    }

    [Fact]
    public async Task Runs_that_ended_long_before_the_webhook_was_known_stay_untold()
    {
        var run = await EndedAsync();

        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(await OpenAsync(18, run));
    }

    [Fact]
    public async Task A_run_that_ended_since_the_webhook_is_known_is_told_of_however_late_for_a_week()
    {
        await OpenAsync(180, await EndedAsync());
        var run = await EndedAsync();

        _clock.Advance(TimeSpan.FromDays(6));
        Assert.NotNull(await OpenAsync(180, run));

        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Null(await OpenAsync(180, run));
    }

    [Fact]
    public async Task A_clock_that_was_a_day_ahead_leaves_no_digest_to_nobody()
    {
        var run = await InPhaseAsync(RunPhase.Applying);
        Assert.True(await new DigestStore(Database, Reasons, new FakeTimeProvider(_clock.GetUtcNow().AddDays(1))).TakeAsync(run, 19, "a", Ct));

        Assert.True(await Digests.TakeAsync(run, 19, "b", Ct));
    }

    [Fact]
    public async Task Another_process_takes_a_digest_over_when_its_owner_is_silent()
    {
        var run = await InPhaseAsync(RunPhase.Applying);
        Assert.True(await Digests.TakeAsync(run, 19, "a", Ct));
        Assert.False(await Digests.TakeAsync(run, 19, "b", Ct));
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await Digests.TakeAsync(run, 19, "b", Ct));
        Assert.False(await Digests.TakeAsync(run, 19, "a", Ct));
    }

    [Fact]
    public async Task A_webhook_that_was_refused_is_remembered_and_another_one_begins_anew()
    {
        var hook = (long)_guild.Value;
        var run = await InPhaseAsync(RunPhase.Applying);
        Assert.True(await Digests.TakeAsync(run, hook, "a", Ct));
        await Digests.RefuseAsync(run, hook, Ct);
        Assert.True(await Digests.IsRefusedAsync(hook, Ct));
        Assert.False(await Digests.IsRefusedAsync(-hook, Ct));
        Assert.Null(await OpenAsync(hook, run));

        Assert.NotNull(await OpenAsync(-hook, run));
        Assert.True(await Digests.TakeAsync(run, -hook, "a", Ct));
        Assert.False(await Digests.IsRefusedAsync(-hook, Ct));
    }

    private async Task<RunId> EndedAsync()
    {
        var run = await InPhaseAsync(RunPhase.Applying);
        var epoch = (await Store.FindAsync(run, Ct))!.Epoch;
        Assert.True(await Lease(run, epoch).EndAsync(RunPhase.Stopped, null, Ct));
        return run;
    }

    private async Task<Digest?> OpenAsync(long webhook, RunId run) =>
        (await Digests.OpenAsync(webhook, Ct)).SingleOrDefault(digest => digest.Run.Id == run);
}
