using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

public sealed class MemberListTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(700)]
    public async Task Paging_by_the_highest_id_meets_every_member_once_in_the_order_of_numbers(int limit)
    {
        await using var probe = await Probe.StartAsync(new GuildOptions { Members = 2500, Bots = 40 });
        List<ulong> ids = [];
        for (JsonArray page = [new JsonObject()]; page.Count > 0;)
        {
            page = (await probe.GetAsync($"/guilds/{probe.Guild.Id}/members?limit={limit}&after={ids.LastOrDefault()}")).Json.AsArray();
            ids.AddRange(page.Select(member => ulong.Parse((string)member!["user"]!["id"]!, CultureInfo.InvariantCulture)));
        }
        Assert.Equal(2541, ids.Count);
        Assert.Equal(probe.Guild.MemberIds(), ids);
        Assert.Equal(ids.Order(), ids);
        Assert.Equal([17, 18, 19], ids.Select(id => $"{id}".Length).Distinct());
        Assert.NotEqual(ids, ids.OrderBy(id => $"{id}", StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_has_one_member_unless_asked_for_more()
    {
        await using var probe = await Probe.StartAsync();
        Assert.Single((await probe.GetAsync($"/guilds/{probe.Guild.Id}/members")).Json.AsArray());
    }

    [Fact]
    public async Task Without_the_members_intent_the_list_is_closed_and_one_member_is_not()
    {
        await using var probe = await Probe.StartAsync();
        probe.Sandbox.World.MembersIntent = false;
        var list = await probe.GetAsync($"/guilds/{probe.Guild.Id}/members");
        Assert.Equal((403, 50001), (list.Status, (int)list.Json["code"]!));
        Assert.Equal(0, (int)(await probe.GetAsync("/applications/@me")).Json["flags"]!);
        Assert.Equal(200, (await probe.GetAsync($"/guilds/{probe.Guild.Id}/members/{probe.Sandbox.World.BotId}")).Status);
        probe.Sandbox.World.MembersIntent = true;
        Assert.Equal(1 << 15, (int)(await probe.GetAsync("/applications/@me")).Json["flags"]!);
    }

    [Fact]
    public async Task Members_bear_their_roles_without_everyone_and_bots_say_so()
    {
        await using var probe = await Probe.StartAsync(new GuildOptions { Members = 300, Bots = 20 });
        var list = (await probe.GetAsync($"/guilds/{probe.Guild.Id}/members?limit=1000")).Json.AsArray();
        foreach (var member in list)
        {
            var id = ulong.Parse((string)member!["user"]!["id"]!, CultureInfo.InvariantCulture);
            Assert.Equal(probe.Guild.RolesOf(id), member["roles"]!.AsArray().Select(role => ulong.Parse((string)role!, CultureInfo.InvariantCulture)));
            Assert.Equal(probe.Guild.IsBot(id), (bool?)member["user"]!["bot"] ?? false);
        }
        Assert.Equal(21, list.Count(member => (bool?)member!["user"]!["bot"] == true));
        Assert.DoesNotContain(list, member => member!["roles"]!.AsArray().Any(role => (string)role! == $"{probe.Guild.Id}"));
    }

    [Fact]
    public async Task Who_accepts_gzip_gets_it()
    {
        await using var probe = await Probe.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{probe.Sandbox.DiscordUrl}/guilds/{probe.Guild.Id}/members?limit=100");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bot {probe.Sandbox.Token}");
        request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.invalid, 1.0)");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await http.SendAsync(request, Probe.Ct);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await response.Content.ReadAsStreamAsync(Probe.Ct), CompressionMode.Decompress);
        Assert.Equal(100, (await JsonNode.ParseAsync(unpacked, cancellationToken: Probe.Ct))!.AsArray().Count);
    }

    [Fact]
    public async Task Members_who_join_and_leave_are_in_and_out_of_the_list()
    {
        await using var probe = await Probe.StartAsync(new GuildOptions { Members = 10 });
        var (leaver, newcomer) = (probe.Guild.MemberIds()[4], 222_222_222_222_222_222UL);
        probe.Guild.RemoveMember(leaver);
        probe.Guild.AddMember(newcomer, [probe.Guild.VerifiedRoleId]);
        var list = (await probe.GetAsync($"/guilds/{probe.Guild.Id}/members?limit=1000")).Json.AsArray();
        var ids = list.Select(member => ulong.Parse((string)member!["user"]!["id"]!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.DoesNotContain(leaver, ids);
        Assert.Contains(newcomer, ids);
        Assert.Equal(11, (int)(await probe.GetAsync($"/guilds/{probe.Guild.Id}?with_counts=true")).Json["approximate_member_count"]!);
    }

    [Fact]
    public async Task The_counts_by_role_are_those_of_the_members()
    {
        await using var probe = await Probe.StartAsync();
        var counts = (await probe.GetAsync($"/guilds/{probe.Guild.Id}/roles/member-counts")).Json.AsObject();
        var held = probe.Guild.MemberIds().SelectMany(probe.Guild.RolesOf).CountBy(role => role).ToDictionary();
        Assert.Equal(probe.Guild.Roles.Count - 1, counts.Count);
        Assert.All(counts, pair => Assert.Equal(held.GetValueOrDefault(ulong.Parse(pair.Key, CultureInfo.InvariantCulture)), (int)pair.Value!));
    }
}
