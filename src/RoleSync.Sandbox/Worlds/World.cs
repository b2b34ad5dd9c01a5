using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RoleSync.Sandbox.Worlds;

/// <summary>Everything the two simulated services know: guilds, members, roles, the bot, and the people at Ethos. A test changes it while it is served.</summary>
public sealed class World
{
    private readonly Dictionary<ulong, SandboxGuild> _guilds = [];
    private int _tokens;

    internal World(ulong seed, IReadOnlyList<GuildOptions> guilds, string? token, TimeProvider time)
    {
        var chance = new Chance(seed);
        (Time, Snowflakes) = (time, new Snowflakes(time));
        BotId = 1_100_000_000_000_000_000UL + (chance.Draw(0) >> 8);
        Token = token ?? MakeToken();
        Ethos = new EthosDirectory(time);
        List<SandboxGuild> list = [];
        for (var index = 0; index < guilds.Count; index++)
        {
            var guild = new SandboxGuild(chance.For(100 + (ulong)index), index, guilds[index], this);
            if (!_guilds.TryAdd(guild.Id, guild))
            {
                throw new ArgumentException($"Two guilds of the sandbox have the id {guild.Id}.");
            }
            list.Add(guild);
        }
        Guilds = list;
    }

    /// <summary>The guilds the bot is in, in the order of the options.</summary>
    public IReadOnlyList<SandboxGuild> Guilds { get; }

    /// <summary>The people at Ethos.</summary>
    public EthosDirectory Ethos { get; }

    /// <summary>The bot's user id; also the application's id.</summary>
    public ulong BotId { get; }

    /// <summary>The only token that Discord accepts now.</summary>
    public string Token { get; private set; }

    /// <summary>Whether the application's members intent is switched on; off, the member list answers 403 50001.</summary>
    public bool MembersIntent { get; set; } = true;

    /// <summary>Id of the only webhook there is.</summary>
    public ulong WebhookId => BotId + 7;

    /// <summary>Secret of the only webhook there is.</summary>
    public string WebhookToken { get; } = "sandbox-webhook-not-a-secret".PadRight(68, 'x'); // Discord's have 68 characters, and clients look for them

    /// <summary>The first guild: what most tests have.</summary>
    public SandboxGuild TheGuild => Guilds[0];

    /// <summary>The guild with this id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public SandboxGuild Guild(ulong id) => FindGuild(id) ?? throw new KeyNotFoundException($"The sandbox has no guild {id}.");

    /// <summary>Makes the present token invalid, as a reset in the developer portal does.</summary>
    /// <returns>The new token.</returns>
    public string RotateToken() => Token = MakeToken();

    /// <summary>Whether the webhook is the application's own: only then may its messages have buttons that can be clicked.</summary>
    public bool WebhookIsOfTheApplication { get; set; }

    internal bool IsBot(ulong user) => user == BotId || Guilds.Any(guild => guild.IsBot(user));

    internal TimeProvider Time { get; }

    internal Snowflakes Snowflakes { get; }

    internal SandboxGuild? FindGuild(ulong id) => _guilds.GetValueOrDefault(id);

    // The shape of a bot token, and plainly not one.
    private string MakeToken()
    {
        var id = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(BotId.ToString(CultureInfo.InvariantCulture)));
        return $"{id}.Sandbx.{_tokens++:D3}-fake-token-of-the-sandbox-bot";
    }
}
