using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Core.Waiting;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>
/// Reads a guild's members page by page, and asks Ethos about them in full calls while the next pages are under way.
/// At most a few pages are in memory, whatever the size of the guild.
/// </summary>
internal sealed class MemberPager(DiscordClient discord, StandingSource ethos)
{
    private const int PagesAhead = 2;

    /// <summary>Yields pages in order, from the members after those that the run has; an end says why no page follows.</summary>
    public async IAsyncEnumerable<Attempt<MemberStandings>> ReadAsync(
        Run run, Policy policy, TimeBudget budget, [EnumeratorCancellation] CancellationToken ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pages = Channel.CreateBounded<Attempt<MemberStandings>>(PagesAhead);
        var listing = ListAsync(run, policy, budget, pages.Writer, leaving.Token);
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
        Run run, Policy policy, TimeBudget budget,
        ChannelWriter<Attempt<MemberStandings>> pages, CancellationToken ct)
    {
        Exception? fault = null;
        var calls = discord.At(run.ReadingPriority());
        var lookUps = new PageLookUps(members => ethos.LookUpAsync(run, members, ct));
        try
        {
            var (after, isLast) = (run.ListedUpTo, false);
            while (!isLast)
            {
                if (budget.IsSpent)
                {
                    lookUps.Send();
                    await pages.WriteAsync(new PhaseResult.OutOfTime(), ct);
                    return;
                }

                var answer = await calls.ListMembersAsync(run.Guild, after, budget.Left, ct);
                if (answer is not DiscordAnswer<MemberPage>.Ok page)
                {
                    lookUps.Send();
                    await pages.WriteAsync(EndOf(answer, run.Guild), ct);
                    return;
                }

                List<Member> inScope = [.. page.Value.Members.Where(policy.LooksAfter)];
                var standings = lookUps.Add([.. inScope.Where(policy.Covers).Select(member => member.Id)]);
                (after, isLast) = (page.Value.Last ?? after, page.Value.IsLast);
                if (isLast)
                {
                    lookUps.Send();
                }

                await pages.WriteAsync(new MemberStandings(page.Value, inScope, standings), ct);
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

    private static PhaseResult EndOf(DiscordAnswer<MemberPage> answer, GuildId guild) =>
        answer is DiscordAnswer<MemberPage>.Refused { Error.Code: DiscordError.MissingAccess }
            ? new PhaseResult.Failed(DiscordFailure.MembersIntentMissing)
            : PhaseResult.Of(answer, $"listing the members of guild {guild}");
}
