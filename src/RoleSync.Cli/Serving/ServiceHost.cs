using Microsoft.Extensions.Logging.Console;
using RoleSync.Configuration;

namespace RoleSync.Cli.Serving;

/// <summary>Builds the service's process: configuration, log, web server, and nothing that it does not need.</summary>
internal static class ServiceHost
{
    /// <summary>The configuration of a service: appsettings.json in the working directory, then the environment.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    public static void AddSources(IConfigurationBuilder configuration) =>
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false).AddEnvironmentVariables();

    /// <summary>Builds the service.</summary>
    /// <param name="addSources">Where its configuration comes from.</param>
    /// <param name="listenUrl">Where it listens; null: where it is configured to.</param>
    /// <param name="quiet">Whether only warnings are logged.</param>
    /// <exception cref="ConfigurationProblemsException">Something is configured wrong.</exception>
    public static WebApplication Build(Action<IConfigurationBuilder> addSources, string? listenUrl = null, bool quiet = false)
    {
        // The empty builder brings no file watchers, no event sources and no second look at the environment.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = Directory.GetCurrentDirectory() });
        addSources(builder.Configuration);
        var settings = RoleSyncSettings.Read(builder.Configuration);
        if (settings.Problems.Count > 0)
        {
            throw new ConfigurationProblemsException(settings.Problems);
        }

        AddLog(builder, quiet);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.AddServerHeader = false).UseUrls(listenUrl ?? settings.Api.ListenUrl);
        builder.Services.AddRoutingCore();
        builder.Services.AddRoleSync(builder.Configuration);
        var app = builder.Build();
        app.MapRoleSync();
        return app;
    }

    private static void AddLog(WebApplicationBuilder builder, bool quiet)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Logging
            .Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None)
            .SetMinimumLevel(quiet ? LogLevel.Warning : LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)

            // Why the host cannot start is told as a sentence by whoever started it.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("Polly", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddConsole(console =>
            {
                // stdout is for answers.
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                console.FormatterName = LineFormatter.FormatterName;
            })
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
    }
}
