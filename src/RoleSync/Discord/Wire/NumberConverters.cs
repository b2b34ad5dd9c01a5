using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.Wire;

/// <summary>A whole number whose order is all that matters: what lies beyond the range is its end.</summary>
internal sealed class ClampedIntConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number ? throw new JsonException("a number was expected")
            : reader.TryGetInt32(out var number) ? number
            : reader.TryGetDouble(out var large) && !double.IsNaN(large) ? (int)Math.Clamp(large, int.MinValue, int.MaxValue)
            : throw new JsonException("a number was expected");

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>How many there are; null for a number that cannot be one.</summary>
internal sealed class CountConverter : JsonConverter<int?>
{
    // Discord's largest guilds have some 20 million members.
    private const int Most = 1_000_000_000;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.TryGetInt32(out var count) && count is >= 0 and <= Most ? count : null,
        _ => throw new JsonException("a count was expected"),
    };

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => throw new NotSupportedException("Counts are only read.");
}

/// <summary>Permission bits, of any length. Discord answers with text; to send, its specification asks for a number, and it takes either.</summary>
internal sealed class PermissionsConverter : JsonConverter<Permissions>
{
    public override Permissions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        return Permissions.TryParse(text, out var permissions) ? permissions : throw new JsonException("permission bits were expected");
    }

    public override void Write(Utf8JsonWriter writer, Permissions value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToString());
}

/// <summary>Flags in a number of any length, of which the lower 63 bits matter.</summary>
internal sealed class FlagsConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 64
            && BigInteger.TryParse(System.Text.Encoding.UTF8.GetString(reader.ValueSpan), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            ? (long)(bits & long.MaxValue)
            : throw new JsonException("flags were expected");

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
