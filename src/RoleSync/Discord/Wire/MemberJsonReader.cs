using System.Runtime.InteropServices;
using System.Text.Json;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.Wire;

/// <summary>
/// Reads members from JSON without anything in between: of a page of half a megabyte only ids stay, and members who hold the same
/// roles share one list of them.
/// </summary>
internal sealed class MemberJsonReader
{
    private readonly RoleId[]?[] _shared = new RoleId[256][];
    private readonly List<RoleId> _roles = new(32);

    /// <summary>A page: an array of members. One that cannot be read costs nobody but itself; where most cannot, it is no page.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ListedMembers ReadPage(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var members = new MemberJsonReader();
        var page = new List<Member>(1_000);
        var unreadable = 0;
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray, "an array of members");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = reader;
            if (members.TryRead(ref item) is { } member)
            {
                page.Add(member);
                reader = item;
            }
            else
            {
                unreadable++;
                reader.Skip();
            }
        }

        Expect(!reader.Read(), "nothing after the members");
        Expect(unreadable <= page.Count, "an array of members");
        return new ListedMembers(page, unreadable);
    }

    /// <summary>One member.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Member ReadOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Expect(reader.Read(), "a member");
        var member = new MemberJsonReader().ReadMember(ref reader);
        Expect(!reader.Read(), "nothing after the member");
        return member;
    }

    private Member? TryRead(ref Utf8JsonReader reader)
    {
        try
        {
            return ReadMember(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Member ReadMember(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "a member");
        (ulong Id, bool IsBot)? user = null;
        RoleId[]? roles = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("user"u8))
            {
                user = ReadUser(ref reader);
            }
            else if (reader.ValueTextEquals("roles"u8))
            {
                roles = ReadRoles(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(user is not null, "the member's user");
        Expect(roles is not null, "the member's roles");
        return new Member(new MemberId(user!.Value.Id), roles!, user.Value.IsBot);
    }

    private static (ulong Id, bool IsBot) ReadUser(ref Utf8JsonReader reader)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "a user");
        ulong id = 0;
        var isBot = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = ReadSnowflake(ref reader);
            }
            else if (reader.ValueTextEquals("bot"u8))
            {
                reader.Read();
                isBot = reader.TokenType == JsonTokenType.True;
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(id != 0, "the user's id");
        return (id, isBot);
    }

    private RoleId[] ReadRoles(ref Utf8JsonReader reader)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray, "an array of role ids");
        _roles.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _roles.Add(new RoleId(ReadSnowflake(ref reader)));
        }

        return Shared();
    }

    private RoleId[] Shared()
    {
        var hash = 0UL;
        foreach (var role in _roles)
        {
            hash = (hash ^ role.Value) * 0x9E3779B97F4A7C15; // Fibonacci hashing: the upper bits are the good ones
        }

        ref var shared = ref _shared[hash >> 56];
        return shared is not null && shared.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(_roles)) ? shared : shared = [.. _roles];
    }

    private static ulong ReadSnowflake(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped, "an id in quotes");
        Expect(Snowflake.TryParse(reader.ValueSpan, out var id), "an id");
        return id;
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new JsonException($"{what} was expected");
        }
    }
}

/// <summary>The members of a page, in the order of the answer.</summary>
/// <param name="Members">Those that could be read.</param>
/// <param name="Unreadable">How many could not.</param>
internal sealed record ListedMembers(List<Member> Members, int Unreadable);
