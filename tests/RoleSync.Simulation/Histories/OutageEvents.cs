using RoleSync.Sandbox.Faulting;
using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>Discord, Ethos or what stands before them fails in one way for a while.</summary>
/// <param name="At">When.</param>
/// <param name="Route">As <see cref="FaultRule"/> takes it.</param>
/// <param name="Fault">The name of the fault, see <see cref="Named"/>.</param>
/// <param name="Share">Of the calls.</param>
/// <param name="AfterHandling">Whether the request has taken effect before.</param>
/// <param name="For">How long.</param>
internal sealed record Fails(TimeSpan At, string Route, string Fault, double Share, bool AfterHandling, TimeSpan For) : HistoryEvent(At)
{
    /// <summary>Every fault by its name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Fault>> Named = new Dictionary<string, Func<Fault>>(
        EdgeFaults.All.Select(pair => KeyValuePair.Create(pair.Key, () => pair.Value)))
    {
        ["abort"] = Sandbox.Faulting.Fault.Abort,
        ["hang"] = Sandbox.Faulting.Fault.Hang,
        ["reset"] = Sandbox.Faulting.Fault.ResetMidBody,
        ["truncate"] = Sandbox.Faulting.Fault.Truncate,
        ["slow"] = () => Sandbox.Faulting.Fault.SlowBody(TimeSpan.FromSeconds(8)),
        ["late"] = () => Sandbox.Faulting.Fault.Delay(TimeSpan.FromSeconds(12)),
        ["wrong-types"] = Sandbox.Faulting.Fault.WrongTypes,
        ["empty-array"] = Sandbox.Faulting.Fault.EmptyArray,
        ["bad-gateway"] = Sandbox.Faulting.Fault.BadGatewayPage,
        ["503"] = () => Sandbox.Faulting.Fault.Status(503),
        ["500-json"] = () => Sandbox.Faulting.Fault.Status(500, """{"message": "500: Internal Server Error", "code": 0}"""),
        ["401"] = () => Sandbox.Faulting.Fault.Status(401, """{"message": "401: Unauthorized", "code": 0}"""),
    };

    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var rule = scenario.Sandbox.Faults.Add(new FaultRule(Route, Named[Fault]()) { Share = Share, AfterHandling = AfterHandling });
        scenario.Judge.Failing(+1);
        if (Fault == "401")
        {
            scenario.Judge.Refused();
        }

        scenario.Later(For, () =>
        {
            scenario.Sandbox.Faults.Remove(rule);
            scenario.Judge.Failing(-1);
            return $"no more '{Fault}' for {Route} (it struck {rule.Hits} times)";
        });
        return Task.FromResult($"'{Fault}' for {Share:P0} of {Route}{(AfterHandling ? ", after they took effect" : "")}");
    }
}

/// <summary>The list of a member's roles comes back empty by mistake.</summary>
internal sealed record RolesComeEmpty(TimeSpan At, double Share, TimeSpan For) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        var rule = scenario.Sandbox.Faults.Add(new FaultRule("GET /guilds/*/members/*", Sandbox.Faulting.Fault.Rewrite(Emptied)) { Share = Share });
        scenario.Judge.Failing(+1);
        scenario.Judge.Refused(); // two such answers about the bot itself in a row are believed
        scenario.Later(For, () =>
        {
            scenario.Sandbox.Faults.Remove(rule);
            scenario.Judge.Failing(-1);
            return $"no more empty lists of roles (there were {rule.Hits})";
        });
        return Task.FromResult($"{Share:P0} of the reads of one member show no roles");
    }

    private static System.Text.Json.Nodes.JsonNode? Emptied(System.Text.Json.Nodes.JsonNode? node)
    {
        if (node is System.Text.Json.Nodes.JsonObject member)
        {
            member["roles"] = new System.Text.Json.Nodes.JsonArray();
        }

        return node;
    }
}

/// <summary>The database cannot be reached, or refuses every change, for a while.</summary>
internal sealed record DatabaseRefuses(TimeSpan At, bool IsAway, TimeSpan For) : HistoryEvent(At)
{
    public override Task<string> PlayAsync(SimulatedRun scenario)
    {
        scenario.Health.IsAway |= IsAway;
        scenario.Health.IsReadOnly |= !IsAway;
        scenario.Judge.DatabaseRefuses();
        scenario.Later(For, () =>
        {
            (scenario.Health.IsAway, scenario.Health.IsReadOnly) = (false, false);
            scenario.Judge.DatabaseTakes();
            return "the database takes changes again";
        });
        return Task.FromResult(IsAway ? "the database cannot be reached" : "the database refuses every change");
    }
}
