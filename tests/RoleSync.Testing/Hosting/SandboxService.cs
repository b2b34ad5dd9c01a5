using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RoleSync.Sandbox;
using RoleSync.Storage.Databases;
using RoleSync.Testing.Databases;

namespace RoleSync.Testing.Hosting;

/// <summary>
/// The whole service but its scheduler, in this process, against a sandbox over real HTTP: whoever holds it says when a firing works.
/// It owns the sandbox that it is given and a database file of its own.
/// </summary>
public sealed class SandboxService : IAsyncDisposable
{
    private readonly TemporaryDatabase _database = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly TimeProvider _time;
    private ServiceProvider _services;

    private SandboxService(SandboxServer sandbox, TimeProvider time, IEnumerable<(string Name, string Value)> settings)
    {
        Sandbox = sandbox;
        _time = time;
        _settings = sandbox.Environment().ToDictionary(variable => variable.Key, variable => (string?)variable.Value);
        _settings["ROLESYNC_DATABASE"] = $"Data Source={_database.File}";
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        _services = BuildAnother();
    }

    public SandboxServer Sandbox { get; }

    /// <summary>Every line that the service wrote.</summary>
    public LogLines Log { get; } = new();

    /// <summary>For tests that start the services of the host, too.</summary>
    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    public IServiceProvider Services => _services;

    /// <summary>Starts it and prepares its database.</summary>
    /// <param name="sandbox">Discord and Ethos; disposed with the service.</param>
    /// <param name="time">The clock that the service goes by.</param>
    /// <param name="settings">Settings beside those that lead to the sandbox and the database, or instead of them.</param>
    /// <param name="ct">Cancels the start.</param>
    public static async Task<SandboxService> StartAsync(
        SandboxServer sandbox, TimeProvider time, IEnumerable<(string Name, string Value)> settings, CancellationToken ct)
    {
        var service = new SandboxService(sandbox, time, settings);
        await service.PrepareAsync(ct);
        return service;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The services of another process on the same database; whoever asks for them disposes them, before this service.</summary>
    public ServiceProvider BuildAnother()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        return new ServiceCollection()
            .AddSingleton(_time)
            .AddSingleton<IHostApplicationLifetime>(Lifetime)
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.ClearProviders().AddProvider(Log))
            .AddRoleSync(configuration)
            .BuildServiceProvider();
    }

    /// <summary>The service ends and starts again on the same database, with some settings changed; a null takes one away.</summary>
    public async Task RestartAsync(IEnumerable<(string Name, string? Value)> settings, CancellationToken ct)
    {
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        await _services.DisposeAsync();
        _services = BuildAnother();
        await PrepareAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Sandbox.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _database.Dispose();
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        if (await Get<Database>().PrepareAsync(ct) is { } problem)
        {
            throw new InvalidOperationException($"The database could not be prepared: {problem}");
        }
    }
}
