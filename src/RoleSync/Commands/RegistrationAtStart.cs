using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RoleSync.Commands;

/// <summary>Registers the slash commands when the service starts and knows its application; nobody waits for it.</summary>
internal sealed partial class RegistrationAtStart(CommandRegistrar registrar, IOptions<CommandOptions> options, ILogger<RegistrationAtStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ApplicationId is not { } application)
        {
            return;
        }

        switch (await registrar.RegisterAsync(application, guild: null, stoppingToken))
        {
            case Registration.Registered registered:
                Log.Registered(logger, registered.Commands);
                break;
            case Registration.Unchanged unchanged:
                Log.Unchanged(logger, unchanged.Commands);
                break;
            case Registration.Failed failed:
                Log.Failed(logger, failed.Why);
                break;
            default:
                throw new InvalidOperationException("A registration has three ends.");
        }

        if (options.Value.PublicKey is null)
        {
            Log.Deaf(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(65, LogLevel.Information, "{Commands} slash commands were registered at Discord")]
        public static partial void Registered(ILogger logger, int commands);

        [LoggerMessage(66, LogLevel.Information, "{Commands} slash commands are registered at Discord already")]
        public static partial void Unchanged(ILogger logger, int commands);

        [LoggerMessage(67, LogLevel.Warning, "The slash commands were not registered: {Why} rolesync commands register tries it again")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(68, LogLevel.Warning, "DISCORD_APPLICATION_ID is set but DISCORD_PUBLIC_KEY is not: the slash commands are shown, and nobody answers them")]
        public static partial void Deaf(ILogger logger);
    }
}
