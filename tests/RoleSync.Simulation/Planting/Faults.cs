using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RoleSync.Discord.Http;
using RoleSync.Ethos.Http;
using RoleSync.Scheduling;
using RoleSync.Work;

namespace RoleSync.Simulation.Planting;

/// <summary>
/// Faults that are planted to see whether the simulation finds them. Each puts a collaborator that does wrong into the container of a process
/// (below an HTTP client, before the routes, around the statements, in the options), so that the service does to the world what the fault named
/// would do; nothing of it is in the shipped code.
/// </summary>
internal static class Faults
{
    /// <summary>Every one by its name.</summary>
    public static IReadOnlyDictionary<string, Action<IServiceCollection>> All { get; } = new Dictionary<string, Action<IServiceCollection>>
    {
        ["a-stop-cuts-the-second-write"] = services =>
        {
            var stop = new StopSign();
            services.AddSingleton<IStartupFilter>(new ChangedRequests(stop.Heard));
            Discord(services, () => new CutAfterStop(stop));
        },
        ["an-old-look-is-believed"] = services => Discord(services, () => new OldLooks()),
        ["a-list-of-roles-loses-the-others"] = services => Discord(services, () => new ShortenedLists()),
        ["a-role-taken-is-not-put-back"] = services => Discord(services, () => new NoWayBack()),
        ["a-stop-stops-everybody"] = services => services.AddSingleton<IStartupFilter>(new ChangedRequests(ChangedRequests.StopsAll)),
        ["a-run-is-fired-once"] = services => services.AddSingleton(new SchedulerPlant(DropsContinuations: true)),
        ["a-verification-stays-open"] = services => services.AddSingleton(new StatementPlant(sql => sql.Contains("\"kind\" = 3", StringComparison.Ordinal) && sql.StartsWith("UPDATE", StringComparison.Ordinal) ? $"{sql} AND 0" : sql)),
        ["one-401-is-for-ever"] = services => Discord(services, () => new StuckAnswer(401)),
        ["a-guild-that-refused-stays-closed"] = services => Discord(services, () => new StuckAnswer(403)),
        ["an-edge-speaks-for-discord"] = services => Discord(services, () => new EdgeAsDiscord()),
        ["a-dead-connection-is-waited-for"] = services => Discord(services, () => new WaitsForEver()),
        ["a-start-plans-anew"] = services => services.AddSingleton<IStartupFilter>(new ChangedRequests(ChangedRequests.FromStart)),
        ["the-clock-is-not-watched"] = services => services.RemoveAll(typeof(IHostedService), typeof(ClockWatch)),
        ["an-outage-of-ethos-is-an-answer"] = services => services.AddHttpClient(EthosRequester.HttpClientName).AddHttpMessageHandler(() => new OutageAsAnswer()),
        ["nothing-is-held"] = services => services.PostConfigure<SyncOptions>(options => options.MaxRemovals = 1),
        ["a-plan-never-grows-old"] = services => services.PostConfigure<SyncOptions>(options => options.PlanFreshness = TimeSpan.FromDays(7)),
        ["limits-are-not-read"] = services => Discord(services, () => new WithoutLimits()),
        ["a-write-is-sent-twice"] = services => Discord(services, () => new SentTwice()),
        ["no-reason-is-given"] = services => Discord(services, () => new WithoutReason()),
        ["an-epoch-is-not-looked-at"] = services => services.AddSingleton(new StatementPlant(Unfenced)),
    };

    /// <summary>The fault of that name; none for null.</summary>
    public static Action<IServiceCollection>? Named(string? name) => name is null ? null : All[name];

    private static void Discord(IServiceCollection services, Func<DelegatingHandler> make) => services.AddHttpClient(DiscordSender.ClientName).AddHttpMessageHandler(make);

    private static void RemoveAll(this IServiceCollection services, Type service, Type implementation)
    {
        foreach (var found in services.Where(entry => entry.ServiceType == service && entry.ImplementationType == implementation).ToList())
        {
            services.Remove(found);
        }
    }

    private static string Unfenced(string sql) => System.Text.RegularExpressions.Regex.Replace(sql, "\"\\w+\"\\.\"epoch\" = @\\w+", "1");
}
