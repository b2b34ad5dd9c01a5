using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RoleSync.Core.Guilds;

namespace RoleSync.Cli.Console;

/// <summary>The options that several commands share. Each command gets its own instances.</summary>
internal static class CommonOptions
{
    /// <summary><c>--guild-id</c>, else DISCORD_GUILD_ID, else whatever is the service's default.</summary>
    public static Option<string?> Guild(Shell shell)
    {
        var option = new Option<string?>("--guild-id")
        {
            Description = "The Discord server (default: DISCORD_GUILD_ID, else the service's own default)",
            HelpName = "ID",
            DefaultValueFactory = _ => shell.Variable("DISCORD_GUILD_ID") is { Length: > 0 } set ? set.Trim() : null,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !GuildId.TryParse(text, out _))
            {
                result.AddError("The guild id must be the decimal id that Discord shows with Copy Server ID (17 to 19 digits): "
                    + "check --guild-id, and DISCORD_GUILD_ID where it is not given.");
            }
        });
        return option;
    }

    /// <summary><c>--start-index</c>.</summary>
    public static Option<int?> StartIndex() => Number("--start-index", "The first member to do, counted from 0 in order of id", 0, int.MaxValue);

    /// <summary><c>--chunk-size</c>.</summary>
    public static Option<int?> ChunkSize() => Number("--chunk-size", "Members in a chunk (default: the service's SYNC_CHUNK_SIZE)", 1, 100_000);

    /// <summary><c>--dry-run</c>.</summary>
    public static Option<bool> DryRun() => new("--dry-run") { Description = "Plan only, write nothing to Discord" };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the service's answer as it is" };

    /// <summary>A whole number within bounds.</summary>
    public static Option<int?> Number(string name, string description, int minimum, int maximum) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => (int?)ReadNumber(result, name, minimum, maximum),
    };

    /// <summary>The number of a run, as an argument.</summary>
    public static Argument<long> Run() => new("RUN")
    {
        Description = "The number of the run, as \"rolesync runs\" shows it",
        CustomParser = result => ReadNumber(result, "RUN", 1, long.MaxValue) ?? 0,
    };

    /// <summary>The id of a member, as an argument.</summary>
    public static Argument<string> Member()
    {
        var member = new Argument<string>("MEMBER") { Description = "The member's id, as Discord shows it with Copy User ID" };
        member.Validators.Add(result =>
        {
            if (!MemberId.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("MEMBER must be the decimal id that Discord shows with Copy User ID (17 to 19 digits).");
            }
        });
        return member;
    }

    private static long? ReadNumber(ArgumentResult result, string name, long minimum, long maximum)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        result.AddError($"{name} is \"{text}\": write a whole number from {minimum}{(maximum < long.MaxValue ? $" to {maximum}" : "")}.");
        return null;
    }
}
