using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>Writes member objects (https://docs.discord.com/developers/resources/guild#guild-member-object), a thousand in a few milliseconds.</summary>
internal sealed class MemberJson
{
    private static readonly JsonEncodedText[] _memberNulls = Encode("avatar", "banner", "communication_disabled_until", "premium_since");
    private static readonly JsonEncodedText[] _userNulls = Encode("avatar_decoration_data", "collectibles", "primary_guild", "banner", "accent_color");
    private static readonly JsonEncodedText[] _names = Encode("flags", "joined_at", "nick", "pending", "roles", "user", "mute", "deaf");
    private static readonly JsonEncodedText[] _userNames = Encode("id", "username", "avatar", "discriminator", "public_flags", "flags", "bot", "global_name");
    private static readonly JsonEncodedText[] _displayNames = Encode("Ada", "Zoë", "Nguyễn", "сова", "a \"quoted\" name", "🦊 fox", "kim_97", "N/A");
    private readonly SandboxGuild _guild;
    private readonly byte[]?[] _roles = new byte[]?[256];

    public MemberJson(SandboxGuild guild)
    {
        _guild = guild;
        foreach (var role in guild.Roles)
        {
            _roles[role.Slot] = role.Kind == RoleKind.Everyone ? null : Encoding.ASCII.GetBytes($"{role.Id}");
        }
    }

    public void Write(Utf8JsonWriter json, ulong id, RoleSet roles)
    {
        Span<byte> digits = stackalloc byte[20];
        json.WriteStartObject();
        WriteNulls(json, _memberNulls);
        json.WriteNumber(_names[0], 0);
        json.WriteString(_names[1], DateTimeOffset.FromUnixTimeMilliseconds(1_600_000_000_000 + ((long)(id >> 22) % 160_000_000_000)));
        WriteOptional(json, _names[2], (id & 7) == 0, id >> 3);
        json.WriteBoolean(_names[3], false);
        json.WriteStartArray(_names[4]);
        foreach (var slot in roles)
        {
            if (_roles[slot] is { } role)
            {
                json.WriteStringValue(role);
            }
        }
        json.WriteEndArray();
        json.WriteStartObject(_names[5]);
        WriteUser(json, id, digits);
        json.WriteEndObject();
        json.WriteBoolean(_names[6], false);
        json.WriteBoolean(_names[7], false);
        json.WriteEndObject();
    }

    private void WriteUser(Utf8JsonWriter json, ulong id, Span<byte> digits)
    {
        Utf8Formatter.TryFormat(id, digits, out var length);
        json.WriteString(_userNames[0], digits[..length]);
        Span<byte> username = stackalloc byte[28];
        "member_"u8.CopyTo(username);
        digits[..length].CopyTo(username[7..]);
        json.WriteString(_userNames[1], username[..(7 + length)]);
        WriteAvatar(json, id);
        json.WriteString(_userNames[3], "0"u8);
        json.WriteNumber(_userNames[4], 0);
        json.WriteNumber(_userNames[5], 0);
        if (_guild.IsBot(id))
        {
            json.WriteBoolean(_userNames[6], true);
        }
        WriteOptional(json, _userNames[7], (id & 16) == 0, id >> 5);
        WriteNulls(json, _userNulls);
    }

    private static void WriteAvatar(Utf8JsonWriter json, ulong id)
    {
        if ((id & 3) == 0)
        {
            json.WriteNull(_userNames[2]);
            return;
        }
        Span<byte> avatar = stackalloc byte[32];
        Utf8Formatter.TryFormat(id * 0x9E3779B97F4A7C15, avatar, out _, new('x', 16));
        Utf8Formatter.TryFormat(id * 0xBF58476D1CE4E5B9, avatar[16..], out _, new('x', 16));
        json.WriteString(_userNames[2], avatar);
    }

    private static void WriteOptional(Utf8JsonWriter json, JsonEncodedText name, bool present, ulong draw)
    {
        if (present)
        {
            json.WriteString(name, _displayNames[draw & 7]);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteNulls(Utf8JsonWriter json, JsonEncodedText[] names)
    {
        foreach (var name in names)
        {
            json.WriteNull(name);
        }
    }

    private static JsonEncodedText[] Encode(params string[] texts) => [.. texts.Select(text => JsonEncodedText.Encode(text))];
}
