using System.Text;
using RoleSync.Core.Guilds;
using RoleSync.Interactions;

namespace RoleSync.Tests.Interactions;

public sealed class InteractionReaderTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_command_is_read_with_its_options_and_the_people_they_name()
    {
        var heard = Read("""
            {"type":2,"id":"10","application_id":"20","token":"t","guild_id":"30","member":{"nick":"Ada L","roles":["7"],"permissions":"268435456","user":{"id":"40","username":"ada"}},
             "data":{"id":"50","type":1,"name":"ethos","options":[{"name":"user","type":6,"value":"60"},{"name":"other","type":6,"value":"61"},{"name":"text","type":3,"value":"x"},
               {"name":"flag","type":5,"value":true},{"name":"number","type":4,"value":9}],
              "resolved":{"users":{"60":{"id":"60","username":"bob","global_name":"Bob","bot":true},"61":{"id":"61","username":"eve"}},"members":{"60":{"roles":["8","9"],"permissions":"0"}}}}}
            """);

        var interaction = Assert.IsType<ParsedInteraction.Asked>(heard).Interaction;
        Assert.Equal((10UL, 20UL, new GuildId(30), "ethos", Permissions.ManageRoles), (interaction.Id, interaction.Application, interaction.Guild, interaction.Command, interaction.Permissions));
        Assert.Equal((new MemberId(40), "Ada L"), (interaction.Caller.Id, interaction.Caller.Name));
        var user = interaction.Option<InteractionUser>("user")!;
        Assert.Equal((new MemberId(60), "Bob", true), (user.Id, user.Name, user.IsBot));
        Assert.Equal([new RoleId(8), new RoleId(9)], user.Roles!);
        Assert.Null(interaction.Option<InteractionUser>("other")!.Roles);
        Assert.Equal(("x", true, 9L), (interaction.Option<string>("text"), interaction.Option<bool>("flag"), interaction.Option<long>("number")));
        Assert.Null(interaction.Option<string>("absent"));
        Assert.Null(interaction.Click);
    }

    [Fact]
    public void A_click_is_routed_by_the_first_part_of_the_buttons_id()
    {
        var interaction = Assert.IsType<ParsedInteraction.Asked>(Read("""
            {"type":3,"id":"10","application_id":"20","token":"t","guild_id":"30","member":{"permissions":"0","user":{"id":"40","username":"ada"}},
             "data":{"component_type":2,"custom_id":"ethos_sync_status:approve:42"}}
            """)).Interaction;

        Assert.Equal("ethos_sync_status", interaction.Command);
        Assert.Equal(["approve", "42"], interaction.Click!);
    }

    [Theory]
    [InlineData("""{"type":1}""", typeof(ParsedInteraction.Ping))]
    [InlineData("""{"type":4,"id":"1","guild_id":"2","data":{}}""", typeof(ParsedInteraction.Completion))]
    [InlineData("""{"type":4,"id":"1","user":{"id":"3"},"data":{"name":"ethos"}}""", typeof(ParsedInteraction.Completion))]
    [InlineData("""{"type":5,"id":"1","guild_id":"2","data":{}}""", typeof(ParsedInteraction.Elsewhere))]
    [InlineData("""{"type":2,"id":"1","application_id":"2","token":"t","user":{"id":"3"},"data":{"name":"x"}}""", typeof(ParsedInteraction.Elsewhere))]
    [InlineData("""{"type":2,"guild_id":"2"}""", typeof(ParsedInteraction.Unreadable))]
    [InlineData("""{"type":2,"id":"1","application_id":"2","token":"t","guild_id":"3","member":{"permissions":"-1","user":{"id":"4"}},"data":{"name":"x"}}""", typeof(ParsedInteraction.Unreadable))]
    [InlineData("""{"type":"2"}""", typeof(ParsedInteraction.Unreadable))]
    [InlineData("null", typeof(ParsedInteraction.Unreadable))]
    [InlineData("[1", typeof(ParsedInteraction.Unreadable))]
    [InlineData("", typeof(ParsedInteraction.Unreadable))]
    public void Whatever_was_signed_is_heard_without_a_fault(string body, Type heard) => Assert.IsType(heard, Read(body));

    [Fact]
    public void Half_characters_and_controls_in_what_was_signed_spoil_their_own_text_alone()
    {
        var interaction = Assert.IsType<ParsedInteraction.Asked>(Read("""
            {"type":2,"id":"10","application_id":"20","token":"t","guild_id":"30","\ud800x":1,
             "member":{"nick":"A\u0000\u001b[2J\ud83d\u202e","permissions":"1180591620717679738880","user":{"id":"40","username":"ada"}},
             "data":{"id":"50","type":1,"name":"ethosx","options":[{"name":"handle","type":3,"value":"\ud800"},{"name":"odd","type":1e12,"value":"x"}]}}
            """)).Interaction;

        Assert.Equal("A\uFFFD\uFFFD[2J\uFFFD\uFFFD", interaction.Caller.Name);
        Assert.Equal("\uFFFD", interaction.Option<string>("handle"));
        Assert.Null(interaction.Option<string>("odd"));
        Assert.True(interaction.May(Permissions.ManageRoles));
        Assert.False(interaction.May(Permissions.ManageGuild));
    }

    [Fact]
    public void The_token_is_in_no_text_of_an_interaction() => Assert.DoesNotContain("secret", new Interaction
    {
        Id = 1,
        Application = 2,
        Token = "secret",
        ReceivedAt = _now,
        Guild = new GuildId(3),
        Caller = new InteractionUser(new MemberId(4), "x", false, null),
        Permissions = Permissions.None,
        Command = "x",
    }.ToString(), StringComparison.Ordinal);

    private static ParsedInteraction Read(string body) => InteractionReader.Read(Encoding.UTF8.GetBytes(body), _now);
}
