using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>
/// Reads a guild's members page by page, and asks Ethos about each page while the next one is under way.
/// At most a few pages are in memory, whatever the size of the guild.
/// </summary>
internal sealed class MemberPager(DiscordClient discord, StandingSource ethos)
{
    private const int PagesAhead = 2;

    /// <summary>Yields pages in order, from the members after <paramref name="after"/>; an end says why no page follows.</summary>
    public async IAsyncEnumerable<Attempt<MemberStandings>> ReadAsync(
        GuildId guild, Policy policy, MemberId? after, TimeBudget budget, [EnumeratorCancellation] CancellationToken ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pages = Channel.CreateBounded<Attempt<MemberStandings>>(PagesAhead);
        var listing = ListAsync(guild, policy, after, budget, pages.Writer, leaving.Token);
        try
        {
            await foreach (var item in pages.Reader.ReadAllAsync(ct))
            {
                yield return item;
            }
        }
        finally
        {
            await leaving.CancelAsync();
            await listing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListAsync(
        GuildId guild, Policy policy, MemberId? after, TimeBudget budget,
        ChannelWriter<Attempt<MemberStandings>> pages, CancellationToken ct)
    {
        Exception? fault = null;
        try
        {
            var isLast = false;
            while (!isLast)
            {
                if (budget.IsSpent)
                {
                    await pages.WriteAsync(new PhaseResult.OutOfTime(), ct);
                    return;
                }

                var answer = await discord.ListMembersAsync(guild, after, budget.Left, ct);
                if (answer is not DiscordAnswer<MemberPage>.Ok page)
                {
                    await pages.WriteAsync(EndOf(answer, guild), ct);
                    return;
                }

                await pages.WriteAsync(LookUp(page.Value, policy, ct), ct);
                after = page.Value.Last ?? after;
                isLast = page.Value.IsLast;
            }
        }
        catch (Exception exception)
        {
            fault = exception;
            throw;
        }
        finally
        {
            pages.Complete(fault);
        }
    }

    private MemberStandings LookUp(MemberPage page, Policy policy, CancellationToken ct)
    {
        var inScope = page.Members.Where(policy.LooksAfter).ToList();
        return new MemberStandings(page, inScope, AllAsync(inScope.Where(policy.Covers).Select(member => member.Id).Chunk(StandingSource.MaximumBatch).Select(ids => ethos.LookUpAsync(ids, ct))));
    }

    private static async Task<IReadOnlyDictionary<MemberId, Standing>> AllAsync(IEnumerable<Task<IReadOnlyDictionary<MemberId, Standing>>> calls)
    {
        var answers = await Task.WhenAll(calls);
        if (answers is [var one])
        {
            return one;
        }

        var all = new Dictionary<MemberId, Standing>();
        foreach (var (member, standing) in answers.SelectMany(answer => answer))
        {
            all[member] = standing;
        }

        return all;
    }

    private static PhaseResult EndOf(DiscordAnswer<MemberPage> answer, GuildId guild) =>
        answer is DiscordAnswer<MemberPage>.Refused { Error.Code: DiscordError.MissingAccess }
            ? new PhaseResult.Failed(DiscordFailure.MembersIntentMissing)
            : PhaseResult.Of(answer, $"listing the members of guild {guild}");
}
