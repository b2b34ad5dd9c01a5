namespace RoleSync.Sandbox.Worlds;

/// <summary>Fills a guild with members whose roles are right, and then spoils the share that shall be wrong.</summary>
internal sealed class GuildMaker(Chance chance, GuildOptions options, GuildRoles roles, MemberIds ids, EthosPeople people)
{
    private readonly Chance _foreign = chance.For(10);
    private readonly Chance _spoil = chance.For(11);
    private readonly Shuffle _verified = new(chance.For(12), options.Members);
    private readonly int _verifiedCount = (int)Math.Round(options.VerifiedShare * options.Members);

    public HashSet<ulong> Bots { get; } = [];

    public MemberTable Make()
    {
        var table = new MemberTable(ids.Count + 1);
        var (candidates, seen) = (0, 0);
        for (var number = 0; number < ids.Count; number++)
        {
            var set = ForeignRoles(number);
            if (people.PersonOf(number) is var person && person < 0)
            {
                Bots.Add(ids.At(number));
                set = (number & 1) == 0 ? set.With(roles.Verified) : set;
            }
            else if (_verified.PlaceOf(seen++) < _verifiedCount)
            {
                var demanded = roles.Demanded(people.Find(person));
                set |= demanded ?? LeftAlone(person);
                candidates += IsCandidate(demanded) ? 1 : 0;
            }
            else if (_foreign.Below((ulong)number + (1UL << 40), 50) == 0)
            {
                set = set.With(roles.TierRole(5, 0)); // out of scope, and so nobody's business
            }
            table.Add(ids.At(number), set);
        }
        SpoilShare(table, candidates);
        return table;
    }

    private void SpoilShare(MemberTable table, int candidates)
    {
        var wrong = (int)Math.Round(options.WrongShare * candidates);
        if (wrong == 0)
        {
            return;
        }
        var order = new Shuffle(chance.For(13), candidates);
        var candidate = 0;
        for (var number = 0; number < ids.Count; number++)
        {
            var set = table.RolesAt(number);
            if (!set.Contains(roles.Verified) || people.PersonOf(number) is var person && person < 0 || !IsCandidate(roles.Demanded(people.Find(person))))
            {
                continue;
            }
            if (order.PlaceOf(candidate++) < wrong)
            {
                var managed = set & roles.Managed;
                table.SetRolesAt(number, (set & ~roles.Managed) | Spoiled(managed, _spoil.For((ulong)number)));
            }
        }
    }

    private bool IsCandidate(RoleSet? demanded) =>
        demanded is { } set && (options.Wrong != WrongKinds.TierSwitch || !(set & roles.Tiers).IsEmpty);

    private RoleSet Spoiled(RoleSet right, Chance draw)
    {
        var kind = options.Wrong switch
        {
            WrongKinds.TierSwitch => 0,
            WrongKinds.SingleRole => 1 + draw.Below(0, 2),
            _ => draw.Below(0, 4),
        };
        var droppable = right.Without(roles.Verified);
        return kind switch
        {
            _ when droppable.IsEmpty => WithOneMore(right, draw),
            0 => WithOtherTier(right, draw),
            1 => right.Without(droppable.Nth(draw.Below(1, droppable.Count))),
            2 => WithOneMore(right, draw),
            _ => (right & roles.Badges) is { IsEmpty: false } badges ? right.Without(badges.Nth(0)) : right.Without(roles.VerifiedProfile),
        };
    }

    private RoleSet WithOneMore(RoleSet right, Chance draw)
    {
        var free = roles.Managed & ~right;
        return right.With(free.Nth(draw.Below(2, free.Count)));
    }

    private RoleSet WithOtherTier(RoleSet right, Chance draw)
    {
        var others = roles.Tiers & ~right;
        return (right & ~roles.Tiers).With(others.Nth(draw.Below(3, others.Count)));
    }

    private RoleSet LeftAlone(int person) =>
        RoleSet.Of(roles.Verified).With(roles.VerifiedProfile).With(roles.TierRole(person % 10, 0));

    private RoleSet ForeignRoles(int number)
    {
        var draw = _foreign.Draw((ulong)number);
        var set = default(RoleSet);
        set = (draw & 0x07) == 0 ? set.With(roles.Foreign[0]) : set;
        set = (draw & 0x38) == 0 ? set.With(roles.Foreign[1]) : set;
        set = (draw & 0xFC0) == 0 ? set.With(roles.Integration) : set;
        set = (draw & 0x3F000) == 0 ? set.With(roles.Booster) : set;
        set = (draw & 0x3FC0000) == 0 ? set.With(roles.Above[0]) : set;
        return (draw & 0xFC000000) == 0 ? set.With(roles.Above[1]) : set;
    }
}
