using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RoleSync.Sandbox.Discord.Messages;

namespace RoleSync.Sandbox.Discord.Commands;

/// <summary>What Discord demands of commands.</summary>
internal static partial class CommandRules
{
    private const int MostCharacters = 8_000;

    /// <summary>The first rule that is broken, with the place of the breach; null when none is.</summary>
    public static FormBreach? Breach(JsonElement commands)
    {
        Dictionary<int, int> counts = [];
        HashSet<(int, string)> names = [];
        foreach (var (index, command) in commands.EnumerateArray().Index())
        {
            var place = index.ToString(CultureInfo.InvariantCulture);
            if (BreachOfCommand(command) is { } breach)
            {
                return breach.Under(place);
            }
            var type = Type(command);
            if (!names.Add((type, MessageRules.Text(command, "name"))))
            {
                return new FormBreach([place, "name"], "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
            }
            counts[type] = counts.GetValueOrDefault(type) + 1;
            if (counts[type] > Most(type))
            {
                return new FormBreach("_body", "APPLICATION_COMMANDS_MAX", $"Maximum number of application commands reached ({Most(type)}).");
            }
        }
        return null;
    }

    /// <summary>The first rule that a single command breaks; null when it breaks none.</summary>
    public static FormBreach? BreachOfCommand(JsonElement command)
    {
        if (command.ValueKind != JsonValueKind.Object)
        {
            return new FormBreach([], "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }
        var options = MessageRules.Items(command, "options");
        var fields = new FormFields(command);
        fields.Number("type", 1, 3);
        fields.Bits("default_member_permissions");
        fields.Flag("nsfw");
        return fields.Breach
            ?? (Type(command) == 1 ? Named(command) : BreachOfMenu(command, options))
            ?? Choices(command, "contexts", 2)
            ?? Choices(command, "integration_types", 1)
            ?? BreachOfOptions(options)
            ?? (Characters(command) > MostCharacters
                ? new FormBreach([], "APPLICATION_COMMAND_TOO_LARGE", $"Command exceeds maximum size ({MostCharacters})") : null);
    }

    private static int Type(JsonElement command) =>
        command.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Number && type.TryGetInt32(out var number) ? number : 1;

    private static int Most(int type) => type == 1 ? 100 : 15;

    // What a right click offers: any letters and spaces, no description, no options.
    private static FormBreach? BreachOfMenu(JsonElement command, List<JsonElement> options) =>
        MessageRules.Text(command, "name").Trim().Length is < 1 or > 32 ? new FormBreach("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length.")
        : MessageRules.Text(command, "description").Length > 0
            ? new FormBreach("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID", "Context menu commands cannot have description")
        : options.Count > 0
            ? new FormBreach("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID", "Context menu commands cannot have options")
        : null;

    private static FormBreach? BreachOfOptions(List<JsonElement> options)
    {
        if (options.Count > 25)
        {
            return new FormBreach("options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }
        for (var index = 0; index < options.Count; index++)
        {
            var place = index.ToString(CultureInfo.InvariantCulture);
            if (BreachOfOption(options[index]) is { } breach)
            {
                return breach.Under("options", place);
            }
            if (index > 0 && IsRequired(options[index]) && !IsRequired(options[index - 1]))
            {
                return new FormBreach(["options", place], "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options");
            }
            if (options.Take(index).Any(other => MessageRules.Text(other, "name") == MessageRules.Text(options[index], "name")))
            {
                return new FormBreach(["options", place, "name"], "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique");
            }
        }
        return null;
    }

    private static FormBreach? BreachOfOption(JsonElement option)
    {
        if (Named(option) is { } wrong)
        {
            return wrong;
        }
        if (!option.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.Number || !type.TryGetInt32(out var number) || number is < 1 or > 11)
        {
            return new FormBreach("type", "BASE_TYPE_CHOICES", "Value must be one of {1..11}.");
        }
        var choices = MessageRules.Items(option, "choices");
        if (choices.Count > 25)
        {
            return new FormBreach("choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }
        foreach (var (index, choice) in choices.Index())
        {
            if (MessageRules.Text(choice, "name").Length is < 1 or > 100)
            {
                return new FormBreach("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.").Under("choices", $"{index}");
            }
        }
        return BreachOfOptions(MessageRules.Items(option, "options"));
    }

    private static FormBreach? Named(JsonElement thing) =>
        !CommandName().IsMatch(MessageRules.Text(thing, "name")) ? new FormBreach("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        : MessageRules.Text(thing, "description").Length is < 1 or > 100 ? new FormBreach("description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        : null;

    private static FormBreach? Choices(JsonElement command, string name, int most) =>
        !command.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null ? null
        : list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number && one.TryGetInt32(out var number) && number >= 0 && number <= most) ? null
        : new FormBreach(name, "BASE_TYPE_CHOICES", $"Value must be one of {{{string.Join(", ", Enumerable.Range(0, most + 1))}}}.");

    private static bool IsRequired(JsonElement option) => option.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True;

    private static int Characters(JsonElement thing) => MessageRules.Text(thing, "name").Length + MessageRules.Text(thing, "description").Length
        + MessageRules.Items(thing, "options").Sum(Characters);

    [GeneratedRegex(@"^[-_'\p{Ll}\p{Lm}\p{Lo}\p{N}]{1,32}$")]
    private static partial Regex CommandName();
}
