using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>The digest of a service that is killed in the middle of a run.</summary>
public sealed class DigestTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_restart_in_the_middle_of_a_run_goes_on_with_the_same_message()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Speed = 20, Seed = 8, Guilds = [new GuildOptions { Members = 1_000, WrongShare = 0.08 }] }, Ct);
        var settings = new Dictionary<string, string>
        {
            ["AUTO_CONTINUE_CHUNKS"] = "true",
            ["SYNC_CONFIRM_ABSENT"] = "1",
            ["DISCORD_WEBHOOK_URL"] = sandbox.WebhookUrl.OriginalString,
            ["RoleSync__Digest__Pace"] = "00:00:00.200",
            ["RoleSync__Digest__Look"] = "00:00:00.050",
        };
        await using (var killed = await ServiceProcess.StartAsync(sandbox, _database.File, settings, Ct))
        {
            using var caller = new SyncCaller(killed.Url);
            await caller.TriggerAsync(null, Ct);
            await caller.WaitAsync(_ => sandbox.Journal.WriteCount >= 20 && sandbox.Journal.Messages.Count >= 2, TimeSpan.FromSeconds(60), Ct);
            await killed.KillAsync(Ct);
        }

        Assert.DoesNotContain("completed", Title(sandbox), StringComparison.Ordinal);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, settings, Ct);
        using var watcher = new SyncCaller(service.Url);
        await watcher.WaitForEndAsync(Ct);
        await watcher.WaitAsync(_ => Title(sandbox).Contains("completed", StringComparison.Ordinal), TimeSpan.FromSeconds(20), Ct);

        Assert.Equal(1, sandbox.Journal.Count("POST", "/webhooks/{webhook}/{token}"));
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.DoesNotContain(sandbox.World.WebhookToken, service.Log, StringComparison.Ordinal);
    }

    private static string Title(SandboxServer sandbox) =>
        JsonDocument.Parse(sandbox.Journal.Messages[^1].Body).RootElement.GetProperty("embeds")[0].GetProperty("title").GetString()!;
}
