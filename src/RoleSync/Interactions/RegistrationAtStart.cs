using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Runs;

namespace RoleSync.Interactions;

/// <summary>Registers the slash commands when the service starts and knows its application, and tries it again until it was done once; nobody waits for it.</summary>
internal sealed partial class RegistrationAtStart(
    CommandRegistrar registrar, IOptions<CommandOptions> options, TimeProvider time, ILogger<RegistrationAtStart> logger) : BackgroundService
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ApplicationId is not { } application)
        {
            return;
        }

        if (options.Value.PublicKey is null)
        {
            Log.Deaf(logger);
        }

        var pause = new GrowingPause(_firstPause);
        string? told = null;
        while (await TryAsync(application, stoppingToken) is { } why)
        {
            if (why != told)
            {
                Log.Failed(logger, why);
                told = why;
            }

            await Task.Delay(pause.Next(_longestPause), time, stoppingToken);
        }
    }

    /// <summary>Null when they are registered, else why not.</summary>
    private async Task<string?> TryAsync(ulong application, CancellationToken ct)
    {
        switch (await registrar.RegisterAsync(application, guild: null, ct))
        {
            case Registration.Registered registered:
                Log.Registered(logger, registered.Commands);
                return null;
            case Registration.Unchanged unchanged:
                Log.Unchanged(logger, unchanged.Commands);
                return null;
            case Registration.Failed failed:
                return failed.Why;
            default:
                throw new InvalidOperationException("A registration has three ends.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(65, LogLevel.Information, "{Commands} slash commands were registered at Discord")]
        public static partial void Registered(ILogger logger, int commands);

        [LoggerMessage(66, LogLevel.Information, "{Commands} slash commands are registered at Discord already")]
        public static partial void Unchanged(ILogger logger, int commands);

        [LoggerMessage(67, LogLevel.Warning, "The slash commands are not registered yet: {Why} It is tried again until they are; rolesync commands register does so at once")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(68, LogLevel.Warning, "DISCORD_APPLICATION_ID is set but DISCORD_PUBLIC_KEY is not: the slash commands are shown, and nobody answers them")]
        public static partial void Deaf(ILogger logger);
    }
}
