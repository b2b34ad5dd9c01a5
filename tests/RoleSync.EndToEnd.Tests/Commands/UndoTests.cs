using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary><c>rolesync undo</c> with the real service against the sandbox.</summary>
public sealed class UndoTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sync_and_its_undo_leave_the_guild_as_before_and_undoing_twice_writes_nothing()
    {
        await using var rehearsal = await Rehearsal.StartAsync(members: 600, wrong: 0.05);
        var before = Hash(rehearsal.Guild);
        await rehearsal.RunAsync("complete", 0);
        var after = Hash(rehearsal.Guild);
        Assert.NotEqual(before, after);

        await rehearsal.RunAsync("undo 1", 0);

        Assert.Equal(before, Hash(rehearsal.Guild));
        Assert.Contains(rehearsal.Sandbox.Journal.Writes, write => write.Reason!.StartsWith("rolesync run 2: undo of run 1, ", StringComparison.Ordinal));

        var writes = rehearsal.Writes;
        var said = await rehearsal.RunAsync("undo 1", 0);
        Assert.Equal((writes, before), (rehearsal.Writes, Hash(rehearsal.Guild)));
        Assert.Contains("0 of 0 changes applied", said, StringComparison.Ordinal);
        Assert.Empty(await rehearsal.ChangesAsync(3, "conflict"));

        await rehearsal.RunAsync("undo 2", 0);
        Assert.Equal(after, Hash(rehearsal.Guild));
    }

    [Fact]
    public async Task An_edit_by_hand_after_the_run_is_left_alone_and_listed()
    {
        await using var rehearsal = await Rehearsal.StartAsync(members: 300, wrong: 0.06);
        var guild = rehearsal.Guild;
        await rehearsal.RunAsync("complete", 0);
        var profile = guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        var given = rehearsal.Sandbox.Journal.Writes.First(write => write.Role == profile && guild.RolesOf(write.Member).Contains(profile));
        guild.Revoke(given.Member, profile);

        await rehearsal.RunAsync("undo 1", 0);

        Assert.DoesNotContain(profile, guild.RolesOf(given.Member));
        var conflict = Assert.Single(await rehearsal.ChangesAsync(2, "conflict"));
        Assert.Equal($"{given.Member}", conflict.GetProperty("memberId").GetString());
        Assert.Contains("Somebody took this role since", conflict.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_that_takes_roles_from_too_many_is_held()
    {
        await using var rehearsal = await Rehearsal.StartAsync(members: 120, wrong: 0);
        var guild = rehearsal.Guild;
        var profile = guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        foreach (var member in guild.VerifiedMembers().Where(member => guild.ExpectedRoles(member)?.Contains(profile) == true).Take(60))
        {
            guild.Revoke(member, profile);
        }

        await rehearsal.RunAsync("complete", 0);
        var writes = rehearsal.Writes;

        await rehearsal.RunAsync("undo 1", 3);
        Assert.Equal(writes, rehearsal.Writes);
        await rehearsal.RunAsync("reject 2", 0);
    }

    [Fact]
    public async Task An_undo_that_was_killed_goes_on_where_it_stopped()
    {
        await using var rehearsal = await Rehearsal.StartAsync(members: 3_000, wrong: 0.05);
        var before = Hash(rehearsal.Guild);
        await rehearsal.RunAsync("complete", 0);
        var writes = rehearsal.Writes;
        var repeated = rehearsal.Sandbox.Journal.RepeatedWrites;
        using (var caller = new SyncCaller(rehearsal.Service.Url))
        {
            using var undo = await caller.Http.PostAsync("/runs/1/undo", null, Ct);
            undo.EnsureSuccessStatusCode();
            await caller.WaitAsync(_ => rehearsal.Writes >= writes + 40, TimeSpan.FromSeconds(60), Ct);
        }

        await rehearsal.Service.KillAsync(Ct);
        Assert.NotEqual(before, Hash(rehearsal.Guild));
        await rehearsal.StartServiceAsync();
        using var watcher = new SyncCaller(rehearsal.Service.Url);
        var end = await watcher.WaitForEndAsync(Ct);

        Assert.Equal(("completed", 2), (SyncCaller.Phase(end), end.GetProperty("runId").GetInt32()));
        Assert.Equal(before, Hash(rehearsal.Guild));
        Assert.InRange(rehearsal.Sandbox.Journal.RepeatedWrites - repeated, 0, WritesInFlight.Most(rehearsal.Sandbox.Journal));
    }

    [Fact]
    public async Task What_cannot_be_undone_is_told()
    {
        await using var rehearsal = await Rehearsal.StartAsync(members: 50, wrong: 0.1);
        await rehearsal.RunAsync("plan", 10);

        Assert.Contains("dry run", (await rehearsal.RunAsync("undo 1")).Error, StringComparison.Ordinal);
        Assert.Equal(3, (await rehearsal.RunAsync("undo 1")).Code);
        Assert.Equal(2, (await rehearsal.RunAsync("undo 99")).Code);
    }

    private static string Hash(SandboxGuild guild) => guild.Snapshot().Hash;
}
