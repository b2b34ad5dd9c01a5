using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Histories;

/// <summary>Draws what happens in a history. Each kind of thing has its weight; a history has a few kinds that come more often, so that they meet.</summary>
internal static class EventMaker
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    /// <summary>The routes that faults strike.</summary>
    private static readonly string[] _routes =
    [
        "PUT /guilds/*/members/*/roles/*", "DELETE /guilds/*/members/*/roles/*", "PATCH /guilds/*/members/*", "GET /guilds/*/members", "GET /guilds/*/members/*",
        "GET /guilds/*", "GET /guilds/*/roles", "POST /users/by/discord", "* /**", "* /guilds/**",
    ];

    private static readonly Func<Draw, HistoryEvent>[] _kinds =
    [
        draw => new ScoreChanges(draw.At, draw.Guild, draw.Member, draw.Random.Between(0, 2800)),
        draw => new ScoreChanges(draw.At, draw.Guild, draw.Member, draw.Random.Between(0, 2800)),
        draw => new BadgeChanges(draw.At, draw.Guild, draw.Member, draw.Random.Is(0.5), draw.Random.Is(0.5)),
        draw => new IsForgotten(draw.At, draw.Guild, draw.Member),
        draw => new Joins(draw.At, draw.Guild, draw.Random.Between(1, 1_000_000), draw.Random.Is(0.8), draw.Random.Is(0.7) ? draw.Random.Between(0, 2800) : null),
        draw => new Leaves(draw.At, draw.Guild, draw.Member, draw.Random.Is(0.5) ? draw.For(_second * 5, _second * 900) : null),
        draw => new ModeratorEdits(draw.At, draw.Guild, draw.Member, draw.Random.Share(), draw.Random.Is(0.5)),
        draw => new VerifiedRoleMoves(draw.At, draw.Guild, draw.Member, draw.Random.Of(1, 1, 5), draw.Random.Is(0.4)),
        draw => new AllScoresMove(draw.At, draw.Guild, draw.Random.Of(0.2, 0.5, 1.0), draw.Random.Of(-900, -300, 300, 900)),
        draw => new AllScoresMove(draw.At, draw.Guild, draw.Random.Of(0.5, 1.0), draw.Random.Of(-900, 900)),
        draw => new RoleIsDeleted(draw.At, draw.Guild, draw.Random.Share(), draw.For(_second * 20, _second * 1800)),
        draw => new RoleIsReplaced(draw.At, draw.Guild, draw.Random.Share()),
        draw => new RoleIsMoved(draw.At, draw.Guild, draw.Random.Share(), draw.For(_second * 10, _second * 1800), draw.Random.Is(0.6)),
        draw => new PermissionIsTaken(draw.At, draw.Guild, draw.For(_second * 10, _second * 1800)),
        draw => new IntentIsOff(draw.At, draw.For(_second * 10, _second * 600)),
        draw => new Fails(draw.At, "* /**", "401", 1, false, draw.For(_second * 5, _second * 900)),
        draw => Fault(draw),
        draw => Fault(draw),
        draw => Fault(draw),
        draw => new Fails(draw.At, draw.Random.Of(_routes[0], _routes[1], _routes[2]), draw.Random.Of("abort", "503", "hang"), draw.Random.Of(0.2, 0.6), true, draw.For(_second * 10, _second * 300)),
        draw => new Fails(draw.At, "POST /users/by/discord", draw.Random.Of<string>([.. Fails.Named.Keys.Order(StringComparer.Ordinal)]), draw.Random.Of(0.5, 1.0), false, draw.For(_second * 20, _second * 900)),
        draw => new RolesComeEmpty(draw.At, draw.Random.Of(0.3, 0.5), draw.For(_second * 20, _second * 600)),
        draw => new DatabaseRefuses(draw.At, draw.Random.Is(0.5), draw.For(_second * 2, _second * 600)),
        draw => new Triggers(draw.At, draw.Guild, draw.Random.Of<int?>(null, 0, 0), draw.Random.Of<int?>(null, null, 3, 1000), draw.Random.Is(0.15)),
        draw => new Triggers(draw.At, draw.Guild, draw.Random.Of<int?>(null, 0, 5), draw.Random.Of<int?>(null, 2, 10), false),
        draw => new Triggers(draw.At, draw.Guild, 0, null, draw.Random.Is(0.5)),
        draw => new Stops(draw.At, draw.Guild, draw.Random.Is(0.2)),
        draw => new Stops(draw.At, draw.Guild, false),
        draw => new Decides(draw.At, draw.Guild, draw.Random.Is(0.7)),
        draw => new Applies(draw.At, draw.Guild),
        draw => new Undoes(draw.At, draw.Guild),
        draw => new Verifies(draw.At, draw.Guild, draw.Member),
        draw => new Crashes(draw.At, draw.Process, Passes(draw), draw.For(_second, _second * 120)),
        draw => new Crashes(draw.At, draw.Process, Passes(draw), draw.For(_second, _second * 600)),
        Freeze,
        draw => new Restarts(draw.At, draw.Process, draw.For(_second, _second * 60)),
        draw => new ClockIsSet(draw.At, draw.Process, draw.Random.Of(-1, 1) * draw.For(_second, _second * 90_000)),
    ];

    public static IReadOnlyList<HistoryEvent> Make(SeededRandom random, int guilds, bool isPair, TimeSpan length)
    {
        // A few favourites in each history; the rest seldom.
        var favourites = Enumerable.Range(0, random.Between(2, 6)).Select(_ => random.Of(_kinds)).ToArray();
        if (isPair && random.Is(0.5))
        {
            favourites[0] = Freeze; // that is what two processes are for: one goes on with what the other one has in hand
        }

        var count = random.Of(3, 6, 10, 20, 30);
        var events = new List<HistoryEvent>();
        for (var number = 0; number < count; number++)
        {
            var at = Moment(random, length);
            var draw = new Draw(random, at, random.Between(0, guilds - 1), random.Between(0, isPair ? 1 : 0));
            var drawn = (random.Is(0.6) ? random.Of(favourites) : random.Of(_kinds))(draw);
            events.Add(drawn);
            if (drawn is Verifies && random.Is(0.4))
            {
                // A verification is short: a crash that is to meet it comes with it.
                events.Add(new Crashes(at, draw.Process, random.Between(1, 60), draw.For(_second, _second * 120)));
            }

            if (random.Is(0.7))
            {
                // What goes on while nothing is written meets nothing: a run begins around most events, often one of each guild.
                var before = at - random.Span(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));
                var first = random.Is(0.5) ? 0 : draw.Guild;
                for (var guild = first; guild <= (first == 0 ? guilds - 1 : draw.Guild); guild++)
                {
                    events.Add(new Triggers(before > TimeSpan.Zero ? before : TimeSpan.Zero, guild, random.Of<int?>(0, null), random.Of<int?>(null, 1000), false));
                }
            }
        }

        return [.. events.OrderBy(historyEvent => historyEvent.At)];
    }

    private static TimeSpan Moment(SeededRandom random, TimeSpan length) => TimeSpan.FromMilliseconds(Math.Round(random.Share() * length.TotalMilliseconds));

    private static int Passes(Draw draw) => (int)draw.For(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300)).TotalMilliseconds;

    private static Freezes Freeze(Draw draw) => new(draw.At, draw.Process, Passes(draw), draw.For(_second * 2, _second * 300));

    private static Fails Fault(Draw draw) => new(
        draw.At, draw.Random.Of(_routes), draw.Random.Of<string>([.. Fails.Named.Keys.Order(StringComparer.Ordinal)]), draw.Random.Of(0.1, 0.5, 1.0), draw.Random.Is(0.3), draw.For(_second * 5, _second * 900));

    /// <summary>Where one event is drawn.</summary>
    private sealed record Draw(SeededRandom Random, TimeSpan At, int Guild, int Process)
    {
        public double Member { get; } = Random.Share();

        public TimeSpan For(TimeSpan shortest, TimeSpan longest) => Random.Span(shortest, longest);
    }
}
