using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox;

/// <summary>What the sandbox simulates. The same options give the same world.</summary>
public sealed record SandboxOptions
{
    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How much faster than the real ones the windows of all limits pass, of Discord and Ethos; above 0.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Round trip added to every answer: half before it is handled, half after.</summary>
    public TimeSpan NetworkDelay { get; init; }

    /// <summary>Port on 127.0.0.1; 0: any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The bot token that Discord accepts; null: a plainly fake one made from the seed.</summary>
    public string? Token { get; init; }

    /// <summary>The guilds the bot is in.</summary>
    public IReadOnlyList<GuildOptions> Guilds { get; init; } = [new()];

    /// <summary>How the limits of role writes count; null: PUT and DELETE of roles in fixed windows, PATCH sliding.</summary>
    public WindowModel? RoleWriteWindow { get; init; }

    /// <summary>Ethos calls in a minute; above 0.</summary>
    public int EthosCallsPerMinute { get; init; } = 200;

    /// <summary>Whether a User-Agent that is not of the documented form meets Cloudflare's 403. Discord serves many such callers, so it is only noted otherwise.</summary>
    public bool RefuseUnknownAgents { get; init; }

    /// <summary>How much the journal keeps.</summary>
    public JournalDetail KeepJournal { get; init; } = JournalDetail.Full;

    /// <summary>Whether answers above 1 KB are compressed for callers that accept gzip.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>Whether it listens on https with a certificate of its own: then it speaks HTTP/2 with whoever can, as the real services do.</summary>
    public bool Secure { get; init; }

    /// <summary>The clock of limits and delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
