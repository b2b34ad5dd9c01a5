using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using RoleSync.Sandbox.Discord.Commands;
using RoleSync.Sandbox.Discord.Messages;
using RoleSync.Sandbox.Discord.Roles;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>The simulated Discord: who may call, how often, and which route answers.</summary>
internal sealed partial class DiscordApi : SimulatedApi
{
    private readonly World _world;
    private readonly Limits _limits;
    private readonly InvalidRequests _invalid;
    private readonly Journal _journal;
    private readonly bool _refusesUnknownAgents;
    private readonly ConcurrentDictionary<string, bool> _agents = new();
    private readonly ConcurrentDictionary<(string Guild, string Member), int> _writing = new();

    public DiscordApi(World world, Limits limits, InvalidRequests invalid, Journal journal, InteractionDesk interactions, CommandBook commands, MessageBook messages, bool refusesUnknownAgents)
    {
        (_world, _limits, _invalid, _journal, _refusesUnknownAgents) = (world, limits, invalid, journal, refusesUnknownAgents);
        var application = new ApplicationRoutes(world, interactions);
        var guilds = new GuildRoutes(world);
        var members = new MemberRoutes(world, journal);
        Routes =
        [
            .. application.All, .. new CommandRoutes(world, commands).All, .. guilds.All, .. new RoleRoutes(world).All, .. new AuditLogRoutes(world).All, .. members.All,
            .. new HookRoutes(world, journal, interactions, messages).All, .. new ChannelRoutes(world, journal, messages).All,
            .. new CallbackRoutes(world, interactions).All,
        ];
    }

    protected override IReadOnlyList<ApiRoute> Routes { get; }

    public override void Enter(Call call)
    {
        if (call.Route is not DiscordRoute route)
        {
            return;
        }
        _journal.Enter(NameOf(route), route.TopLevelOf(call));
        if (route.WritesRoles && _writing.AddOrUpdate(MemberOf(call), 1, static (_, count) => count + 1) > 1)
        {
            call.Overlaps = true;
            _journal.Overlapped();
            _journal.Violation($"{call.Method} {call.Path} came while another write of the same member was in flight: Discord loses one of them.");
        }
    }

    public override void Leave(Call call)
    {
        if (call.Route is not DiscordRoute route)
        {
            return;
        }
        _journal.Leave(NameOf(route), route.TopLevelOf(call));
        if (route.WritesRoles && _writing.AddOrUpdate(MemberOf(call), 0, static (_, count) => count - 1) <= 0)
        {
            _writing.TryRemove(new KeyValuePair<(string, string), int>(MemberOf(call), 0));
        }
    }

    public override Answer Answer(Call call)
    {
        if (_invalid.Ban() is { } left)
        {
            _journal.Limited("cloudflare");
            _journal.Violation($"{call.Method} {call.Path} came while the address was banned for too many invalid requests.");
            return DiscordError.Cloudflare(429, "Access denied | discord.com used Cloudflare to restrict access")
                .With("Retry-After", RateLimitHeaders.WholeSeconds(left)).With("Server", "cloudflare");
        }
        if (!BotAgent().IsMatch(call.Header("User-Agent") ?? "") && IsRefused(call))
        {
            _invalid.Count();
            return DiscordError.Cloudflare(403, "Attention Required! | Cloudflare").With("Server", "cloudflare");
        }
        var answer = Checked(call);
        if (answer.Status is 401 or 403 or 429)
        {
            _invalid.Count();
        }
        return answer.With("Via", "1.1 google");
    }

    // Documented as required, and served all the same: several clients have one of another form. Each is noted once.
    private bool IsRefused(Call call)
    {
        var agent = call.Header("User-Agent") ?? "";
        if (_agents.TryAdd(agent, true))
        {
            _journal.Violation($"{call.Method} {call.Path} has the User-Agent '{agent}', which is not of the form 'DiscordBot (url, version)'.");
        }
        return _refusesUnknownAgents;
    }

    private Answer Checked(Call call)
    {
        if (call.Route is not DiscordRoute route)
        {
            return Knows(call.Path) ? DiscordError.MethodNotAllowed() : DiscordError.NotFound();
        }
        if (!route.IsOpen && call.Header("Authorization") != $"Bot {_world.Token}")
        {
            return DiscordError.Unauthorized();
        }
        if (!route.IsOpen && _limits.Take(LimitedRoute.Global, 0) is { Allowed: false } global)
        {
            _journal.Limited("global");
            return RateLimitHeaders.TooMany(global, "global");
        }
        if (route.Limit is not { } limit)
        {
            return route.Answer(call);
        }
        var verdict = _limits.Take(limit, route.TopLevelOf(call));
        if (!verdict.Allowed)
        {
            _journal.Limited("user");
        }
        var answer = verdict.Allowed ? route.Answer(call) : RateLimitHeaders.TooMany(verdict, "user");
        RateLimitHeaders.Put(answer, limit, verdict, _limits.At(verdict.ResetAt));
        return answer;
    }

    private static string NameOf(DiscordRoute route) => route.Limit?.ToString() ?? $"{route.Method} {route.Template}";

    private static (string, string) MemberOf(Call call) => (call.Segment(1), call.Segment(3));

    [GeneratedRegex(@"^DiscordBot \(\S+, \S+\)( .*)?$")]
    private static partial Regex BotAgent();
}
