using System.Collections.Immutable;

namespace RoleSync.Sandbox.Worlds;

public sealed partial class SandboxGuild
{
    private ImmutableList<SandboxChannel> _channels = [];
    private ulong _madeChannels;

    /// <summary>The first text channel: where webhooks post, and where slash commands are sent.</summary>
    public ulong ChannelId => Id + 1;

    /// <summary>The text channels, in the order in which they were made.</summary>
    public IReadOnlyList<SandboxChannel> Channels => _channels;

    /// <summary>Adds a text channel.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="deniedToBot">The permissions that it takes from the bot, such as <see cref="SandboxChannel.Send"/>.</param>
    public SandboxChannel AddChannel(string name, ulong deniedToBot = 0)
    {
        lock (_lock)
        {
            var channel = new SandboxChannel(Id + ++_madeChannels, name) { DeniedToBot = deniedToBot };
            _channels = _channels.Add(channel);
            return channel;
        }
    }

    /// <summary>Deletes a channel.</summary>
    public void DeleteChannel(ulong channel)
    {
        lock (_lock)
        {
            _channels = _channels.Remove(FindChannel(channel) ?? throw new ArgumentException($"The guild {Id} has no channel {channel}."));
        }
    }

    internal bool BotMay(SandboxChannel channel, ulong permissions) => (permissions & ~(BotPermissions & ~channel.DeniedToBot)) == 0;

    internal SandboxChannel? FindChannel(ulong id) => _channels.Find(channel => channel.Id == id);
}
