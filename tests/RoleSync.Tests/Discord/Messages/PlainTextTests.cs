using RoleSync.Discord.Messages;

namespace RoleSync.Tests.Discord.Messages;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Kept their word!", "Kept their word!")]
    [InlineData("**bold** _it_ ~~no~~ `code` ||spoiler||", @"\*\*bold\*\* \_it\_ \~\~no\~\~ \`code\` \|\|spoiler\|\|")]
    [InlineData("@everyone <@123> <@&456> <#789>", @"\@everyone \<\@123\> \<\@\&456\> \<\#789\>")]
    [InlineData("[free](https://example.com)", @"\[free\]\(https\://example\.com\)")]
    [InlineData("# Title\n> quote\n- item\n1. one", @"\# Title \> quote \- item 1\. one")]
    [InlineData(@"\*", @"\\\*")]
    [InlineData(":smile: <a:x:1>", @"\:smile\: \<a\:x\:1\>")]
    [InlineData("  a \t\r\n  b  ", "a b")]
    [InlineData("good\u202Edab\u200B\u0007!", "gooddab !")]
    [InlineData("Zoë 👩‍👩‍👧 你好", "Zoë 👩‍👩‍👧 你好")]
    [InlineData("", "")]
    public void Strangers_cannot_format_link_or_mention(string text, string expected) => Assert.Equal(expected, PlainText.Of(text, 100));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcdef…")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧👩‍👩‍👧…")]
    [InlineData("a**b", 2, @"a\*…")]
    public void What_is_too_long_is_cut_between_letters_and_never_within_an_escape(string text, int most, string expected) =>
        Assert.Equal(expected, PlainText.Of(text, most));

    [Fact]
    public void However_long_the_text_the_result_fits_a_field()
    {
        foreach (var text in (string[])[new string('*', 100_000), string.Concat(Enumerable.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309", 20_000))])
        {
            Assert.InRange(PlainText.Of(text, 300).Length, 300, 700);
        }
    }

    [Theory]
    [InlineData("The role \"[free](https://evil.example)\" is above the bot.", "The role \"\\[free](https\\://evil.example)\" is above the bot.")]
    [InlineData("Discord says <@1> @everyone <#2>", "Discord says \\<\\@1> \\@everyone \\<#2>")]
    [InlineData("Run `rolesync approve 1`.", "Run `rolesync approve 1`.")]
    public void A_sentence_that_quotes_strangers_forms_no_mention_and_no_link(string sentence, string expected) =>
        Assert.Equal(expected, PlainText.Quoting(sentence));
}
