using System.Text.Json;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>What Discord demands of buttons and menus (https://docs.discord.com/developers/components/reference).</summary>
internal static class ComponentRules
{
    private const int NewLayout = 1 << 15; // IS_COMPONENTS_V2: text and layout are components, too
    private const int Row = 1;
    private const int Button = 2;
    private const int ListMenu = 3;
    private const int LinkStyle = 5;
    private const int ShopStyle = 6;

    /// <summary>The first rule that the components of a message break; null when they break none.</summary>
    public static FormBreach? Breach(JsonElement message)
    {
        var rows = MessageRules.Items(message, "components");
        if ((MessageRules.Flags(message) & NewLayout) != 0)
        {
            return MessageRules.Text(message, "content").Length + MessageRules.Items(message, "embeds").Count > 0
                ? new FormBreach("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
                : null;
        }
        if (rows.Count > 5)
        {
            return new FormBreach("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
        }
        HashSet<string> ids = [];
        foreach (var (index, row) in rows.Index())
        {
            if (BreachOfRow(row, ids) is { } breach)
            {
                return breach.Under("components", MessageRules.Place(index));
            }
        }
        return null;
    }

    /// <summary>Whether somebody could click or choose something.</summary>
    public static bool AreInteractive(JsonElement message) => Flat(MessageRules.Items(message, "components"))
        .Any(one => Type(one) is ListMenu or (>= 5 and <= 8) || (Type(one) == Button && Style(one) is not (LinkStyle or ShopStyle)));

    private static IEnumerable<JsonElement> Flat(IEnumerable<JsonElement> components) =>
        components.SelectMany(one => Flat(MessageRules.Items(one, "components")).Prepend(one));

    private static FormBreach? BreachOfRow(JsonElement row, HashSet<string> ids)
    {
        if (Type(row) != Row)
        {
            return new FormBreach("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
        }
        var parts = MessageRules.Items(row, "components");
        if (parts.Count is < 1 or > 5)
        {
            return new FormBreach("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
        }
        if (parts.Exists(part => Type(part) != Button) && parts.Count > 1)
        {
            return new FormBreach("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
        }
        foreach (var (index, part) in parts.Index())
        {
            if ((Type(part) == Button ? BreachOfButton(part) : BreachOfMenu(part)) is { } breach)
            {
                return breach.Under("components", MessageRules.Place(index));
            }
            var id = MessageRules.Text(part, "custom_id");
            if (id.Length > 0 && !ids.Add(id))
            {
                return new FormBreach(["components", MessageRules.Place(index), "custom_id"], "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
            }
        }
        return null;
    }

    private static FormBreach? BreachOfButton(JsonElement button)
    {
        var (id, link) = (MessageRules.Text(button, "custom_id"), MessageRules.Text(button, "url"));
        if (MessageRules.TooLong(MessageRules.Text(button, "label"), 80, "label") is { } tooLong)
        {
            return tooLong;
        }
        if (Style(button) == LinkStyle)
        {
            return id.Length > 0 ? new FormBreach("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
                : MessageRules.Required(link, 512, "url")
                ?? (Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "discord" ? null
                    : new FormBreach("url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord')."));
        }
        return Style(button) is not (>= 1 and <= ShopStyle) ? new FormBreach("style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
            : Style(button) == ShopStyle ? null
            : link.Length > 0 ? new FormBreach("url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
            : MessageRules.Required(id, 100, "custom_id");
    }

    private static FormBreach? BreachOfMenu(JsonElement menu)
    {
        if (Type(menu) is not (ListMenu or (>= 5 and <= 8)))
        {
            return new FormBreach("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).");
        }
        var options = MessageRules.Items(menu, "options");
        return MessageRules.Required(MessageRules.Text(menu, "custom_id"), 100, "custom_id")
            ?? (Type(menu) == ListMenu && options.Count is < 1 or > 25 ? new FormBreach("options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.") : null);
    }

    private static int Type(JsonElement component) => Number(component, "type");

    private static int Style(JsonElement button) => Number(button, "style");

    private static int Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) ? number : 0;
}
