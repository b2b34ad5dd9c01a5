using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using RoleSync.Discord.Messages;
using RoleSync.Interactions;
using RoleSync.Tests.Sandbox.Contracts;
using Reply = RoleSync.Interactions.Reply;

namespace RoleSync.Tests.Interactions;

public sealed class ReplyTests
{
    private const string Edit = "/webhooks/{webhook_id}/{webhook_token}/messages/@original";

    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.String[Gen.Char["abc <@1>\n"], 0, 40], Gen.Int[0, 7_000].Select(length => string.Concat(Enumerable.Repeat("🦊", length / 2))), Gen.Const(" "));

    private static readonly Gen<Embed> _embeds = Gen.Select(
        _text, _text, _text, Gen.Select(_text, _text).Array[0, 30],
        (title, description, footer, fields) => new Embed
        {
            Title = title,
            Description = description,
            Footer = footer,
            Colour = 0xFFFFFF,
            Url = new Uri("https://app.ethos.network/"),
            Fields = [.. fields.Select(field => new EmbedField(field.Item1, field.Item2))],
        });

    [Fact]
    public void Whatever_a_reply_says_Discord_takes_it() => Gen.Select(_text, _embeds.Array[0, 12]).Sample(
        (content, embeds) =>
        {
            var message = new Message { Content = content, Embeds = embeds, Buttons = [new Button("a:1", content + "x", ButtonStyle.Danger)] };
            var json = Encoding.UTF8.GetString(message.ToJson());
            using var parsed = System.Text.Json.JsonDocument.Parse(json);
            return RoleSync.Sandbox.Discord.Messages.MessageRules.Breach(parsed.RootElement) is null
                && Contract.Discord.RequestBreaches("PATCH", Edit, json).Count == 0
                && !json.Contains("\\uFFFD", StringComparison.OrdinalIgnoreCase);
        },
        iter: 300);

    [Fact]
    public void A_text_is_cut_with_an_ellipsis_and_never_within_a_character()
    {
        Assert.Equal("12345", MessageLimits.Cut("12345", 5));
        Assert.Equal("1234…", MessageLimits.Cut("123456", 5));
        Assert.Equal("12…", MessageLimits.Cut("12🦊456", 4));
    }

    [Fact]
    public void No_message_pings_anybody_and_an_edit_leaves_nothing_of_the_old_one()
    {
        var message = JsonNode.Parse(Reply.Of("@everyone <@1>").Message.ToJson())!;

        Assert.Empty(message["allowed_mentions"]!["parse"]!.AsArray());
        Assert.Empty(message["embeds"]!.AsArray());
        Assert.Empty(message["components"]!.AsArray());
        Assert.Null(message["flags"]);
    }

    [Theory]
    [InlineData(false, false, 4, null)]
    [InlineData(true, false, 4, 64)]
    [InlineData(false, true, 4, 64)]
    public void A_reply_to_a_command_is_ephemeral_where_the_definition_or_the_reply_says_so(bool definition, bool reply, int type, int? flags)
    {
        var answer = JsonNode.Parse(FirstAnswer.Of(new Reply(new Message { Content = "x" }, reply), new CommandDefinition("a", "b") { IsEphemeral = definition }))!;

        Assert.Equal((type, flags), ((int)answer["type"]!, (int?)answer["data"]!["flags"]));
    }

    [Fact]
    public void A_reply_to_a_click_takes_the_place_of_the_message_unless_it_is_aside()
    {
        Assert.Equal(7, (int)JsonNode.Parse(FirstAnswer.OfClick(Reply.Of("x")))!["type"]!);
        var aside = JsonNode.Parse(FirstAnswer.OfClick(Reply.Ephemeral("x")))!;
        Assert.Equal((4, 64), ((int)aside["type"]!, (int)aside["data"]!["flags"]!));
    }
}
