using Microsoft.Extensions.Time.Testing;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

public sealed class LimitTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_fixed_window_opens_with_the_first_request_and_gives_all_back_at_once()
    {
        var limits = new Limits(_clock, speed: 1);
        _clock.Advance(TimeSpan.FromSeconds(3.3));
        var opened = limits.Take(LimitedRoute.MemberRoles, 1);
        Assert.Equal((true, 10, 9, TimeSpan.FromSeconds(10)), (opened.Allowed, opened.Limit, opened.Remaining, opened.ResetAfter));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(9, limits.UseElsewhere(LimitedRoute.MemberRoles, 1, 20));
        var refused = limits.Take(LimitedRoute.MemberRoles, 1);
        Assert.Equal((false, opened.ResetAt, TimeSpan.FromSeconds(6)), (refused.Allowed, refused.ResetAt, refused.RetryAfter));
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(10, limits.UseElsewhere(LimitedRoute.MemberRoles, 1, 20));
    }

    [Fact]
    public void A_sliding_window_moves_its_reset_and_gives_back_one_by_one()
    {
        var limits = new Limits(_clock, speed: 1);
        var first = limits.Take(LimitedRoute.PatchMember, 1);
        Assert.Equal((9, TimeSpan.FromSeconds(1)), (first.Remaining, first.ResetAfter));
        var second = limits.Take(LimitedRoute.PatchMember, 1);
        Assert.Equal((8, TimeSpan.FromSeconds(2)), (second.Remaining, second.ResetAfter));
        Assert.Equal(8, limits.UseElsewhere(LimitedRoute.PatchMember, 1, 20));
        _clock.Advance(TimeSpan.FromSeconds(0.4));
        var refused = limits.Take(LimitedRoute.PatchMember, 1);
        Assert.Equal((false, TimeSpan.FromSeconds(9.6), TimeSpan.FromSeconds(0.6)), (refused.Allowed, refused.ResetAfter, refused.RetryAfter));
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        Assert.Equal(1, limits.UseElsewhere(LimitedRoute.PatchMember, 1, 20));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, limits.UseElsewhere(LimitedRoute.PatchMember, 1, 20));
    }

    [Fact]
    public void Guilds_do_not_share_and_the_speed_divides_every_window()
    {
        var limits = new Limits(_clock, speed: 50);
        Assert.Equal(10, limits.UseElsewhere(LimitedRoute.MemberRoles, 1, 11));
        Assert.Equal(10, limits.UseElsewhere(LimitedRoute.MemberRoles, 2, 11));
        Assert.Equal(TimeSpan.FromSeconds(0.2), limits.Take(LimitedRoute.MemberRoles, 1).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(10, limits.UseElsewhere(LimitedRoute.MemberRoles, 1, 11));
    }

    [Theory]
    [InlineData(WindowModel.Fixed)]
    [InlineData(WindowModel.Sliding)]
    public void The_model_of_role_writes_may_be_forced(WindowModel model)
    {
        var limits = new Limits(_clock, 1, model);
        foreach (var route in (LimitedRoute[])[LimitedRoute.MemberRoles, LimitedRoute.PatchMember])
        {
            var first = limits.Take(route, 1).ResetAt;
            Assert.Equal(model == WindowModel.Sliding, limits.Take(route, 1).ResetAt != first);
        }
    }

    [Fact]
    public void A_limit_changed_in_mid_run_holds_from_the_next_request_on()
    {
        var limits = new Limits(_clock, 1);
        Assert.Equal(9, limits.Take(LimitedRoute.MemberRoles, 1).Remaining);
        limits.Set(LimitedRoute.MemberRoles, 3, TimeSpan.FromSeconds(2));
        Assert.Equal(2, limits.UseElsewhere(LimitedRoute.MemberRoles, 1, 10));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(2), limits.Take(LimitedRoute.MemberRoles, 1).ResetAfter);
    }

    [Fact]
    public void The_global_limit_counts_in_windows_of_the_servers_own_clock()
    {
        var limits = new Limits(_clock, 1);
        _clock.Advance(TimeSpan.FromSeconds(0.7));
        Assert.Equal(50, limits.UseElsewhere(LimitedRoute.Global, 0, 60));
        Assert.Equal(TimeSpan.FromSeconds(0.3), limits.Take(LimitedRoute.Global, 0).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(50, limits.UseElsewhere(LimitedRoute.Global, 0, 60));
    }

    [Fact]
    public void A_step_of_the_wall_clock_moves_no_window()
    {
        var clock = new SteppingClock();
        var limits = new Limits(clock, 1);
        var before = limits.Take(LimitedRoute.MemberRoles, 1);
        var reset = limits.At(before.ResetAt);
        clock.WallClock += TimeSpan.FromHours(5);
        var after = limits.Take(LimitedRoute.MemberRoles, 1);
        Assert.Equal((8, reset), (after.Remaining, limits.At(after.ResetAt)));
    }

    [Fact]
    public async Task The_eleventh_write_gets_429_with_all_headers_and_PUT_and_DELETE_share()
    {
        await using var probe = await StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_KNOWN"));
        List<string?> resets = [];
        for (var write = 0; write < 10; write++)
        {
            var done = write % 2 == 0 ? await probe.PutRoleAsync(member, role) : await probe.DeleteRoleAsync(member, role);
            Assert.Equal((204, "10", $"{9 - write}"), (done.Status, done.Header("X-RateLimit-Limit"), done.Header("X-RateLimit-Remaining")));
            resets.Add(done.Header("X-RateLimit-Reset"));
        }
        Assert.Single(resets.Distinct());
        _clock.Advance(TimeSpan.FromMilliseconds(2345));
        var refused = await probe.PutRoleAsync(member, role);
        Assert.Equal(429, refused.Status);
        Assert.Equal(("user", "8", "7.655", "0", "1.1 google"), (refused.Header("X-RateLimit-Scope"), refused.Header("Retry-After"),
            refused.Header("X-RateLimit-Reset-After"), refused.Header("X-RateLimit-Remaining"), refused.Header("Via")));
        Assert.Equal((7.655, false), ((double)refused.Json["retry_after"]!, (bool)refused.Json["global"]!));
        Assert.Equal(resets[0], refused.Header("X-RateLimit-Reset"));
        Assert.Null(refused.Header("X-RateLimit-Global"));
        _clock.Advance(TimeSpan.FromMilliseconds(7655));
        Assert.Equal(204, (await probe.PutRoleAsync(member, role)).Status);
    }

    [Fact]
    public async Task PATCH_has_a_bucket_of_its_own_and_routes_without_a_bucket_send_no_headers()
    {
        await using var probe = await StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_KNOWN"));
        var put = await probe.PutRoleAsync(member, role);
        var patch = await probe.PatchRolesAsync(member, probe.Guild.RolesOf(member));
        var delete = await probe.DeleteRoleAsync(member, role);
        Assert.Equal(("9", "8"), (patch.Header("X-RateLimit-Remaining"), delete.Header("X-RateLimit-Remaining")));
        Assert.Equal(put.Header("X-RateLimit-Bucket"), delete.Header("X-RateLimit-Bucket"));
        Assert.NotEqual(put.Header("X-RateLimit-Bucket"), patch.Header("X-RateLimit-Bucket"));
        var guild = await probe.GetAsync($"/guilds/{probe.Guild.Id}");
        Assert.DoesNotContain(guild.Headers, header => header.Key.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase));
        var noise = await probe.GetAsync("/applications/@me");
        Assert.Equal(("0", "0.001"), (noise.Header("X-RateLimit-Remaining"), noise.Header("X-RateLimit-Reset-After")));
    }

    [Fact]
    public async Task The_global_429_names_itself_and_has_no_bucket_headers()
    {
        await using var probe = await StartAsync();
        for (var call = 0; call < 50; call++)
        {
            Assert.Equal(200, (await probe.GetAsync($"/guilds/{probe.Guild.Id}/roles")).Status);
        }
        var refused = await probe.GetAsync($"/guilds/{probe.Guild.Id}/roles");
        Assert.Equal((429, "true", "global"), (refused.Status, refused.Header("X-RateLimit-Global"), refused.Header("X-RateLimit-Scope")));
        Assert.True((bool)refused.Json["global"]!);
        Assert.Null(refused.Header("X-RateLimit-Limit"));
        var hook = await probe.DiscordAsync("POST", $"/webhooks/{probe.Sandbox.World.WebhookId}/{probe.Sandbox.World.WebhookToken}?wait=true", """{"content":"exempt"}""");
        Assert.Equal(200, hook.Status);
        Assert.Equal(1, probe.Sandbox.Journal.RateLimited["global"]);
    }

    [Fact]
    public void Ten_thousand_invalid_requests_in_ten_minutes_ban_the_address()
    {
        var invalid = new InvalidRequests(_clock, 1);
        for (var request = 0; request < 9_999; request++)
        {
            invalid.Count();
        }
        Assert.Null(invalid.Ban());
        _clock.Advance(TimeSpan.FromMinutes(10));
        invalid.Count();
        Assert.Null(invalid.Ban());
        for (var request = 0; request < 9_999; request++)
        {
            invalid.Count();
        }
        Assert.Equal(TimeSpan.FromHours(1), invalid.Ban());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(invalid.Ban());
    }

    [Fact]
    public async Task A_banned_address_gets_a_page_of_Cloudflare_without_Via()
    {
        await using var probe = await StartAsync();
        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Probe.Ct }, async (_, _) =>
            await probe.DiscordAsync("GET", "/users/@me", null, request => request.Headers.Remove("Authorization")));
        var banned = await probe.GetAsync("/users/@me");
        Assert.Equal((429, "3600", (string?)null), (banned.Status, banned.Header("Retry-After"), banned.Header("Via")));
        Assert.Equal("text/html", banned.ContentHeaders.ContentType?.MediaType);
    }

    private Task<Probe> StartAsync() => Probe.StartAsync(new SandboxOptions { Time = _clock, Guilds = [new GuildOptions { Members = 20 }] });

    /// <summary>A monotonic clock that stands still beside a wall clock that can be set.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        public DateTimeOffset WallClock { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => WallClock;

        public override long GetTimestamp() => 0;
    }
}
