using RoleSync.Sandbox;
using RoleSync.Sandbox.Limiting;

namespace RoleSync.Tests.Sandbox;

public sealed class CommandLineTests
{
    [Fact]
    public void Every_option_reaches_the_world()
    {
        var options = CommandLine.Parse(["--members", "7", "--guilds", "3", "--wrong", "0.5", "--seed", "9", "--speed", "50", "--delay", "120",
            "--port", "8123", "--window", "sliding"]);
        Assert.Equal((9UL, 50, TimeSpan.FromMilliseconds(120), 8123, WindowModel.Sliding),
            (options.Seed, options.Speed, options.NetworkDelay, options.Port, options.RoleWriteWindow));
        Assert.Equal([(7, 0.5), (7, 0.5), (7, 0.5)], options.Guilds.Select(guild => (guild.Members, guild.WrongShare)));
    }

    [Theory]
    [InlineData("--members", "many")]
    [InlineData("--members", "-1")]
    [InlineData("--window", "round")]
    [InlineData("--colour", "blue")]
    [InlineData("--speed")]
    public void What_makes_no_sense_is_answered_with_a_sentence(params string[] args) =>
        Assert.EndsWith(".", Assert.Throws<FormatException>(() => CommandLine.Parse(args)).Message.Replace("'", "", StringComparison.Ordinal));
}
