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
        await using var bench = await CommandLineBench.StartAsync(members: 600, wrong: 0.05);
        var before = Hash(bench.Guild);
        await bench.RunAsync("complete", 0);
        var after = Hash(bench.Guild);
        Assert.NotEqual(before, after);

        await bench.RunAsync("undo 1", 0);

        Assert.Equal(before, Hash(bench.Guild));
        Assert.Contains(bench.Sandbox.Journal.Writes, write => write.Reason!.StartsWith("rolesync run 2: undo of run 1, ", StringComparison.Ordinal));

        var writes = bench.Writes;
        var said = await bench.RunAsync("undo 1", 0);
        Assert.Equal((writes, before), (bench.Writes, Hash(bench.Guild)));
        Assert.Contains("0 of 0 changes applied", said, StringComparison.Ordinal);
        Assert.Empty(await bench.ChangesAsync(3, "conflict"));

        await bench.RunAsync("undo 2", 0);
        Assert.Equal(after, Hash(bench.Guild));
    }

    [Fact]
    public async Task An_edit_by_hand_after_the_run_is_left_alone_and_listed()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 300, wrong: 0.06);
        var guild = bench.Guild;
        await bench.RunAsync("complete", 0);
        var profile = guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        var given = bench.Sandbox.Journal.Writes.First(write => write.Role == profile && guild.RolesOf(write.Member).Contains(profile));
        guild.Revoke(given.Member, profile);

        await bench.RunAsync("undo 1", 0);

        Assert.DoesNotContain(profile, guild.RolesOf(given.Member));
        var conflict = Assert.Single(await bench.ChangesAsync(2, "conflict"));
        Assert.Equal($"{given.Member}", conflict.GetProperty("memberId").GetString());
        Assert.Contains("Somebody took this role since", conflict.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_that_takes_roles_from_too_many_is_held()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 120, wrong: 0);
        var guild = bench.Guild;
        var profile = guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        foreach (var member in guild.VerifiedMembers().Where(member => guild.ExpectedRoles(member)?.Contains(profile) == true).Take(60))
        {
            guild.Revoke(member, profile);
        }

        await bench.RunAsync("complete", 0);
        var writes = bench.Writes;

        await bench.RunAsync("undo 1", 3);
        Assert.Equal(writes, bench.Writes);
        await bench.RunAsync("reject 2", 0);
    }

    [Fact]
    public async Task An_undo_that_was_killed_goes_on_where_it_stopped()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 3_000, wrong: 0.05);
        var before = Hash(bench.Guild);
        await bench.RunAsync("complete", 0);
        var writes = bench.Writes;
        var repeated = bench.Sandbox.Journal.RepeatedWrites;
        using (var caller = new SyncCaller(bench.Service.Url))
        {
            using var undo = await caller.Http.PostAsync("/runs/1/undo", null, Ct);
            undo.EnsureSuccessStatusCode();
            await caller.WaitAsync(_ => bench.Writes >= writes + 40, TimeSpan.FromSeconds(60), Ct);
        }

        await bench.Service.KillAsync(Ct);
        Assert.NotEqual(before, Hash(bench.Guild));
        await bench.StartServiceAsync();
        using var watcher = new SyncCaller(bench.Service.Url);
        var end = await watcher.WaitForEndAsync(Ct);

        Assert.Equal(("completed", 2), (SyncCaller.Phase(end), end.GetProperty("runId").GetInt32()));
        Assert.Equal(before, Hash(bench.Guild));
        Assert.InRange(bench.Sandbox.Journal.RepeatedWrites - repeated, 0, WritesInFlight.Most(bench.Sandbox.Journal));
    }

    [Fact]
    public async Task What_cannot_be_undone_is_told()
    {
        await using var bench = await CommandLineBench.StartAsync(members: 50, wrong: 0.1);
        await bench.RunAsync("plan", 10);

        Assert.Contains("dry run", (await bench.RunAsync("undo 1")).Error, StringComparison.Ordinal);
        Assert.Equal(3, (await bench.RunAsync("undo 1")).Code);
        Assert.Equal(2, (await bench.RunAsync("undo 99")).Code);
    }

    private static string Hash(SandboxGuild guild) => guild.Snapshot().Hash;
}
