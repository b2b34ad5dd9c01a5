using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Users;

namespace RoleSync.Ethos.Standings;

/// <summary>Turns the body of a 200 into standings. Users are matched by their userkeys, never by their order.</summary>
internal static class StandingsBody
{
    private static readonly Standing _damaged = new Standing.Unknown(
        "Ethos's answer had a user that could not be read or matched, which may be this member.");

    private static readonly Standing _contradiction = new Standing.Unknown("Ethos's answer had two users for this member that differ.");

    /// <summary>The standing of each asked member: Absent for whoever is not in the list, as Ethos leaves out whom it does not know.</summary>
    /// <param name="users">The body of the answer. Anything but a list is a failure that may be tried again.</param>
    /// <param name="asked">The members that were asked for.</param>
    public static EthosAnswer<StandingsPage> Read(JsonElement users, ArraySegment<MemberId> asked) => users.ValueKind == JsonValueKind.Array
        ? new EthosAnswer<StandingsPage>.Ok(Match(users, asked))
        : new EthosAnswer<StandingsPage>.Failed(new("Ethos's answer was no list of users.", IsTransient: true));

    private static StandingsPage Match(JsonElement users, ArraySegment<MemberId> asked)
    {
        var standings = new Dictionary<MemberId, Standing>(asked.Count);
        foreach (var member in asked)
        {
            standings[member] = Standing.AbsentStanding;
        }

        var damaged = 0;
        foreach (var user in users.EnumerateArray())
        {
            damaged += Place(user, standings) ? 0 : 1;
        }

        if (damaged > 0)
        {
            foreach (var member in asked)
            {
                if (standings[member] is Standing.Absent)
                {
                    standings[member] = _damaged;
                }
            }
        }

        return new StandingsPage(standings, damaged);
    }

    /// <summary>Gives the user's standing to every asked member that the user is; false when it is nobody's or may be somebody else's too.</summary>
    private static bool Place(JsonElement element, Dictionary<MemberId, Standing> standings)
    {
        if (EthosUser.Of(element) is not { } user)
        {
            return false;
        }

        Standing? standing = null;
        var isWhole = true;
        foreach (var userkey in user.Userkeys.EnumerateArray())
        {
            var kind = Userkey.Read(userkey, out var member);
            isWhole &= kind != UserkeyKind.Damaged;
            if (kind != UserkeyKind.Discord)
            {
                continue;
            }

            ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(standings, member);
            if (!Unsafe.IsNullRef(ref place))
            {
                standing ??= StandingRule.Judge(user);
                place = place is Standing.Absent || place == standing ? standing : _contradiction;
            }
        }

        return isWhole && standing is not null;
    }
}
