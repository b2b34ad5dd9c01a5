using System.Collections.Concurrent;
using System.Text.Json;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>All messages that were sent; the oldest are forgotten when there are very many. Safe for use from several threads.</summary>
internal sealed class MessageBook(World world)
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<ulong, SandboxMessage> _byId = new();
    private readonly ConcurrentQueue<ulong> _order = new();

    public IReadOnlyList<SandboxMessage> All => [.. _byId.Values.OrderBy(message => message.Id)];

    public SandboxMessage? Find(ulong id) => _byId.TryGetValue(id, out var message) && !message.IsDeleted ? message : null;

    /// <summary>A message of the bot in a channel.</summary>
    public SandboxMessage Post(SandboxGuild guild, SandboxChannel channel, JsonElement message) =>
        Keep(Make(channel.Id), message, guild, guild.BotPermissions & ~channel.DeniedToBot);

    /// <summary>A message of the webhook. It may mention whom it likes.</summary>
    public SandboxMessage PostByHook(SandboxGuild guild, JsonElement message) => Keep(
        new SandboxMessage(world.Snowflakes.Next(), guild.ChannelId, world.Time.GetUtcNow()) { WebhookId = world.WebhookId }, message, guild, ulong.MaxValue);

    /// <summary>An answer to an interaction, or a message that follows it.</summary>
    public SandboxMessage Answer(SentInteraction sent, JsonElement message, bool isEphemeral)
    {
        var guild = world.FindGuild(sent.GuildId ?? 0);
        return Keep(Make(sent.ChannelId, sent, isEphemeral), message, guild, guild?.BotPermissions ?? 0);
    }

    /// <summary>The message that says "thinking …".</summary>
    public SandboxMessage Think(SentInteraction sent, bool isEphemeral)
    {
        var message = Make(sent.ChannelId, sent, isEphemeral);
        message.IsLoading = true;
        return Keep(message);
    }

    public void Edit(SandboxMessage message, JsonElement change) => message.Edit(change, world.Time.GetUtcNow());

    private SandboxMessage Make(ulong channel, SentInteraction? sent = null, bool isEphemeral = false) =>
        new(world.Snowflakes.Next(), channel, world.Time.GetUtcNow())
        {
            WebhookId = sent is null ? null : world.BotId,
            Interaction = sent,
            IsEphemeral = isEphemeral,
            Changed = sent is null ? null : sent.Signal,
        };

    private SandboxMessage Keep(SandboxMessage message, JsonElement fields, SandboxGuild? guild, ulong permissions)
    {
        message.Fill(fields, Notified.By(fields, guild, permissions));
        return Keep(message);
    }

    private SandboxMessage Keep(SandboxMessage message)
    {
        _byId[message.Id] = message;
        _order.Enqueue(message.Id);
        while (_order.Count > Most && _order.TryDequeue(out var oldest))
        {
            _byId.TryRemove(oldest, out _);
        }
        return message;
    }
}
