using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoleSync.Transport;

/// <summary>Every text of a shape that is read from others, cleaned while it is read; what is written goes as it is.</summary>
internal sealed class CleanTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? OutsideText.Clean(reader.GetString()!) : throw new JsonException("a text was expected");

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OutsideText.Clean(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}
