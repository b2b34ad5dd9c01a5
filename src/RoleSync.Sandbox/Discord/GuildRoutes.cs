using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>A guild.</summary>
internal sealed class GuildRoutes(World world)
{
    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/guilds/{guild}", call => InGuild(call, world, guild =>
            Answer.Json(200, json => json.WriteGuild(guild, world.BotId, call.Query("with_counts") is "true" or "1" or "True")))),
    ];

    public static Answer InGuild(Call call, World world, Func<SandboxGuild, Answer> answer) =>
        !call.TrySnowflake(1, out var id) ? DiscordError.NoSnowflake("guild_id", call.Segment(1))
        : world.FindGuild(id) is { } guild ? answer(guild)
        : DiscordError.UnknownGuild();
}
