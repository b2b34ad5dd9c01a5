using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord;

/// <summary>
/// The slash commands as Discord shows them, everywhere or in one guild. See
/// <see href="https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands">Discord's page</see>.
/// </summary>
internal sealed class ApplicationCommands(DiscordSender sender)
{
    /// <summary>The commands that are registered.</summary>
    /// <param name="application">The application's snowflake.</param>
    /// <param name="guild">Those of one guild; null for those of every guild.</param>
    /// <param name="patience">The longest time the call may wait for a limit.</param>
    /// <param name="ct">Cancels the wait and the call.</param>
    public Task<DiscordAnswer<ApplicationCommandWire[]>> ListAsync(ulong application, GuildId? guild, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<ApplicationCommandWire[]>(HttpMethod.Get, Path(application, guild), RouteKey.Commands(HttpMethod.Get, guild), Read),
            RequestPriority.Bulk, patience, ct);

    /// <summary>Registers these commands and none besides.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public Task<DiscordAnswer<ApplicationCommandWire[]>> ReplaceAsync(
        ulong application, GuildId? guild, ApplicationCommandWire[] commands, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<ApplicationCommandWire[]>(HttpMethod.Put, Path(application, guild), RouteKey.Commands(HttpMethod.Put, guild), Read)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(commands, CommandJson.Default.ApplicationCommandWireArray),
            },
            RequestPriority.Bulk, patience, ct);

    private static string Path(ulong application, GuildId? guild) =>
        guild is { } one ? $"/applications/{application}/guilds/{one}/commands" : $"/applications/{application}/commands";

    private static ApplicationCommandWire[] Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, CommandJson.Default.ApplicationCommandWireArray) ?? throw new JsonException("a list of commands was expected");
}
