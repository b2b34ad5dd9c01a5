namespace RoleSync.Sandbox.Worlds;

/// <summary>One simulated guild: its roles, its members, and what the rule demands of them. Safe for use from several threads.</summary>
public sealed partial class SandboxGuild
{
    private readonly Lock _lock = new();
    private readonly GuildRoles _rule;
    private readonly EthosDirectory _ethos;
    private readonly MemberTable _members;
    private volatile HashSet<ulong> _bots; // replaced, never changed: it is read without the lock
    private readonly SandboxRole?[] _slots = new SandboxRole?[256];
    private readonly ulong _botId;
    private readonly World _world;

    internal SandboxGuild(Chance chance, int index, GuildOptions options, World world)
    {
        if (index > 1023)
        {
            throw new ArgumentException("The sandbox holds at most 1,024 guilds.");
        }
        options.Validate();
        Id = options.Id ?? 613_425_648_685_547_541UL + ((ulong)index << 40);
        Name = options.Name;
        (_world, _ethos, _botId) = (world, world.Ethos, world.BotId);
        var (ethos, botId) = (_ethos, _botId);
        _rule = new GuildRoles(Id);
        _rule.All.ToList().ForEach(role => _slots[role.Slot] = role);
        var ids = new MemberIds(chance.For(1), index, options.Members + options.Bots);
        var people = new EthosPeople(chance.For(2), ids, index, options);
        ethos.Add(ids, people);
        var maker = new GuildMaker(chance.For(3), options, _rule, ids, people);
        _members = maker.Make();
        _bots = [.. maker.Bots, botId];
        _members.Add(botId, RoleSet.Of(_rule.Bot));
        OwnerId = ids.Count > 0 ? ids.At(ids.Count - 1) : botId + 1;
        Managed = _rule.Managed;
        AddChannel("general");
    }

    /// <summary>The guild's snowflake; also the id of its @everyone role.</summary>
    public ulong Id { get; }

    /// <summary>The guild's name.</summary>
    public string Name { get; }

    /// <summary>The owner's user id.</summary>
    public ulong OwnerId { get; }

    /// <summary>Length of the member list: people, bots and the guild's own bot.</summary>
    public int MemberCount
    {
        get
        {
            lock (_lock)
            {
                return _members.Count;
            }
        }
    }

    /// <summary>The role that puts a member in scope.</summary>
    public ulong VerifiedRoleId => IdOf(_rule.Verified);

    /// <summary>The bot's own role.</summary>
    public ulong BotRoleId => IdOf(_rule.Bot);

    /// <summary>The roles, lowest first.</summary>
    public IReadOnlyList<SandboxRole> Roles
    {
        get
        {
            lock (_lock)
            {
                return [.. _slots.Where(role => role is not null).Select(role => role!).OrderBy(role => role.Position).ThenByDescending(role => role.Id)];
            }
        }
    }

    /// <summary>Whether the bot has MANAGE_ROLES.</summary>
    public bool BotMayManageRoles
    {
        get => (BotPermissions & GuildRoles.ManageRoles) != 0;
        set => ChangeRole(BotRoleId, role => role with
        {
            Permissions = value ? role.Permissions | GuildRoles.ManageRoles : role.Permissions & ~GuildRoles.ManageRoles,
        });
    }

    internal RoleSet Managed { get; }

    internal ulong BotPermissions => BotRoles().Aggregate(0UL, (bits, role) => bits | role.Permissions);

    /// <summary>The id of the role that this environment variable names, such as ETHOS_ROLE_REPUTABLE_HUMAN.</summary>
    public ulong RoleId(string environmentName) =>
        _rule.All.FirstOrDefault(role => role.EnvironmentName == environmentName)?.Id
        ?? throw new ArgumentException($"No role of the sandbox belongs to the variable {environmentName}.");

    /// <summary>The flat environment variables that name this guild's policy roles.</summary>
    public IEnumerable<KeyValuePair<string, string>> PolicyVariables() =>
        _rule.All.Where(role => role.EnvironmentName is not null).Select(role => KeyValuePair.Create(role.EnvironmentName!, $"{role.Id}"));

    /// <summary>Deletes a role; all who held it lose it.</summary>
    public void DeleteRole(ulong role)
    {
        lock (_lock)
        {
            var slot = SlotOf(role);
            _slots[slot] = null;
            for (var index = 0; index < _members.Count; index++)
            {
                _members.SetRolesAt(index, _members.RolesAt(index).Without(slot));
            }
        }
    }

    /// <summary>Moves a role to a position; other roles keep theirs, and equal positions are ordered by id.</summary>
    public void MoveRole(ulong role, int position) => ChangeRole(role, old => old with { Position = position });

    /// <summary>Adds a role that nobody holds.</summary>
    /// <exception cref="InvalidOperationException">The guild already has 250 roles.</exception>
    public SandboxRole AddRole(string name, int position = 1, ulong permissions = 0, RoleKind kind = RoleKind.Foreign) =>
        AddRole(new SandboxRole(0, name, position, permissions, kind));

    internal SandboxRole AddRole(SandboxRole role)
    {
        lock (_lock)
        {
            if (_slots.Count(role => role is not null) >= 250)
            {
                throw new InvalidOperationException("A guild has at most 250 roles.");
            }
            var slot = Array.IndexOf(_slots, null, _rule.All.Count);
            var id = _slots.Max(role => role?.Id ?? 0) + 0x400000;
            return _slots[slot] = role with { Id = id, Slot = slot };
        }
    }

    internal SandboxRole? FindRole(ulong id)
    {
        foreach (var role in _slots)
        {
            if (role?.Id == id)
            {
                return role;
            }
        }
        return null;
    }

    internal SandboxRole? RoleAt(int slot) => _slots[slot];

    /// <summary>Whether the bot's highest role is above the given one.</summary>
    internal bool BotStandsAbove(SandboxRole role) => BotRoles().Any(own => own.IsAbove(role));

    private IEnumerable<SandboxRole> BotRoles()
    {
        var held = default(RoleSet);
        lock (_lock)
        {
            held = _members.IndexOf(_botId) is >= 0 and var index ? _members.RolesAt(index) : default;
        }
        foreach (var slot in held)
        {
            if (_slots[slot] is { } role)
            {
                yield return role;
            }
        }
        yield return _slots[_rule.Everyone]!;
    }

    internal void ChangeRole(ulong role, Func<SandboxRole, SandboxRole> change)
    {
        lock (_lock)
        {
            var slot = SlotOf(role);
            _slots[slot] = change(_slots[slot]!);
        }
    }

    private ulong IdOf(int slot) => _rule.All[slot].Id;

    private int SlotOf(ulong role) => FindRole(role)?.Slot ?? throw new ArgumentException($"The guild {Id} has no role {role}.");
}
