using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RoleSync.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Planning;
using RoleSync.Policies;

namespace RoleSync.Tests.Configuration;

public sealed class ProposedSettingsTests
{
    private static readonly GuildId _guild = new(1_000_000_000_000_000_001);
    private static readonly GuildId _other = new(1_000_000_000_000_000_002);

    private static readonly Dictionary<string, string?> _inForce = new()
    {
        ["DISCORD_GUILD_ID"] = $"{_guild}",
        ["ETHOS_VERIFIED_ROLE_ID"] = "2000000000000000001",
        ["ETHOS_ROLE_KNOWN"] = "2000000000000000002",
        ["SYNC_MAX_REMOVALS"] = "30%",
        ["SYNC_MAX_UNKNOWN"] = "5%",
        ["SYNC_STRAYS"] = "strip",
        [$"RoleSync:Guilds:{_other}:VerifiedRoleId"] = "2000000000000000011",
        [$"RoleSync:Guilds:{_other}:RoleKnown"] = "2000000000000000012",
    };

    [Fact]
    public void What_the_file_names_wins_over_variables_and_keys_and_the_rest_stays_as_it_is()
    {
        var proposal = Read("""{"RoleSync": {"Policy": {"RoleKnown": "2000000000000000009"}, "Sync": {"Scope": "everyone", "MaxRemovals": "40%"}, "Tiers": {"Known": 1300}}}""").Value!;
        var policy = proposal.Policy.Build().Value!;

        Assert.Equal((0.4, 0.05), (proposal.Sync.MaxRemovals, proposal.Sync.MaxUnknown));
        Assert.Equal((Scope.Everyone, StrayHandling.Strip), (policy.Scope, policy.Strays));
        Assert.Equal(new RoleId(2_000_000_000_000_000_001), policy.Verified);
        Assert.Equal("Known", policy.NameOf(new RoleId(2_000_000_000_000_000_009)));
        Assert.Equal([("Known", 1300)], policy.Ladder.Tiers.Select(tier => (tier.Name, tier.Minimum)));
    }

    [Fact]
    public void Variables_can_be_named_too_and_win_over_keys_of_the_same_file()
    {
        var proposal = Read("""{"SYNC_MAX_REMOVALS": "50%", "ETHOS_ROLE_KNOWN": "2000000000000000008", "RoleSync": {"Sync": {"MaxRemovals": "40%"}}}""").Value!;

        Assert.Equal(0.5, proposal.Sync.MaxRemovals);
        Assert.Equal(new RoleId(2_000_000_000_000_000_008), proposal.Policy.Find("ROLE_KNOWN"));
    }

    [Fact]
    public void A_guild_of_its_own_section_is_planned_by_that_and_by_no_role_of_the_default_one()
    {
        var proposal = Read("""{"RoleSync": {"Guilds": {"OTHER": {"RoleKnown": "2000000000000000019"}}}}""".Replace("OTHER", $"{_other}", StringComparison.Ordinal), _other).Value!;

        Assert.Equal(new RoleId(2_000_000_000_000_000_011), proposal.Policy.Find("VERIFIED_ROLE_ID"));
        Assert.Equal(new RoleId(2_000_000_000_000_000_019), proposal.Policy.Find("ROLE_KNOWN"));
    }

    [Theory]
    [InlineData("""{"RoleSync": {"Sync": {"MaxRemovals": "40"}}}""", "RoleSync:Sync:MaxRemovals is \"40\"")]
    [InlineData("""{"RoleSync": {"Sync": {"Scope": "all"}}}""", "RoleSync:Sync:Scope is \"all\": write verified or everyone")]
    [InlineData("""{"RoleSync": {"Sync": {"Skope": "everyone"}}}""", "RoleSync:Sync:Skope is set, and there is no such setting")]
    [InlineData("""{"SYNC_MAX_REMOVAL": "40%"}""", "SYNC_MAX_REMOVAL is set, and there is no such setting")]
    [InlineData("""{"RoleSync": {"Tiers": {"Known": "many"}}}""", "RoleSync:Tiers:Known is \"many\"")]
    [InlineData("""{"RoleSync": {"Tiers": {"Silver": 1000}}}""", "ETHOS_ROLE_KNOWN stands for nothing")]
    [InlineData("""{"RoleSync": {"Policy": {"RoleKnowm": "2000000000000000009"}}}""", "RoleKnowm stands for nothing")]
    [InlineData("""{"RoleSync": {"Policy": {"RoleKnown": "2000000000000000001"}}}""", "name the same role")]
    public void What_is_wrong_is_a_sentence_that_names_the_key(string file, string sentence)
    {
        var read = Read(file);

        Assert.Null(read.Value);
        Assert.Contains(read.Problems, problem => problem.Contains(sentence, StringComparison.Ordinal));
    }

    private static Checked<PlanProposal> Read(string file, GuildId? guild = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_inForce).Build();
        using var json = JsonDocument.Parse(file);
        return ProposedSettings.Read(configuration, new GuildPolicies(_guild, new Dictionary<GuildId, PolicyDraft>()), guild ?? _guild, json.RootElement);
    }
}
