using Microsoft.Extensions.Logging.Console;
using RoleSync.Cli.Console;
using RoleSync.Configuration;

namespace RoleSync.Cli.Serving;

/// <summary>Builds the service's process: configuration, log, web server, and nothing that it does not need.</summary>
internal static class ServiceHost
{
    /// <summary>Builds the service, prepares its database and starts it.</summary>
    /// <param name="addSources">Where its configuration comes from.</param>
    /// <param name="listenUrl">Where it listens; null: where it is configured to.</param>
    /// <param name="quiet">Whether only warnings are logged.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StartException">It cannot start for a reason that a person can mend.</exception>
    public static async Task<WebApplication> StartAsync(Action<IConfigurationBuilder> addSources, string? listenUrl, bool quiet, CancellationToken ct)
    {
        var app = Build(addSources, listenUrl, quiet);

        // Asked for now: where the host cannot start, its services may be gone already.
        var settings = app.Services.GetRequiredService<RoleSyncSettings>();
        var url = listenUrl ?? settings.Api.ListenUrl;
        try
        {
            // Before the host starts: the scheduler keeps its tables in the same database.
            if (await app.PrepareRoleSyncAsync(ct) is { } problem)
            {
                throw new StartException(problem, ExitCode.BadUsage);
            }

            await app.StartAsync(ct);
            return app;
        }
        catch (Exception exception) when (ListenProblem.Of(exception, url) is { } problem)
        {
            await FailedStart.EndAsync(app);
            throw new StartException(problem, ExitCode.BadUsage);
        }
        catch (Exception exception) when (exception is not StartException && !ct.IsCancellationRequested)
        {
            var told = FailedStart.Unforeseen(exception, settings);
            await FailedStart.EndAsync(app);
            throw told;
        }
        catch
        {
            await FailedStart.EndAsync(app);
            throw;
        }
    }

    /// <summary>Puts the service together without starting anything.</summary>
    /// <exception cref="StartException">The configuration has to be mended first.</exception>
    public static WebApplication Build(Action<IConfigurationBuilder> addSources, string? listenUrl, bool quiet)
    {
        // The empty builder brings no file watchers, no event sources and no second look at the environment.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = Directory.GetCurrentDirectory() });
        AddSources(builder.Configuration, addSources);
        var settings = RoleSyncSettings.Read(builder.Configuration);
        if (settings.AreUnusable)
        {
            throw StartException.Of(settings.Problems);
        }

        try
        {
            AddLog(builder, quiet);
            builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.AddServerHeader = false).UseUrls(listenUrl ?? settings.Api.ListenUrl);
            builder.Services.AddRoutingCore();
            builder.Services.AddRoleSync(settings);
            var app = builder.Build();
            app.MapRoleSync();
            app.MapDescription();
            return app;
        }
        catch (Exception fault)
        {
            throw FailedStart.Unforeseen(fault, settings);
        }
    }

    private static void AddSources(ConfigurationManager configuration, Action<IConfigurationBuilder> addSources)
    {
        try
        {
            addSources(configuration);
        }
        catch (InvalidDataException exception)
        {
            throw new StartException($"appsettings.json cannot be read: {exception.InnerException?.Message ?? exception.Message}", ExitCode.BadUsage);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new StartException($"appsettings.json cannot be read: {exception.Message} Give this user the right to read it, or take it away.", ExitCode.BadUsage);
        }
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
