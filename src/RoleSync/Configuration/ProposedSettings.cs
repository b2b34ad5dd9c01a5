using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Planning;
using RoleSync.Policies;
using RoleSync.Work;

namespace RoleSync.Configuration;

/// <summary>
/// Settings that somebody would like to see the plan of: an object with the keys of appsettings.json, laid over the settings in force. A key of it wins over the
/// variable that would win over the key elsewhere; what it does not name stays as it is.
/// </summary>
internal static class ProposedSettings
{
    /// <summary>Reads them; all that is wrong with them is told at once.</summary>
    /// <param name="inForce">The configuration of the service.</param>
    /// <param name="policies">Which guild is the default one.</param>
    /// <param name="guild">The guild that is planned.</param>
    /// <param name="settings">What somebody proposes.</param>
    public static Checked<PlanProposal> Read(IConfiguration inForce, GuildPolicies policies, GuildId guild, JsonElement settings)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(settings.GetRawText()));
        var proposed = new ConfigurationBuilder().AddJsonStream(text).Build();
        var unknown = RoleSyncSettings.UnknownIn(proposed);
        if (unknown.Count > 0)
        {
            return new Checked<PlanProposal>(null, unknown);
        }

        var (own, theirs) = (new SettingReader(proposed), new SettingReader(inForce));
        var from = new SettingReader(Over(proposed, inForce));
        var sync = new SyncOptions();
        SyncSettings.Read(from, sync);
        var (scope, strays) = GuildSettings.ReadScope(from);
        var ladder = GuildSettings.ReadLadder(own.Section.GetSection("Tiers").GetChildren().Any() ? own : theirs);
        var wanted = PolicySettings.Over(PolicySettings.OfDefaultGuild(own, ladder), Section(own, guild, ladder));
        var present = PolicySettings.Over(guild == policies.Default ? PolicySettings.OfDefaultGuild(theirs, ladder) : [], Section(theirs, guild, ladder));
        var all = PolicySettings.Over(wanted, present);
        var draft = guild == policies.Default ? PolicySettings.Read(from, ladder, all, [], guild) : PolicySettings.Read(from, ladder, [], all, guild);
        string[] problems = [.. own.Problems, .. from.Problems.Except(from.UnlessStored)];
        if (draft is null || problems.Length > 0)
        {
            return new Checked<PlanProposal>(null, problems);
        }

        (draft.Scope, draft.Strays) = (scope, strays);
        return new Checked<PlanProposal>(new PlanProposal(draft, sync), []);
    }

    private static IReadOnlyList<PolicySettings.Named> Section(SettingReader from, GuildId guild, TierLadder ladder) =>
        PolicySettings.Under(from.Section.GetSection($"Guilds:{guild}"), ladder);

    /// <summary>What is proposed over what is in force, without the variables that would win over it.</summary>
    private static IConfigurationRoot Over(IConfigurationRoot proposed, IConfiguration inForce)
    {
        var names = new SettingReader(proposed);
        SyncSettings.Read(names, new SyncOptions());
        GuildSettings.ReadScope(names);
        var values = inForce.AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        var own = proposed.AsEnumerable().Where(pair => pair.Value is not null).ToList();
        foreach (var (key, _) in own)
        {
            values.Remove(names.Asked.GetValueOrDefault(key, key));
        }

        foreach (var (key, value) in own)
        {
            values[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
