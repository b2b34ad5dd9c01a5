using RoleSync.Core.Policies;
using static RoleSync.Core.Tests.Sample;

namespace RoleSync.Core.Tests.Policies;

public sealed class RoleSetCodecTests
{
    [Fact]
    public void A_set_of_roles_is_read_as_it_was_written_with_one_byte_a_role()
    {
        var roles = Holding("Known (human), Validator").Roles.Where(Sample.Policy.Managed.Contains).ToHashSet();

        var written = new RoleSetCodec(Sample.Policy).Write(roles.Contains);

        Assert.Equal(4 + roles.Count, written.Length);
        Assert.Equal(roles, new RoleSetCodec(PolicyWithout()).Read(written)!.ToHashSet());
    }

    [Fact]
    public void What_was_written_under_a_policy_with_other_roles_cannot_be_read()
    {
        var written = new RoleSetCodec(Sample.Policy).Write(role => role == RoleOf("Known"));
        var elsewhere = Draft(without: "Renowned").Add("ROLE_RENOWNED", Unmanaged).Build().Value!;

        Assert.Null(new RoleSetCodec(PolicyWithout("Renowned")).Read(written));
        Assert.Null(new RoleSetCodec(elsewhere).Read(written));
    }
}
