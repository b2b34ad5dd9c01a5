using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using RoleSync.Cli.Serving;
using RoleSync.Sandbox;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>The service in this process, over real HTTP on a port of its own that no setting names: as somebody has it who sets neither PORT nor a token.</summary>
internal sealed class LocalService : IAsyncDisposable
{
    private readonly TemporaryDatabase _database;

    private LocalService(WebApplication app, TemporaryDatabase database) => (App, _database) = (app, database);

    public WebApplication App { get; }

    public Uri Url => new(App.Urls.First());

    public string Database => _database.File;

    public static async Task<LocalService> StartAsync(SandboxServer sandbox, CancellationToken ct, params (string Name, string Value)[] more)
    {
        var database = new TemporaryDatabase();
        var settings = ServiceProcess.Settings(sandbox, database.File).ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair.Value);
        settings.Remove("PORT");
        settings.Remove("SYNC_AUTH_TOKEN");
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return new LocalService(await ServiceHost.StartAsync(sources => sources.AddInMemoryCollection(settings), "http://127.0.0.1:0", quiet: true, ct), database);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        _database.Dispose();
    }
}
