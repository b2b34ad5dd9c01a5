using System.Collections.Concurrent;
using System.Globalization;

namespace RoleSync.Sandbox.Worlds;

/// <summary>Everybody whom the simulated Ethos knows. Persons are made from the seed; only what a test changed is kept.</summary>
public sealed class EthosDirectory
{
    private readonly List<(MemberIds Ids, EthosPeople People)> _guilds = [];
    private readonly ConcurrentDictionary<ulong, long> _links = new();
    private readonly ConcurrentDictionary<long, EthosUser?> _changed = new();
    private readonly Lock _updatesLock = new();
    private readonly List<(long Id, DateTimeOffset At)> _updates = [];
    private readonly TimeProvider _time;

    internal EthosDirectory(TimeProvider time) => _time = time;

    /// <summary>The person linked to a Discord account, or null: Ethos does not know the account.</summary>
    public EthosUser? Find(ulong discordId)
    {
        if (!_links.IsEmpty && _links.TryGetValue(discordId, out var linked))
        {
            return Holding(_changed.GetValueOrDefault(linked), discordId);
        }
        foreach (var (ids, people) in _guilds)
        {
            if (ids.NumberOf(discordId) is >= 0 and var number && people.PersonOf(number) is >= 0 and var person)
            {
                return _changed.TryGetValue(people.IdOf(person), out var changed) ? Holding(changed, discordId) : people.Find(person);
            }
        }
        return null;
    }

    /// <summary>The person with this Ethos id, or null.</summary>
    public EthosUser? FindById(long id)
    {
        if (_changed.TryGetValue(id, out var changed))
        {
            return changed;
        }
        foreach (var (_, people) in _guilds)
        {
            if (people.PersonWithId(id) is >= 0 and var person)
            {
                return people.Find(person);
            }
        }
        return null;
    }

    /// <summary>The person whom a userkey (profileId:N, address:0x…, service:discord:ID, service:x.com:ID) names, or null.</summary>
    public EthosUser? FindByUserkey(string userkey)
    {
        var user = userkey.LastIndexOf(':') is var colon && colon < 0 ? null : (userkey[..colon], userkey[(colon + 1)..]) switch
        {
            ("service:discord", var id) => ulong.TryParse(id, CultureInfo.InvariantCulture, out var discord) ? Find(discord) : null,
            ("profileId", var id) => long.TryParse(id, CultureInfo.InvariantCulture, out var profile) ? FindById(profile / 2) : null,
            ("address", var address) => long.TryParse(address.AsSpan(Math.Min(2, address.Length)), NumberStyles.HexNumber, null, out var id)
                ? FindById(id) : null,
            ("service:x.com", var id) => long.TryParse(id, CultureInfo.InvariantCulture, out var x) ? FindById(x - 900_000_000) : null,
            ("service:x.com:username", var handle) => FindByHandle(handle),
            _ => null,
        };
        return user is not null && (userkey.StartsWith("service:x.com:username:", StringComparison.Ordinal) || user.Userkeys().Contains(userkey))
            ? user : null;
    }

    /// <summary>The person with this handle (person1234) on X, or null.</summary>
    public EthosUser? FindByHandle(string handle) =>
        handle.StartsWith("person", StringComparison.Ordinal) && long.TryParse(handle.AsSpan(6), CultureInfo.InvariantCulture, out var id)
            ? FindById(id) : null;

    /// <summary>Sets a person's score.</summary>
    /// <exception cref="ArgumentException">Ethos does not know the account.</exception>
    public void SetScore(ulong discordId, int score) => Change(discordId, user => user with { Score = score });

    /// <summary>Changes the person behind a Discord account.</summary>
    /// <exception cref="ArgumentException">Ethos does not know the account.</exception>
    public void Change(ulong discordId, Func<EthosUser, EthosUser> change)
    {
        var user = Find(discordId) ?? throw new ArgumentException($"The simulated Ethos knows nobody with the Discord account {discordId}.");
        Put(change(user));
    }

    /// <summary>Adds or replaces a person, found from now on by each of their Discord accounts.</summary>
    public void Put(EthosUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        _changed[user.Id] = user;
        foreach (var discord in user.DiscordIds)
        {
            _links[discord] = user.Id;
        }
        lock (_updatesLock)
        {
            _updates.Add((user.Id, _time.GetUtcNow()));
        }
    }

    /// <summary>Makes Ethos forget the person behind a Discord account.</summary>
    public void Forget(ulong discordId)
    {
        if (Find(discordId) is { } user)
        {
            _changed[user.Id] = null;
        }
    }

    internal void Add(MemberIds ids, EthosPeople people) => _guilds.Add((ids, people));

    internal IReadOnlyList<(EthosUser User, DateTimeOffset At)> UpdatedBetween(DateTimeOffset after, DateTimeOffset until)
    {
        lock (_updatesLock)
        {
            return [.. _updates.Where(update => update.At > after && update.At <= until)
                .Select(update => (FindById(update.Id), update.At))
                .Where(update => update.Item1 is not null)
                .Select(update => (update.Item1!, update.At))];
        }
    }

    // An account that a change has unlinked is unknown, though it is one of the original ones.
    private static EthosUser? Holding(EthosUser? user, ulong discordId) => user?.DiscordIds.Contains(discordId) == true ? user : null;
}
