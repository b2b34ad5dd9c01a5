using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RoleSync.Sandbox.Discord;

/// <summary>What Discord demands of commands.</summary>
internal static partial class CommandRules
{
    private const int MostCommands = 100;
    private const int MostCharacters = 8_000;

    /// <summary>The first rule that is broken, with the place of the breach; null when none is.</summary>
    public static (string[] Path, string Code, string Message)? Breach(JsonElement commands)
    {
        if (commands.GetArrayLength() > MostCommands)
        {
            return (["_body"], "APPLICATION_COMMANDS_MAX", $"Maximum number of application commands reached ({MostCommands}).");
        }
        HashSet<string> names = [];
        foreach (var (index, command) in commands.EnumerateArray().Index())
        {
            var place = index.ToString(CultureInfo.InvariantCulture);
            if (BreachOfCommand(command) is { } breach)
            {
                return ([place, .. breach.Path], breach.Code, breach.Message);
            }
            if (!names.Add(MessageRules.Text(command, "name")))
            {
                return ([place, "name"], "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
            }
        }
        return null;
    }

    private static (string[] Path, string Code, string Message)? BreachOfCommand(JsonElement command)
    {
        if (command.ValueKind != JsonValueKind.Object)
        {
            return ([], "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }
        var options = Options(command);
        if (options.Count > 25)
        {
            return (["options"], "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }
        if (Named(command) is { } breach)
        {
            return breach;
        }
        if (!IsPermissions(command))
        {
            return (["default_member_permissions"], "NUMBER_TYPE_COERCE", "Value is not int.");
        }
        if (command.TryGetProperty("contexts", out var contexts) && contexts.ValueKind != JsonValueKind.Null
            && (contexts.ValueKind != JsonValueKind.Array || contexts.GetArrayLength() == 0 || contexts.EnumerateArray().Any(one => one.GetInt32() is < 0 or > 2)))
        {
            return (["contexts"], "BASE_TYPE_CHOICES", "Value must be one of {0, 1, 2}.");
        }
        for (var index = 0; index < options.Count; index++)
        {
            var place = index.ToString(CultureInfo.InvariantCulture);
            if (Named(options[index]) is { } wrong)
            {
                return (["options", place, .. wrong.Path], wrong.Code, wrong.Message);
            }
            if (!options[index].TryGetProperty("type", out var type) || type.GetInt32() is < 1 or > 11)
            {
                return (["options", place, "type"], "BASE_TYPE_CHOICES", "Value must be one of {1..11}.");
            }
            if (index > 0 && IsRequired(options[index]) && !IsRequired(options[index - 1]))
            {
                return (["options", place], "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options");
            }
            if (options.Take(index).Any(other => MessageRules.Text(other, "name") == MessageRules.Text(options[index], "name")))
            {
                return (["options", place, "name"], "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique");
            }
        }
        return Characters(command) + options.Sum(Characters) > MostCharacters
            ? ([], "APPLICATION_COMMAND_TOO_LARGE", $"Command exceeds maximum size ({MostCharacters})")
            : null;
    }

    private static (string[] Path, string Code, string Message)? Named(JsonElement thing) =>
        !CommandName().IsMatch(MessageRules.Text(thing, "name")) ? (["name"], "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        : MessageRules.Text(thing, "description").Length is < 1 or > 100 ? (["description"], "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        : null;

    // Documented as text, specified as a number: Discord takes either.
    private static bool IsPermissions(JsonElement command) => !command.TryGetProperty("default_member_permissions", out var bits) || bits.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Number => bits.TryGetUInt64(out _),
        JsonValueKind.String => ulong.TryParse(bits.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static bool IsRequired(JsonElement option) => option.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True;

    private static int Characters(JsonElement thing) => MessageRules.Text(thing, "name").Length + MessageRules.Text(thing, "description").Length;

    private static List<JsonElement> Options(JsonElement command) =>
        command.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Array ? [.. options.EnumerateArray()] : [];

    [GeneratedRegex(@"^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$")]
    private static partial Regex CommandName();
}
