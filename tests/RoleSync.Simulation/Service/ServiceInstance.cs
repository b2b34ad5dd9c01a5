using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using RoleSync.Discord.Http;
using RoleSync.Ethos.Http;
using RoleSync.Simulation.Planting;
using RoleSync.Storage.Databases;
using RoleSync.Transport;

namespace RoleSync.Simulation.Service;

/// <summary>
/// One process of the service, composed as RoleSync.Cli's ServiceHost composes it: an empty host, AddRoutingCore, AddRoleSync, MapRoleSync,
/// the database prepared before the host starts. Replaced, and nothing else:
/// <list type="bullet">
/// <item>the clock: <see cref="ProcessTime"/> on the one virtual clock;</item>
/// <item>Quartz's scheduler, its thread pool and its tables: <see cref="SimulatedScheduler"/> over <see cref="TriggerStore"/>;</item>
/// <item>Kestrel: <see cref="InProcessServer"/>; whoever calls the API hands the request over in memory;</item>
/// <item>the sockets below the three HTTP clients: <see cref="Network.InMemoryHandler"/>, below <see cref="RenewedConnections"/> as in earnest;</item>
/// <item>the file lock, the disk's wait and the migration of the database: <see cref="SimulatedDatabase"/>;</item>
/// <item>the console: <see cref="StoryLog"/>; the lifetime that listens to Ctrl-C.</item>
/// </list>
/// The thread pool has one thread (<see cref="Kernel.SingleThread"/>). No code of the product knows of any of this.
/// </summary>
internal sealed class ServiceInstance : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly InProcessServer _server;

    private readonly IReadOnlyList<ServiceDescriptor> _descriptors;

    private ServiceInstance(Process process, WebApplication app, InProcessServer server, IEnumerable<ServiceDescriptor> descriptors) =>
        (Process, _app, _server, _descriptors) = (process, app, server, [.. descriptors]);

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>What is in its container.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Puts the service together and starts it.</summary>
    public static async Task<ServiceInstance> StartAsync(ServiceSetup setup, CancellationToken ct)
    {
        var instance = Build(setup);
        instance._app.Services.GetRequiredService<SimulatedScheduler>().Services = instance._app.Services;
        if (await instance._app.PrepareRoleSyncAsync(ct) is { } problem)
        {
            throw new InvalidOperationException($"The service does not start: {problem}");
        }

        await instance._app.StartAsync(ct);
        return instance;
    }

    private static ServiceInstance Build(ServiceSetup setup)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(setup.Configuration);
        builder.Services.AddSingleton<TimeProvider>(setup.Process.Time);
        builder.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            .AddProvider(new StoryLog(setup.Process, setup.OnLog));
        var server = new InProcessServer();
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddRoutingCore();
        builder.Services.AddRoleSync(builder.Configuration);
        Replace(builder.Services, setup);
        setup.Planted?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapRoleSync();
        return new ServiceInstance(setup.Process, app, server, builder.Services);
    }

    private static void Replace(IServiceCollection services, ServiceSetup setup)
    {
        services.RemoveAll<IHostLifetime>();
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.RemoveAll<Database>();
        services.AddSingleton<Database>(provider => new SimulatedDatabase(setup.DatabaseFile, setup.Process, setup.Health, provider.GetService<StatementFault>()));
        foreach (var quartz in services.Where(service => service.ServiceType == typeof(ISchedulerFactory) || IsQuartzHost(service)).ToList())
        {
            services.Remove(quartz);
        }

        var isClustered = setup.Configuration["ROLESYNC_DATABASE"]!.StartsWith("Host", StringComparison.Ordinal);
        services.AddSingleton(provider => new SimulatedScheduler(setup.Process, setup.TriggerStore, isClustered ? setup.Process.Name : "single", isClustered, provider.GetService<SchedulerFault>()));
        services.AddSingleton<ISchedulerFactory>(provider => provider.GetRequiredService<SimulatedScheduler>());
        services.AddHostedService(provider => provider.GetRequiredService<SimulatedScheduler>());
        foreach (var client in (string[])[DiscordSender.ClientName, EthosRequester.HttpClientName])
        {
            services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => new RenewedConnections(setup.Connect));
        }
    }

    private static bool IsQuartzHost(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService) && !service.IsKeyedService
        && (service.ImplementationType ?? service.ImplementationInstance?.GetType() ?? service.ImplementationFactory?.Method.ReturnType) is { } type
        && (type.Assembly == typeof(ISchedulerFactory).Assembly || service.ImplementationFactory?.Method.DeclaringType?.Assembly == typeof(ISchedulerFactory).Assembly);

    /// <summary>Calls the API of the process.</summary>
    /// <returns>Status 0 where nobody answers.</returns>
    public async Task<(int Status, JsonElement Body)> CallAsync(string method, string path, object? body = null)
    {
        if (Process.IsGone)
        {
            return (0, default);
        }

        var answer = new TaskCompletionSource<(int, JsonElement)>();
        Process.OnEnd(() => answer.TrySetResult((0, default)));
        Process.Enter(() => _ = Task.Run(async () => answer.TrySetResult(await _server.AnswerAsync(method, path, body))));
        return await answer.Task;
    }

    /// <summary>How much it holds in memory.</summary>
    public IReadOnlyDictionary<string, int> CountCollections() => CollectionSizes.Of(_app.Services, _descriptors);

    /// <summary>Stops the host as a signal does.</summary>
    public async Task StopAsync() => await _app.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class NoLifetime : IHostLifetime
    {
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What a process of the service is made of.</summary>
internal sealed record ServiceSetup(
    Process Process, IReadOnlyDictionary<string, string?> Configuration, string DatabaseFile, DatabaseHealth Health, TriggerStore TriggerStore,
    Func<HttpMessageHandler> Connect, Action<LogEntry> OnLog, Action<IServiceCollection>? Planted);
