using System.Collections.Frozen;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Policies;

/// <summary>
/// Which role of one guild stands for which tier, badge or status. Immutable, checked by <see cref="PolicyDraft"/>; what is expected
/// of every possible standing is worked out once, so that asking costs nothing per member.
/// </summary>
public sealed class Policy
{
    private readonly ManagedRole[] _roles;
    private readonly FrozenDictionary<RoleId, ManagedRole> _byId;
    private readonly Expectation[] _byTierAndVariant;
    private readonly Expectation _verifiedOnly;
    private readonly Expectation _none = new([]);

    internal Policy(TierLadder ladder, IReadOnlyList<ManagedRole> roles, RoleId? exempt, Scope scope, StrayHandling strays)
    {
        Ladder = ladder;
        Exempt = exempt;
        Scope = scope;
        Strays = strays;
        _roles = [.. roles];
        _byId = roles.ToFrozenDictionary(role => role.Id);
        Verified = Named(PolicyKey.Verified)!.Id;
        Managed = _byId.Keys.ToFrozenSet();
        Fingerprint = PolicyFingerprint.Of(ladder, _roles, exempt, scope, strays);
        _verifiedOnly = new([Named(PolicyKey.Verified)]);
        _byTierAndVariant = [.. Expectations()];
    }

    /// <summary>The tiers.</summary>
    public TierLadder Ladder { get; }

    /// <summary>
    /// The role that puts a member in scope. It is expected of everyone who holds it, so it is never taken; where everybody is in scope, it is given to
    /// whom Ethos knows with interactions.
    /// </summary>
    public RoleId Verified { get; }

    /// <summary>Whose roles follow what Ethos says.</summary>
    public Scope Scope { get; }

    /// <summary>What becomes of members who hold managed roles without the verified role.</summary>
    public StrayHandling Strays { get; }

    /// <summary>Members with this role are left alone; null when there is no such role.</summary>
    public RoleId? Exempt { get; }

    /// <summary>The role of members with a profile that somebody has interacted with; null when not managed.</summary>
    public RoleId? VerifiedProfile => Named(PolicyKey.VerifiedProfile)?.Id;

    /// <summary>The badge of validators; null when not managed.</summary>
    public RoleId? Validator => Named(PolicyKey.Validator)?.Id;

    /// <summary>The badge of verified humans; null when not managed.</summary>
    public RoleId? HumanVerified => Named(PolicyKey.HumanVerified)?.Id;

    /// <summary>The badge of those who are both; null when not managed.</summary>
    public RoleId? HumanValidator => Named(PolicyKey.HumanValidator)?.Id;

    /// <summary>Stands for all that the policy says, the same in every process: a plan with another one was made under other rules.</summary>
    public string Fingerprint { get; }

    /// <summary>The ids of all roles that the policy names, <see cref="Verified"/> among them. Nothing else is ever touched.</summary>
    public FrozenSet<RoleId> Managed { get; }

    /// <summary>The managed roles: status and badges, then the tiers from the highest to the lowest.</summary>
    public IReadOnlyList<ManagedRole> Roles => _roles;

    /// <summary>The role that the policy names by this id; null when it is not managed.</summary>
    public ManagedRole? Find(RoleId id) => _byId.GetValueOrDefault(id);

    /// <summary>What the role stands for, e.g. <c>Known (validator)</c>; the id itself for a role that is not managed.</summary>
    public string NameOf(RoleId id) => Find(id)?.Name ?? id.ToString();

    /// <summary>Whether the member's roles follow what Ethos says: holds the verified role (or everybody is in scope), is no bot and is not exempt.</summary>
    public bool Covers(Member member) => (Scope is Scope.Everyone || member.Has(Verified)) && !IsLeftAlone(member);

    /// <summary>Whether the member is a stray: holds a managed role without the verified role that decides who is in scope, is no bot and is not exempt.</summary>
    public bool IsStray(Member member) => Scope is Scope.Verified && !member.Has(Verified) && HoldsManaged(member) && !IsLeftAlone(member);

    /// <summary>Whether a run has the member in its list: one in scope, and a stray where strays lose their roles.</summary>
    public bool LooksAfter(Member member) => Covers(member) || (Strays is StrayHandling.Strip && IsStray(member));

    /// <summary>Whether the member holds any managed role, the verified one among them, and so has something to lose.</summary>
    public bool HoldsManaged(Member member)
    {
        for (var i = 0; i < member.Roles.Count; i++)
        {
            if (_byId.ContainsKey(member.Roles[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether no run touches the member whatever roles it holds: a bot, or an exempt member.</summary>
    public bool IsLeftAlone(Member member) => member.IsBot || (Exempt is { } exempt && member.Has(exempt));

    /// <summary>What this member in scope ought to hold; null when nothing can be said. Nobody is given the verified role but for an interaction: whoever lacks both ought to hold nothing.</summary>
    public Expectation? Expect(Member member, Standing standing)
    {
        var expected = Expect(standing);
        return expected == _verifiedOnly && !member.Has(Verified) ? _none : expected;
    }

    /// <summary>What a holder of the verified role of whom Ethos says this ought to hold; null when nothing can be said: Unknown changes nothing.</summary>
    public Expectation? Expect(Standing standing) => standing switch
    {
        Standing.Known { HasInteractions: true } known when double.IsFinite(known.Score) =>
            _byTierAndVariant[((Ladder.IndexOf(known.Score) + 1) * 4) + (int)VariantOf(known)],
        Standing.Known { HasInteractions: false } or Standing.Absent => _verifiedOnly,
        _ => null,
    };

    /// <summary>Whether the member holds exactly the managed roles that are expected.</summary>
    internal bool IsMet(Expectation expectation, Member member)
    {
        // An indexed loop over an interface allocates nothing; foreach would box an enumerator for every member.
        for (var i = 0; i < member.Roles.Count; i++)
        {
            var role = member.Roles[i];
            if (_byId.ContainsKey(role) && !expectation.Includes(role))
            {
                return false;
            }
        }

        return expectation.IsHeldBy(member);
    }

    private static Variant VariantOf(Standing.Known known) =>
        (known.IsValidator ? Variant.Validator : Variant.Base) | (known.IsHuman ? Variant.Human : Variant.Base);

    private IEnumerable<Expectation> Expectations() =>
        from tier in Ladder.Tiers.Prepend(null)
        from variant in new[] { Variant.Base, Variant.Validator, Variant.Human, Variant.HumanValidator }
        select new Expectation(
        [
            Named(PolicyKey.Verified),
            Named(PolicyKey.VerifiedProfile),
            variant.HasFlag(Variant.Validator) ? Named(PolicyKey.Validator) : null,
            variant.HasFlag(Variant.Human) ? Named(PolicyKey.HumanVerified) : null,
            variant == Variant.HumanValidator ? Named(PolicyKey.HumanValidator) : null,
            tier is null ? null : TierRole(tier, variant),
        ]);

    private ManagedRole? TierRole(Tier tier, Variant variant) =>
        (tier.HasVariants ? Named(PolicyKey.Of(tier, variant)) : null) ?? Named(PolicyKey.Of(tier, Variant.Base));

    private ManagedRole? Named(string key) => Array.Find(_roles, role => role.Key == key);
}
