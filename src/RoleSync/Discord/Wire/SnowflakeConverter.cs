using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.Wire;

/// <summary>Ids travel as decimal text: a JSON number would lose their last digits in many a reader.</summary>
internal sealed class SnowflakeConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Snowflake.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("an id was expected");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
