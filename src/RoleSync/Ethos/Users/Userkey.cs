using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using RoleSync.Core.Guilds;

namespace RoleSync.Ethos.Users;

/// <summary>Reads the userkeys by which Ethos names the accounts of a user: <c>service:discord:ID</c>, <c>address:0x…</c>, <c>profileId:ID</c> and others.</summary>
internal static class Userkey
{
    private static ReadOnlySpan<byte> Damage => "\uFFFD"u8;

    /// <summary>What a userkey names; the member when it is a Discord account.</summary>
    public static UserkeyKind Read(JsonElement userkey, out MemberId member)
    {
        member = default;
        if (userkey.ValueKind != JsonValueKind.String)
        {
            return UserkeyKind.Damaged;
        }

        // The raw bytes spare a string per key; one with an escape is rare and takes the long way.
        var text = JsonMarshal.GetRawUtf8Value(userkey)[1..^1];
        text = text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(userkey.GetString()!) : text;
        if (text.Contains((byte)'?') || text.IndexOf(Damage) >= 0)
        {
            // Something in it was no text and was replaced when it came: it may have been anybody's.
            return UserkeyKind.Damaged;
        }

        if (text.StartsWith("service:discord:"u8))
        {
            var isId = Snowflake.TryParse(text["service:discord:"u8.Length..], out var id);
            member = new MemberId(id);
            return isId ? UserkeyKind.Discord : UserkeyKind.Damaged;
        }

        return text.StartsWith("address:"u8) ? UserkeyKind.Address : UserkeyKind.Other;
    }
}

/// <summary>What a userkey names, as far as it matters here.</summary>
internal enum UserkeyKind
{
    /// <summary>Something else: an account elsewhere, a profile.</summary>
    Other,

    /// <summary>A Discord account: <c>service:discord:ID</c>.</summary>
    Discord,

    /// <summary>A linked address: <c>address:0x…</c>.</summary>
    Address,

    /// <summary>It cannot be read, so it may be any of them.</summary>
    Damaged,
}
