using System.Text;
using System.Text.Json;
using RoleSync.Transport;

namespace RoleSync.Tests.Transport;

public sealed class OutsideTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Zoë 👩‍👩‍👧 ✔️ שלום", "Zoë 👩‍👩‍👧 ✔️ שלום")]
    [InlineData("a\u001b]0;x\u0007b", "a\uFFFD]0;x\uFFFDb")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("a\u009b31mb", "a\uFFFD31mb")]
    [InlineData("a\u007fb", "a\uFFFDb")]
    [InlineData("a\nb\tc\rd\u2028e\u0085f", "a b c d e f")]
    [InlineData("a\u202eb\u2066c", "a\uFFFDb\uFFFDc")]
    public void What_controls_a_terminal_or_turns_writing_round_is_shown_for_what_it_is(string text, string expected) =>
        Assert.Equal(expected, OutsideText.Clean(text));

    [Fact]
    public void Half_a_character_becomes_a_replacement() => Assert.Equal("a\uFFFDb", OutsideText.Clean("a" + '\ud83d' + "b"));

    [Theory]
    [InlineData(5, "👍👍…")]
    [InlineData(4, "👍…")]
    [InlineData(6, "👍👍👍")]
    public void What_is_too_long_is_cut_and_never_within_a_character(int most, string expected) =>
        Assert.Equal(expected, OutsideText.Clean("👍👍👍", most));

    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"\uD800a":"\udc00"}""", """{"\ufffda":"\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud800"}""", """{"a":"\\ud800"}""")]
    [InlineData("""{"a":"\\\ud800"}""", """{"a":"\\\ufffd"}""")]
    [InlineData("""{"a":"\ud83d""", """{"a":"\ufffd""")]
    [InlineData("""{"a":"\u00""", """{"a":"\u00""")]
    public void Half_characters_in_JSON_are_mended_in_their_place(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var isWhole = JsonText.IsWhole(bytes);

        JsonText.Repair(bytes);

        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
        Assert.Equal(json == expected, isWhole);
    }

    [Fact]
    public void Bytes_that_are_no_text_spoil_the_value_that_they_stand_in_and_nothing_else()
    {
        byte[] json = [.. "{\"a\":\""u8, 0xFF, 0xC3, .. "\",\"b\":\"é\"}"u8];
        Assert.False(JsonText.IsWhole(json));

        JsonText.Repair(json);

        using var read = JsonDocument.Parse(json);
        Assert.Equal("??", read.RootElement.GetProperty("a").GetString());
        Assert.Equal("é", read.RootElement.GetProperty("b").GetString());
    }
}
