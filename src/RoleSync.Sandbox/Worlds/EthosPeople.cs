namespace RoleSync.Sandbox.Worlds;

/// <summary>The Ethos persons behind a guild's original members, made from the seed whenever they are asked for.</summary>
internal sealed class EthosPeople
{
    private readonly Chance _chance;
    private readonly MemberIds _ids;
    private readonly Shuffle _bots;
    private readonly Shuffle _standings;
    private readonly GuildOptions _options;
    private readonly long _firstId;
    private readonly int _absent;
    private readonly int _idle;
    private readonly int _merged;

    public EthosPeople(Chance chance, MemberIds ids, int guild, GuildOptions options)
    {
        (_chance, _ids, _options) = (chance, ids, options);
        _bots = new Shuffle(chance.For(1), ids.Count);
        _standings = new Shuffle(chance.For(2), ids.Count);
        _firstId = 1000 + (guild * 4_000_000L);
        _absent = Places(options.AbsentShare);
        _idle = _absent + Places(options.NoInteractionShare);
        _merged = _idle + Places(options.MergedShare);
    }

    public bool IsBot(int number) => _options.Bots > 0 && _bots.PlaceOf(number) < _options.Bots;

    /// <summary>The number of the person behind a member: mostly the member's own, the neighbour's for a second account; -1 for a bot.</summary>
    public int PersonOf(int number) => IsBot(number) ? -1 : IsTwin(number) ? number - 1 : number;

    public long IdOf(int person) => _firstId + person;

    /// <summary>The person with this Ethos id if this guild has one, else -1.</summary>
    public int PersonWithId(long id) =>
        id >= _firstId && id < _firstId + _ids.Count && PersonOf((int)(id - _firstId)) == id - _firstId ? (int)(id - _firstId) : -1;

    /// <summary>The person, or null: Ethos does not know them.</summary>
    public EthosUser? Find(int person)
    {
        var place = _standings.PlaceOf(person);
        if (place < _absent)
        {
            return null;
        }
        var draw = _chance.For(3);
        var user = new EthosUser(IdOf(person), AccountsOf(person), ScoreOf(draw, (ulong)person));
        return place < _idle ? Idle(user) : Busy(user, draw.For((ulong)person)) with
        {
            Status = place < _merged ? EthosStatus.Merged : EthosStatus.Active,
        };
    }

    private static EthosUser Idle(EthosUser user) => user with { Status = EthosStatus.Inactive, Score = 1200, VouchesReceived = 0 };

    // Most have a profile; one in twenty has reviews, vouches or an address alone. Where stats.vouch is left out, something else decides.
    private static EthosUser Busy(EthosUser user, Chance chance)
    {
        var badges = user with
        {
            ValidatorNftCount = chance.Share(0) < 0.03 ? 1 + chance.Below(1, 2) : 0,
            Human = chance.Share(2) < 0.25 ? HumanVerification.Verified : HumanOf(chance.Below(3, 20)),
        };
        return chance.Below(4, 60) switch
        {
            0 => badges with { HasAddress = true, VouchesReceived = chance.Share(5) < 0.5 ? 0 : null },
            1 => badges with { PositiveReviews = 1 + chance.Below(5, 9), VouchesReceived = chance.Share(6) < 0.5 ? 0 : null },
            2 => badges with { VouchesReceived = 1 + chance.Below(5, 4) },
            _ => badges with
            {
                ProfileId = user.Id * 2,
                HasAddress = true,
                PositiveReviews = chance.Below(5, 40),
                NeutralReviews = chance.Below(6, 4),
                NegativeReviews = chance.Below(7, 3),
                VouchesReceived = chance.Share(8) < 0.7 ? chance.Below(9, 6) : null,
            },
        };
    }

    private static HumanVerification HumanOf(int draw) => draw switch
    {
        0 => HumanVerification.Requested,
        1 => HumanVerification.Pending,
        2 => HumanVerification.Revoked,
        < 8 => HumanVerification.Missing,
        _ => HumanVerification.None,
    };

    // Ethos says that most people stand between 1200 and 1400; the rest is spread over the whole scale, so that every tier has holders.
    private static int ScoreOf(Chance chance, ulong person) =>
        chance.Share(person * 2) < 0.5 ? 1200 + chance.Below((person * 2) + 1, 200) : chance.Below((person * 2) + 1, 2801);

    private ulong[] AccountsOf(int person) =>
        person + 1 < _ids.Count && IsTwin(person + 1) ? [_ids.At(person), _ids.At(person + 1)] : [_ids.At(person)];

    private bool IsTwin(int number) =>
        (number & 1) == 1 && _options.TwinShare > 0 && _chance.For(4).Share((ulong)number) < _options.TwinShare * 2 && !IsBot(number) && !IsBot(number - 1);

    private int Places(double share) => (int)Math.Round(share * _ids.Count);
}
