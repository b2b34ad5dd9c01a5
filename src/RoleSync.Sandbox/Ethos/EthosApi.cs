using System.Globalization;
using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Ethos;

/// <summary>The simulated Ethos: who may call, how often, and which route answers.</summary>
internal sealed class EthosApi : SimulatedApi
{
    private readonly CallLimit _limit;
    private readonly Journal _journal;

    public EthosApi(World world, ulong seed, CallLimit limit, Journal journal, TimeProvider time)
    {
        (_limit, _journal) = (limit, journal);
        Routes = [.. new UserRoutes(world.Ethos, new Chance(seed).For(55), journal).All, .. new ScoreRoutes(world.Ethos, time).All,
            .. new ActivityRoutes(world.Ethos).All];
    }

    protected override IReadOnlyList<ApiRoute> Routes { get; }

    public override void Enter(Call call) => _journal.Enter("Ethos", 0);

    public override void Leave(Call call) => _journal.Leave("Ethos", 0);

    public override Answer Answer(Call call)
    {
        var named = call.Header("X-Ethos-Client") is not null;
        if (!named)
        {
            _journal.Violation($"{call.Method} {call.Path} has no X-Ethos-Client header: Ethos lets all such callers share one strict limit.");
        }
        var verdict = _limit.Take(named);
        var answer = !verdict.Allowed ? EthosError.RateLimited() : call.Route is { } route ? route.Answer(call) : EthosError.NoRoute();
        var reset = Seconds(verdict.ResetAfter);
        answer.With("RateLimit-Policy", $"{verdict.Limit};w={_limit.WindowSeconds}")
            .With("RateLimit-Limit", verdict.Limit.ToString(CultureInfo.InvariantCulture))
            .With("RateLimit-Remaining", verdict.Remaining.ToString(CultureInfo.InvariantCulture))
            .With("RateLimit-Reset", reset);
        if (!verdict.Allowed)
        {
            _journal.Limited("ethos");
            answer.With("Retry-After", reset);
        }
        return answer;
    }

    /// <summary>A string property of a JSON object, or null.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
