using System.Globalization;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>A sandbox and a real service that a whole table of faults shares. Every row spoils the guild anew, so that there is something to lose.</summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private readonly TemporaryDatabase _database = new();
    private readonly Dictionary<string, string> _settings;
    private GuildSnapshot _before = null!;

    private FaultBench(SandboxServer sandbox, Dictionary<string, string> settings) => (Sandbox, _settings) = (sandbox, settings);

    public SandboxServer Sandbox { get; }

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public ServiceProcess Service { get; private set; } = null!;

    public SyncCaller Caller { get; private set; } = null!;

    public string DatabaseFile => _database.File;

    /// <summary>Every role that the policy names.</summary>
    public IEnumerable<ulong> Managed => Guild.PolicyVariables().Select(role => ulong.Parse(role.Value, CultureInfo.InvariantCulture));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts both.</summary>
    public static async Task<FaultBench> StartAsync(int members, double speed = 50, params (string Name, string Value)[] settings)
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Seed = 41,
                Speed = speed,
                Guilds = [new GuildOptions { Members = members, AbsentShare = 0.05, NoInteractionShare = 0.05, MergedShare = 0.02, TwinShare = 0.05 }],
            },
            Ct);
        var all = new Dictionary<string, string>
        {
            ["AUTO_CONTINUE_CHUNKS"] = "true",

            // The waits between retries have tests of their own; what counts here is what comes of them.
            ["RoleSync__Discord__RetryDelay"] = "00:00:00.020",
            ["RoleSync__Discord__OutagePause"] = "00:00:01",
            ["RoleSync__Ethos__RetryDelay"] = "00:00:00.001",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var bench = new FaultBench(sandbox, all);
        await bench.StartServiceAsync();
        return bench;
    }

    /// <summary>Starts the service, again where it has ended, with the token that Discord accepts now.</summary>
    public async Task StartServiceAsync(params (string Name, string Value)[] settings)
    {
        if (Service is not null)
        {
            Caller.Dispose();
            await Service.DisposeAsync();
        }

        var all = new Dictionary<string, string>(_settings);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        Service = await ServiceProcess.StartAsync(Sandbox, DatabaseFile, all, Ct);
        Caller = new SyncCaller(Service.Url);
    }

    /// <summary>Takes the profile role from some members and gives others a tier that is not theirs; fewer than any guard minds.</summary>
    public void Spoil(int robbed = 8, int gifted = 6)
    {
        // A row that failed must not make the next one fail.
        Sandbox.Faults.Clear();
        foreach (var member in Guild.WrongMembers())
        {
            Guild.SetRoles(member, Guild.RolesOf(member).Except(Managed).Concat(Guild.ExpectedRoles(member)!));
        }

        var profile = Guild.RoleId("ETHOS_VERIFIED_PROFILE_ROLE_ID");
        var (highest, lowest) = (Guild.RoleId("ETHOS_ROLE_RENOWNED"), Guild.RoleId("ETHOS_ROLE_UNTRUSTED"));
        var right = Guild.VerifiedMembers().Where(member => Guild.ExpectedRoles(member) is { } roles && roles.Contains(profile)).ToList();
        foreach (var member in right.Take(robbed))
        {
            Guild.Revoke(member, profile);
        }

        foreach (var member in right.Skip(robbed).Take(gifted))
        {
            Guild.Grant(member, Guild.ExpectedRoles(member)!.Contains(highest) ? lowest : highest);
        }

        Assert.Equal(robbed + gifted, Guild.WrongMembers().Count);
        Sandbox.Journal.Clear();
        _before = Guild.Snapshot();
    }

    /// <summary>Does something at the n-th write of a role, before Discord handles it.</summary>
    public void AtWrite(int write, Action change)
    {
        var writes = 0;
        foreach (var route in (string[])["PUT /guilds/*/members/*/roles/*", "DELETE /guilds/*/members/*/roles/*"])
        {
            Sandbox.Faults.Add(route, Fault.Custom(_ =>
            {
                if (Interlocked.Increment(ref writes) == write)
                {
                    change();
                }

                return Task.FromResult(false);
            }));
        }
    }

    /// <summary>Starts a run.</summary>
    public async Task TriggerAsync()
    {
        var (status, body) = await Caller.TriggerAsync(null, Ct);
        Assert.True(status is System.Net.HttpStatusCode.OK, $"The trigger was answered {status}: {body}");
    }

    /// <summary>Does a whole run.</summary>
    public async Task<JsonElement> RunAsync()
    {
        await TriggerAsync();
        return await Caller.WaitForEndAsync(Ct);
    }

    /// <summary>Takes the faults away, and sees that a run makes the guild right: nothing is lost.</summary>
    public async Task HealAsync()
    {
        Sandbox.Faults.Clear();
        var end = await RunAsync();
        Assert.Equal("completed", SyncCaller.Phase(end));
        AssertRight();
    }

    /// <summary>Everybody has what is theirs, and whoever nobody can know has what they had.</summary>
    public void AssertRight()
    {
        Assert.Empty(Guild.WrongMembers());
        AssertNobodyWronged();
    }

    /// <summary>
    /// Since <see cref="Spoil"/>, no member gained what is not theirs or lost what is; whoever's standing cannot be known, and every role
    /// that the policy does not name, is as it was.
    /// </summary>
    public void AssertNobodyWronged(params IEnumerable<ulong> exceptRoles)
    {
        var except = exceptRoles.ToHashSet();
        foreach (var (member, roles) in Guild.Snapshot().Members)
        {
            if (!_before.Members.TryGetValue(member, out var before))
            {
                continue;
            }

            var (lost, gained) = (before.Except(roles).Except(except), roles.Except(before).Except(except));
            var expected = Guild.ExpectedRoles(member) ?? before;
            Assert.True(
                !lost.Intersect(expected).Any() && !gained.Except(expected).Any(),
                $"Member {member} lost [{string.Join(' ', lost)}] and gained [{string.Join(' ', gained)}]; expected are [{string.Join(' ', expected)}].");
        }

        Assert.Equal(0, Sandbox.Journal.OverlappingWrites);
    }

    /// <summary>A number of the status.</summary>
    public static int Number(JsonElement status, string name) => status.GetProperty(name).GetInt32();

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Service.DisposeAsync();
        await Sandbox.DisposeAsync();
        _database.Dispose();
    }
}
