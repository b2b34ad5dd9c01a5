using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>
/// Shows members as they are now to those who ask for them, mostly in order of id: with one call per member or, by pages, one per up to a
/// thousand. A page is shown for a while only; whoever is missing in it, or without any role, is asked for alone before that is believed.
/// </summary>
internal sealed class PresentMembers(DiscordClient discord, GuildId guild, bool byPages, TimeProvider time) : IDisposable
{
    /// <summary>So long a page still tells how its members are now.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(2);

    /// <summary>A page is worth its call where it holds so many of those who are asked for.</summary>
    private const int WorthAPage = 3;

    private const int PageSize = 1_000;

    private readonly MemberLookup _lookup = new(discord);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Dictionary<MemberId, Member> _page = [];
    private MemberId _first;
    private MemberId _last;
    private long? _readAt;

    /// <summary>Whether pages cost fewer calls than reads of one member each.</summary>
    /// <param name="listed">Members of the guild.</param>
    /// <param name="asked">About how many of them will be asked for.</param>
    public static bool ArePagesCheaper(int listed, int asked) => asked >= WorthAPage * ((listed / PageSize) + 1);

    /// <summary>The member; null where the guild has no such member.</summary>
    public async Task<Attempt<Member?>> FindAsync(MemberId id, TimeBudget budget, CancellationToken ct)
    {
        if (!byPages)
        {
            return await ReadAsync(id, budget, ct);
        }

        var listed = await ListedAsync(id, budget, ct);
        return listed is Attempt<Member?>.Ended or Attempt<Member?>.Done { Value.Roles.Count: > 0 } ? listed : await ReadAsync(id, budget, ct);
    }

    /// <summary>The member as a read of nobody else shows it at this very moment.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public Task<Attempt<Member?>> ReadAsync(MemberId id, TimeBudget budget, CancellationToken ct) => _lookup.FindAsync(guild, id, budget.Left, ct);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Attempt<Member?>> ListedAsync(MemberId id, TimeBudget budget, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var isOld = _readAt is not { } read || time.GetElapsedTime(read) >= FreshFor;
            if ((isOld || id > _last) && await TurnToAsync(id, budget, ct) is { } end)
            {
                return end;
            }

            return id < _first ? null : _page.GetValueOrDefault(id);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the page that begins with this member, past all who lie between.</summary>
    private async Task<PhaseResult?> TurnToAsync(MemberId id, TimeBudget budget, CancellationToken ct)
    {
        var readAt = time.GetTimestamp();
        var answer = await discord.ListMembersAsync(guild, new MemberId(id.Value - 1), budget.Left, ct);
        if (answer is not DiscordAnswer<MemberPage>.Ok { Value: var page })
        {
            return PhaseResult.Of(answer, $"listing the members of guild {guild}");
        }

        _page = page.Members.ToDictionary(member => member.Id);
        (_first, _last) = (id, page.IsLast || page.Last is null ? new MemberId(ulong.MaxValue) : page.Last.Value);
        _readAt = readAt;
        return null;
    }
}
