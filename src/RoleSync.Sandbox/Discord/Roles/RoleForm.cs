using System.Numerics;
using System.Text.Json;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Roles;

/// <summary>What a role is to be, as POST and PATCH send it (https://docs.discord.com/developers/resources/guild#create-guild-role).</summary>
internal sealed class RoleForm
{
    private const int White = 0xFFFFFF;
    private readonly string? _name;
    private readonly BigInteger? _permissions;
    private readonly int? _color;
    private readonly bool? _hoist;
    private readonly bool? _mentionable;

    public RoleForm(JsonElement body)
    {
        var fields = new FormFields(body);
        _name = fields.Text("name", 1, 100);
        _permissions = fields.Bits("permissions");
        var old = fields.Number("color", 0, White);
        var colors = fields.Within("colors");
        var primary = colors?.Number("primary_color", 0, White);
        var gradient = colors?.Number("secondary_color", 0, White) ?? colors?.Number("tertiary_color", 0, White);
        fields.Adopt("colors", colors);
        _color = primary ?? old;
        _hoist = fields.Flag("hoist");
        _mentionable = fields.Flag("mentionable");
        var icon = fields.Text("icon", 0, int.MaxValue) ?? fields.Text("unicode_emoji", 0, int.MaxValue);
        Breach = fields.Breach;
        NeedsBoosts = gradient is not null || !string.IsNullOrEmpty(icon);
    }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public FormBreach? Breach { get; }

    /// <summary>Whether it asks for what only a boosted guild has: colours that flow into each other, an icon.</summary>
    public bool NeedsBoosts { get; }

    /// <summary>The role with what the form names; the rest stays.</summary>
    public SandboxRole Applied(SandboxRole role) => role with
    {
        Name = _name ?? role.Name,
        Permissions = _permissions is { } bits ? (ulong)(bits & ulong.MaxValue) : role.Permissions,
        PermissionsBeyond64 = _permissions is { } all ? all >> 64 : role.PermissionsBeyond64,
        Color = _color ?? role.Color,
        IsHoisted = _hoist ?? role.IsHoisted,
        IsMentionable = _mentionable ?? role.IsMentionable,
    };
}
