namespace RoleSync.Cli.Watching;

/// <summary>Lines for a spreadsheet (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>One line, without its end.</summary>
    public static string Line(params IEnumerable<string?> fields) => string.Join(',', fields.Select(Field));

    private static string Field(string? text)
    {
        // A spreadsheet would take a text that begins so for a formula.
        var plain = text is { Length: > 0 } && text[0] is '=' or '+' or '-' or '@' ? $"'{text}" : text ?? "";
        return plain.AsSpan().ContainsAny(",\"\r\n") ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }
}
