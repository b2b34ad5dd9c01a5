using RoleSync.EndToEnd.Tests.Processes;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>What people change at Discord between two writes of a run.</summary>
public sealed class ChangeInMidRunTests(LargeGuildFixture shared) : IClassFixture<LargeGuildFixture>
{
    private readonly FaultBench _bench = shared.Bench;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_administrator_changes_in_mid_run_is_seen_and_the_next_run_repairs_what_it_could_not()
    {
        var guild = _bench.Guild;
        var bot = guild.Roles.Single(role => role.Id == guild.BotRoleId).Position;
        foreach (var (name, change, back) in (IEnumerable<(string, Action, Action)>)
        [
            ("the bot moved below its roles", () => guild.MoveRole(guild.BotRoleId, 1), () => guild.MoveRole(guild.BotRoleId, bot)),
            ("permission taken", () => guild.BotMayManageRoles = false, () => guild.BotMayManageRoles = true),
        ])
        {
            _bench.Spoil();
            _bench.AtWrite(4, change);

            var end = await _bench.RunAsync();

            Assert.True(SyncCaller.Phase(end) is "failed" or "completed", $"{name}: {end}");
            Assert.True(SyncCaller.Phase(end) == "failed" || FaultBench.Number(end, "refused") > 0, $"{name}: {end}");
            Assert.InRange(_bench.Sandbox.Journal.Count(status: 403), 0, 4);
            _bench.AssertNobodyWronged();
            back();
            await _bench.HealAsync();
        }
    }

    [Fact]
    public async Task A_role_that_is_deleted_in_mid_run_is_refused_and_everybody_else_is_made_right()
    {
        await using var bench = await FaultBench.StartAsync(members: 200);
        var guild = bench.Guild;
        var deleted = guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        bench.Spoil();
        bench.AtWrite(2, () => guild.DeleteRole(deleted));

        var end = await bench.RunAsync();

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.True(FaultBench.Number(end, "refused") > 0, end.ToString());
        bench.AssertNobodyWronged(deleted);
        Assert.DoesNotContain(guild.WrongMembers(), member => !guild.RolesOf(member).Intersect(bench.Managed).Order().SequenceEqual(guild.ExpectedRoles(member)!));
    }

    [Fact]
    public async Task Members_who_leave_or_join_or_are_edited_at_the_same_moment_are_left_to_themselves()
    {
        var guild = _bench.Guild;
        _bench.Spoil();
        var wrong = guild.WrongMembers();
        var (leaver, edited) = (wrong[^1], wrong[^2]);
        var foreign = guild.AddRole("Of the month").Id;
        _bench.AtWrite(1, () =>
        {
            guild.RemoveMember(leaver);
            guild.AddMember(leaver + 1, [guild.VerifiedRoleId]);
        });
        _bench.AtWrite(3, () => guild.Grant(edited, foreign));

        var end = await _bench.RunAsync();

        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.Contains(foreign, guild.RolesOf(edited));
        Assert.DoesNotContain(edited, guild.WrongMembers());
        guild.Revoke(edited, foreign);
        await _bench.HealAsync();
    }

    [Fact]
    public async Task A_token_that_is_revoked_in_mid_run_postpones_it_without_hammering_and_a_new_one_finishes_it()
    {
        _bench.Spoil();
        _bench.AtWrite(3, () => _bench.Sandbox.World.RotateToken());

        await _bench.TriggerAsync();
        await _bench.Caller.WaitAsync(
            status => status.GetProperty("error") is { ValueKind: System.Text.Json.JsonValueKind.String } error && error.GetString()!.Contains("DISCORD_TOKEN", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), Ct);
        Assert.InRange(_bench.Sandbox.Journal.Count(status: 401), 1, 5);
        using var ready = await _bench.Caller.Http.GetAsync("/health/ready", Ct);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("DISCORD_TOKEN", await ready.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        _bench.AssertNobodyWronged();
        await _bench.StartServiceAsync();
        Assert.Equal("completed", SyncCaller.Phase(await _bench.Caller.WaitForEndAsync(Ct)));
        _bench.AssertRight();
    }
}
