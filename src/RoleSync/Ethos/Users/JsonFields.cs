using System.Text.Json;
using RoleSync.Transport;

namespace RoleSync.Ethos.Users;

/// <summary>Reads fields of a JSON object that may be missing, or of another type than is expected: null for all of that.</summary>
internal static class JsonFields
{
    /// <summary>The field of an object; null where there is none, or where the parent is no object.</summary>
    public static JsonElement? Child(this JsonElement? parent, ReadOnlySpan<byte> name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var child) ? child : null;

    /// <summary>A finite number.</summary>
    public static double? Number(this JsonElement? parent, ReadOnlySpan<byte> name) =>
        parent.Child(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A number from 0 as a whole one.</summary>
    public static int? Count(this JsonElement? parent, ReadOnlySpan<byte> name) => AsCount(parent.Number(name));

    /// <summary>A text that is not blank, cleaned.</summary>
    public static string? Text(this JsonElement? parent, ReadOnlySpan<byte> name) =>
        parent.Child(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? OutsideText.Clean(text) : null;

    /// <summary>The number as a whole one; null where it is less than 0 or none.</summary>
    public static int? AsCount(double? number) => number is >= 0 and var some ? (int)Math.Min(some, int.MaxValue) : null;
}
