namespace RoleSync.Sandbox.Worlds;

/// <summary>The roles every simulated guild starts with, and which of them the rule gives to whom.</summary>
internal sealed class GuildRoles
{
    public const ulong ManageRoles = 1UL << 28;
    private const ulong Ordinary = 0x6_4001_CC40; // view channels, send messages, embeds and files, read history and the like
    private readonly int[,] _tiers = new int[10, 4];
    private readonly List<SandboxRole> _all = [];
    private readonly ulong _firstId;

    public GuildRoles(ulong guild)
    {
        _firstId = guild + 0x400000;
        Everyone = Add("@everyone", RoleKind.Everyone);
        Foreign = [Add("Newcomer", RoleKind.Foreign), Add("Verified Profile (old)", RoleKind.Foreign)];
        Integration = Add("Ticket Desk", RoleKind.DiscordManaged);
        Booster = Add("Server Booster", RoleKind.DiscordManaged);
        for (var tier = 0; tier < 10; tier++)
        {
            AddTier(tier);
        }
        Validator = Add("Ethos Validator", RoleKind.Policy, "ETHOS_ROLE_VALIDATOR");
        HumanVerified = Add("Ethos Human", RoleKind.Policy, "ETHOS_ROLE_HUMAN_VERIFIED");
        HumanValidator = Add("Ethos Human Validator", RoleKind.Policy, "ETHOS_ROLE_HUMAN_VALIDATOR");
        VerifiedProfile = Add("Ethos Profile", RoleKind.Policy, "ETHOS_VERIFIED_PROFILE_ROLE_ID");
        Verified = Add("Verified", RoleKind.Policy, "ETHOS_VERIFIED_ROLE_ID");
        Bot = Add("rolesync", RoleKind.Bot);
        Above = [Add("Moderator", RoleKind.Foreign), Add("Known", RoleKind.Foreign)];
    }

    public IReadOnlyList<SandboxRole> All => _all;

    public int Everyone { get; }

    /// <summary>Foreign roles below the bot's role.</summary>
    public int[] Foreign { get; }

    /// <summary>Foreign roles above the bot's role; one bears a tier's name.</summary>
    public int[] Above { get; }

    public int Integration { get; }

    public int Booster { get; }

    public int Verified { get; }

    public int VerifiedProfile { get; }

    public int Validator { get; }

    public int HumanVerified { get; }

    public int HumanValidator { get; }

    public int Bot { get; }

    public RoleSet Tiers { get; private set; }

    public RoleSet Badges => RoleSet.Of(Validator) | RoleSet.Of(HumanVerified) | RoleSet.Of(HumanValidator);

    public RoleSet Managed => Tiers | Badges | RoleSet.Of(Verified) | RoleSet.Of(VerifiedProfile);

    public int TierRole(int tier, int variant) => _tiers[tier, variant];

    /// <summary>The managed roles that a member with the verified role must have; null: nothing may change.</summary>
    public RoleSet? Demanded(EthosUser? user)
    {
        if (user is { Status: EthosStatus.Merged })
        {
            return null;
        }
        var roles = RoleSet.Of(Verified);
        if (user is null || !Ladder.HasInteractions(user))
        {
            return roles;
        }
        var (validator, human) = (Ladder.IsValidator(user), Ladder.IsHuman(user));
        roles = roles.With(VerifiedProfile).With(_tiers[Ladder.TierOf(user.Score), Ladder.VariantOf(user)]);
        roles = validator ? roles.With(Validator) : roles;
        roles = human ? roles.With(HumanVerified) : roles;
        return validator && human ? roles.With(HumanValidator) : roles;
    }

    private void AddTier(int tier)
    {
        (string Name, string Variable)[] variants = [("", ""), (" (Validator)", "_VALIDATOR"), (" (Human)", "_HUMAN"), (" (Human Validator)", "_HUMAN_VALIDATOR")];
        for (var variant = 0; variant < (tier == 0 ? 1 : 4); variant++)
        {
            var name = Ladder.Names[tier];
            var (suffix, variable) = variants[variant];
            _tiers[tier, variant] = Add(name + suffix, RoleKind.Policy, $"ETHOS_ROLE_{name.ToUpperInvariant()}{variable}");
            Tiers = Tiers.With(_tiers[tier, variant]);
        }
    }

    private int Add(string name, RoleKind kind, string? environmentName = null)
    {
        var slot = _all.Count;
        var id = kind == RoleKind.Everyone ? _firstId - 0x400000 : _firstId + ((ulong)slot << 22);
        var permissions = kind == RoleKind.Bot ? Ordinary | ManageRoles : kind == RoleKind.Everyone ? Ordinary : 0;
        _all.Add(new SandboxRole(id, name, slot, permissions, kind) { EnvironmentName = environmentName, Slot = slot, IsBooster = name == "Server Booster" });
        return slot;
    }
}
