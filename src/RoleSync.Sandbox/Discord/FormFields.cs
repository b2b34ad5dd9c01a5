using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace RoleSync.Sandbox.Discord;

/// <summary>
/// Reads the fields of a body with Discord's types and remembers the first that is wrong. Discord takes null for a field that is left out, and
/// a number for an id or the other way round.
/// </summary>
internal sealed class FormFields(JsonElement body)
{
    /// <summary>What is wrong; null while nothing is.</summary>
    public FormBreach? Breach { get; private set; }

    /// <summary>Whether the field is there, be it null.</summary>
    public bool Has(string name) => body.TryGetProperty(name, out _);

    public string? Text(string name, int least, int most)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            return Refuse<string>(name, "STRING_TYPE_CONVERT", $"Could not interpret \"{value}\" as string.");
        }
        var text = value.GetString()!;
        return text.Length >= least && text.Length <= most ? text
            : Refuse<string>(name, "BASE_TYPE_BAD_LENGTH", $"Must be between {least} and {most} in length.");
    }

    public int? Number(string name, int least, int most)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)
            || !long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Refuse<string>(name, "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not int.");
            return null;
        }
        if (number < least || number > most)
        {
            Refuse<string>(name, number < least ? "NUMBER_TYPE_MIN" : "NUMBER_TYPE_MAX",
                string.Create(CultureInfo.InvariantCulture, $"int value should be {(number < least ? "greater" : "less")} than or equal to {(number < least ? least : most)}."));
            return null;
        }
        return (int)number;
    }

    public bool? Flag(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }
        Refuse<string>(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        return null;
    }

    /// <summary>A bit set of any length, as text or as a number.</summary>
    public BigInteger? Bits(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }
        if (value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && BigInteger.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return bits;
        }
        Refuse<string>(name, "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not int.");
        return null;
    }

    /// <summary>An object within; its breaches are found in this one, too.</summary>
    public FormFields? Within(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Object ? new FormFields(value)
            : Refuse<FormFields>(name, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
    }

    /// <summary>Takes over what was found wrong in an object within.</summary>
    public void Adopt(string name, FormFields? inner) => Breach ??= inner?.Breach?.Under(name);

    private bool TryGet(string name, out JsonElement value) => body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private T? Refuse<T>(string name, string code, string message) where T : class
    {
        Breach ??= new FormBreach(name, code, message);
        return null;
    }
}
