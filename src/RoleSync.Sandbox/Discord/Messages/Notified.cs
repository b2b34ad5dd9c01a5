using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>Whom a message notifies: its mentions, as far as allowed_mentions lets them (https://docs.discord.com/developers/resources/message#allowed-mentions-object).</summary>
/// <param name="Users">Users.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Everyone">Whether it is everyone, or everyone who is there.</param>
public sealed partial record Notified(IReadOnlyList<ulong> Users, IReadOnlyList<ulong> Roles, bool Everyone)
{
    internal const ulong MentionEveryone = 1UL << 17;

    /// <summary>Nobody.</summary>
    public static Notified Nobody { get; } = new([], [], false);

    /// <summary>Whom this message notifies for a sender with these permissions. Only its content counts: embeds never notify.</summary>
    internal static Notified By(JsonElement message, SandboxGuild? guild, ulong permissions)
    {
        var content = MessageRules.Text(message, "content");
        if (!content.Contains('@', StringComparison.Ordinal))
        {
            return Nobody;
        }
        var isLimited = message.TryGetProperty("allowed_mentions", out var allowed) && allowed.ValueKind == JsonValueKind.Object;
        bool Parses(string kind) => !isLimited || MessageRules.Items(allowed, "parse").Any(one => one.ValueEquals(kind));
        List<ulong> Named(string kind) => isLimited ? [.. MessageRules.Items(allowed, kind).Select(Id)] : [];
        var (users, roles) = (Named("users"), Named("roles"));
        var mayAll = (permissions & MentionEveryone) != 0;
        return new Notified(
            [.. Ids(UserMention(), content).Where(id => Parses("users") || users.Contains(id))],
            [.. Ids(RoleMention(), content).Where(id => (Parses("roles") || roles.Contains(id)) && guild?.FindRole(id) is { } role && (role.IsMentionable || mayAll))],
            mayAll && Parses("everyone") && Everybody().IsMatch(content));
    }

    /// <summary>The rule of allowed_mentions that a message breaks; null when it breaks none.</summary>
    internal static FormBreach? Breach(JsonElement message)
    {
        if (!message.TryGetProperty("allowed_mentions", out var allowed) || allowed.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (allowed.ValueKind != JsonValueKind.Object)
        {
            return new FormBreach("allowed_mentions", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }
        var parse = MessageRules.Items(allowed, "parse");
        if (parse.FirstOrDefault(one => one.ToString() is not ("users" or "roles" or "everyone")) is { ValueKind: not JsonValueKind.Undefined })
        {
            return new FormBreach(["allowed_mentions", "parse"], "BASE_TYPE_CHOICES", "Value must be one of ('users', 'everyone', 'roles').");
        }
        foreach (var kind in (string[])["users", "roles"])
        {
            var ids = MessageRules.Items(allowed, kind);
            if (ids.Count > 100)
            {
                return new FormBreach(["allowed_mentions", kind], "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
            }
            if (ids.Exists(one => Id(one) == 0))
            {
                return new FormBreach(["allowed_mentions", kind], "NUMBER_TYPE_COERCE", "Value is not snowflake.");
            }
            if (ids.Count > 0 && parse.Any(one => one.ValueEquals(kind)))
            {
                return new FormBreach("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            }
        }
        return null;
    }

    private static ulong Id(JsonElement id) => ulong.TryParse(id.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IEnumerable<ulong> Ids(Regex mention, string content) =>
        mention.Matches(content).Select(match => ulong.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Distinct();

    [GeneratedRegex(@"<@!?(\d{1,19})>")]
    private static partial Regex UserMention();

    [GeneratedRegex(@"<@&(\d{1,19})>")]
    private static partial Regex RoleMention();

    [GeneratedRegex("@(everyone|here)")]
    private static partial Regex Everybody();
}
