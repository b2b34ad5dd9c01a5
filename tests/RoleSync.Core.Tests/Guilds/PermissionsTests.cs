using System.Numerics;
using RoleSync.Core.Guilds;

namespace RoleSync.Core.Tests.Guilds;

public sealed class PermissionsTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("268435456")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("340282366920938463463374607431768211456")]
    public void A_set_of_any_length_is_read_and_written_as_it_was(string text)
    {
        Assert.True(Permissions.TryParse(text, out var permissions));
        Assert.Equal(text, permissions.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0x10")]
    [InlineData(" 1")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999")]
    public void Whatever_is_no_number_of_up_to_64_digits_is_none(string text) => Assert.False(Permissions.TryParse(text, out _));

    [Fact]
    public void Bits_beyond_a_machine_word_count_like_any_other()
    {
        var high = new Permissions(BigInteger.One << 100);

        Assert.True((high | Permissions.ManageRoles).Has(Permissions.ManageRoles));
        Assert.False(high.Has(Permissions.ManageRoles));
        Assert.Equal(high, (high | Permissions.ManageRoles).Without(Permissions.ManageRoles));
        Assert.NotEqual(Permissions.None, high);
    }
}
