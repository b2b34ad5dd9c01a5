using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Policies;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Members;

/// <summary>A sandbox guild, a newcomer in it whom Ethos knows, and the verifier.</summary>
internal sealed class VerifierBench : IAsyncDisposable
{
    private readonly SandboxRuns _runs;

    private VerifierBench(SandboxRuns runs)
    {
        _runs = runs;
        Newcomer = runs.Guild.VerifiedMembers().First(id => runs.Server.World.Ethos.Find(id) is { DiscordIds.Count: 1 });
        Server.World.Ethos.Change(Newcomer, user => user with
        {
            Score = 1640,
            ProfileId = user.Id * 2,
            ValidatorNftCount = 0,
            Human = HumanVerification.Verified,
            Status = EthosStatus.Active,
        });
        Stranger = runs.Guild.AddRole("Event guest").Id;
        runs.Guild.SetRoles(Newcomer, Stranger);
    }

    public SandboxRuns Runs => _runs;

    public SandboxServer Server => _runs.Server;

    public SandboxGuild Guild => _runs.Guild;

    /// <summary>A member without the verified role, with a role that no policy names.</summary>
    public ulong Newcomer { get; }

    /// <summary>A role that no policy names.</summary>
    public ulong Stranger { get; }

    public GuildId GuildId => new(Guild.Id);

    public Policy Policy => _runs.Get<GuildPolicies>().Find(GuildId)!;

    /// <summary>Calls that reached Ethos, refused ones too.</summary>
    public int EthosCalls => Server.Journal.Count(route: "/users/by/discord");

    public static async Task<VerifierBench> StartAsync(int members = 40, double wrong = 0, double speed = 50, params (string Name, string Value)[] settings)
    {
        var options = new SandboxOptions
        {
            Seed = 17,
            Speed = speed,
            Guilds = [new GuildOptions { Members = members, WrongShare = wrong, Wrong = WrongKinds.TierSwitch, Bots = 2, MergedShare = 0, TwinShare = 0 }],
        };
        return new VerifierBench(await SandboxRuns.StartAsync(
            options,
            [("RoleSync:Ethos:RetryDelay", "00:00:00.001"), ("RoleSync:Discord:RetryDelay", "00:00:00.001"), .. settings]));
    }

    public Task<VerifyAnswer> VerifyAsync(ulong member, RunTrigger trigger = RunTrigger.Discord) =>
        _runs.Get<Verifier>().VerifyAsync(GuildId, new MemberId(member), Policy, new Requester(trigger, "Discord: Ada (1)"), SandboxRuns.Ct);

    public async Task<VerifyAnswer.Looked> LookAsync(ulong member) => Assert.IsType<VerifyAnswer.Looked>(await VerifyAsync(member));

    public ulong Role(string key) => Guild.RoleId(key);

    public ValueTask DisposeAsync() => _runs.DisposeAsync();
}
