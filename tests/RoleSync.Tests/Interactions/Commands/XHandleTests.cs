using RoleSync.Interactions.Commands;

namespace RoleSync.Tests.Interactions.Commands;

public sealed class XHandleTests
{
    [Theory]
    [InlineData("ada", "ada")]
    [InlineData(" @Ada_99 ", "Ada_99")]
    [InlineData("https://x.com/ada", "ada")]
    [InlineData("twitter.com/@ada/", "ada")]
    [InlineData("https://www.x.com/ada?s=20", "ada")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("@", null)]
    [InlineData("1234567890123456", null)]
    [InlineData("ada lovelace", null)]
    [InlineData("../score", null)]
    [InlineData("https://example.com/ada", null)]
    [InlineData("ada\n", "ada")]
    public void A_handle_is_read_as_people_write_it(string? text, string? expected) => Assert.Equal(expected, XHandle.Read(text));
}
