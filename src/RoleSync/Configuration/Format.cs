namespace RoleSync.Configuration;

/// <summary>How a setting's text becomes a value.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Advice">What to do when it cannot be read, after "DISCORD_TOKEN is ...: ", without a full stop.</param>
/// <param name="TryRead">Reads the text, which is trimmed and not empty.</param>
/// <param name="IsSecret">Whether the text must never be shown.</param>
internal sealed record Format<T>(string Advice, Format<T>.Reader TryRead, bool IsSecret = false)
{
    /// <summary>Reads a setting's text; false when it cannot be read.</summary>
    public delegate bool Reader(string text, out T value);
}
