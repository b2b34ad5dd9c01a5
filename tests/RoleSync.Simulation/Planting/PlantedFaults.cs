using System.Text.RegularExpressions;
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
internal static partial class PlantedFaults
{
    /// <summary>Every one by its name.</summary>
    public static IReadOnlyDictionary<string, PlantedFault> All { get; } = new Dictionary<string, PlantedFault>
    {
        ["a-stop-cuts-the-second-write"] = new(null, null, services =>
        {
            var stop = new RecentStop();
            services.AddSingleton<IStartupFilter>(new ChangedRequests(stop.Heard));
            Discord(services, () => new CutAfterStop(stop));
        }),
        ["an-old-look-is-believed"] = new(null, null, services => Discord(services, () => new StaleReads())),
        ["a-list-of-roles-loses-the-others"] = new(1, "roles outside the policy are never touched", services => Discord(services, () => new ShortenedLists())),
        ["a-role-taken-is-not-put-back"] = new(34, "nobody between two tiers", services => Discord(services, () => new RefusedPutBack())),
        ["a-stop-stops-everybody"] = new(37, "a run stops where somebody asks for it", services => services.AddSingleton<IStartupFilter>(new ChangedRequests(ChangedRequests.StopsAll))),
        ["a-run-is-fired-once"] = new(null, null, services => services.AddSingleton(new SchedulerFault(DropsContinuations: true, LosesDaily: false))),
        ["a-verification-stays-open"] = new(null, null, services => Statements(services, sql => IsRead(sql, "runs") && sql.Contains("\"kind\" = 3", StringComparison.Ordinal) ? Nothing(sql) : sql)),
        ["a-lost-daily-run-is-not-made-up-for"] = new(null, null, services =>
        {
            services.AddSingleton(new SchedulerFault(DropsContinuations: false, LosesDaily: true));
            Statements(services, sql => IsRead(sql, "schedules") && sql.Contains("\"begun\" <", StringComparison.Ordinal) ? Nothing(sql) : sql);
        }),
        ["a-run-that-rests-does-not-say-why"] = new(12, "every run ended or says why not", services => Statements(services, sql => sql.StartsWith("UPDATE \"runs\"", StringComparison.Ordinal) ? Unsaid().Replace(sql, "$1 = NULL") : sql)),
        ["one-401-is-for-ever"] = new(null, null, services => Discord(services, () => new StuckAnswer(401))),
        ["a-guild-that-refused-stays-closed"] = new(null, null, services => Discord(services, () => new StuckAnswer(403))),
        ["an-edge-speaks-for-discord"] = new(6, "only Discord's own word ends a run or refuses a change", services => Discord(services, () => new EdgeAsDiscord())),
        ["a-dead-connection-is-waited-for"] = new(null, null, services => Discord(services, () => new WaitsForEver())),
        ["a-start-plans-anew"] = new(null, null, services => services.AddSingleton<IStartupFilter>(new ChangedRequests(ChangedRequests.FromStart))),
        ["the-clock-is-not-watched"] = new(13, "runs are looked after", services => services.RemoveAll(typeof(IHostedService), typeof(ClockWatch))),
        ["an-outage-of-ethos-is-an-answer"] = new(3, "only what the rule demands is written", services => services.AddHttpClient(EthosRequester.HttpClientName).AddHttpMessageHandler(() => new OutageAsAnswer())),
        ["nothing-is-held"] = new(null, null, services => services.PostConfigure<SyncOptions>(options => options.MaxRemovals = 1)),
        ["a-plan-never-grows-old"] = new(null, null, services => services.PostConfigure<SyncOptions>(options => options.PlanFreshness = TimeSpan.FromDays(7))),
        ["limits-are-not-read"] = new(4, "no request over a limit", services => Discord(services, () => new WithoutLimits())),
        ["a-write-is-sent-twice"] = new(1, "one write of a member at a time", services => Discord(services, () => new SentTwice())),
        ["no-reason-is-given"] = new(1, "every write says why", services => Discord(services, () => new WithoutReason())),
        ["an-epoch-is-not-looked-at"] = new(null, null, services => Statements(services, sql => Epoch().Replace(sql, "1"))),
    };

    /// <summary>The fault of that name; none for null.</summary>
    public static Action<IServiceCollection>? Named(string? name) => name is null ? null : All[name].Plant;

    private static void Discord(IServiceCollection services, Func<DelegatingHandler> make) => services.AddHttpClient(DiscordSender.ClientName).AddHttpMessageHandler(make);

    private static void RemoveAll(this IServiceCollection services, Type service, Type implementation)
    {
        foreach (var found in services.Where(entry => entry.ServiceType == service && entry.ImplementationType == implementation).ToList())
        {
            services.Remove(found);
        }
    }

    private static void Statements(IServiceCollection services, Func<string, string> change) => services.AddSingleton(new StatementFault(change));

    private static bool IsRead(string sql, string table) => sql.StartsWith("SELECT", StringComparison.Ordinal) && sql.Contains($"FROM \"{table}\"", StringComparison.Ordinal);

    private static string Nothing(string sql) => sql.Replace("WHERE ", "WHERE 0 AND ", StringComparison.Ordinal);

    [GeneratedRegex("\"\\w+\"\\.\"epoch\" = @\\w+")]
    private static partial Regex Epoch();

    [GeneratedRegex("(\"resumes_at\"|\"error\") = @\\w+")]
    private static partial Regex Unsaid();
}

/// <summary>A fault, and how it is known to be found.</summary>
/// <param name="Seed">A seed whose history finds it; null while none is known.</param>
/// <param name="Rule">The rule that it breaks there; null while no seed is known.</param>
/// <param name="Plant">Puts it into a container.</param>
internal sealed record PlantedFault(ulong? Seed, string? Rule, Action<IServiceCollection> Plant);
