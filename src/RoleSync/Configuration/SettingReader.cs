using Microsoft.Extensions.Configuration;

namespace RoleSync.Configuration;

/// <summary>
/// Reads settings by their flat name and, where that is unset, by their key under <c>RoleSync:</c>. It never stops at a problem:
/// all of them are gathered, each a sentence that names the variable and says what to do, none with a secret in it.
/// </summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    // A longer text is no value that somebody mistyped but perhaps a secret in the wrong variable.
    private const int LongestShown = 24;

    private readonly List<string> _problems = [];
    private readonly List<string> _mendable = [];
    private readonly Dictionary<string, string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The section that the keys are under.</summary>
    public IConfigurationSection Section { get; } = configuration.GetSection("RoleSync");

    /// <summary>Everything that is wrong so far, in the order of reading.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Those of <see cref="Problems"/> that roles in the store may mend.</summary>
    public IReadOnlyList<string> UnlessStored => _mendable;

    /// <summary>Every variable and key that somebody has asked for, whether it is set or not, each with the name that a person knows it by: the variable, where there is one.</summary>
    public IReadOnlyDictionary<string, string> Asked => _asked;

    /// <summary>What is set outside the product's own section, such as how much is logged.</summary>
    public IConfigurationSection Foreign(string section) => configuration.GetSection(section);

    /// <summary>Every flat variable of the configuration.</summary>
    public IEnumerable<string> Variables => configuration.GetChildren().Select(child => child.Key);

    /// <summary>Adds a problem: a sentence that names the variable and says what to do.</summary>
    public void Complain(string problem) => _problems.Add(problem);

    /// <summary>Adds a problem that is none where the store knows the role.</summary>
    public void ComplainUnlessStored(string problem)
    {
        _problems.Add(problem);
        _mendable.Add(problem);
    }

    /// <summary>The setting's value; the fallback where it is unset or cannot be read.</summary>
    /// <param name="name">The flat name; null where there is only a key.</param>
    /// <param name="key">The key under <c>RoleSync:</c>.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="fallback">Its default.</param>
    public T Read<T>(string? name, string key, Format<T> format, T fallback) =>
        Find(name, key) is { } found && TryRead(found.Called, found.Text, format, out var value) ? value : fallback;

    /// <summary>As <see cref="Read"/>, and a problem where the setting is unset.</summary>
    public T ReadRequired<T>(string name, string key, Format<T> format, T fallback, string whereFrom)
    {
        if (Find(name, key) is null)
        {
            Complain($"{name} is not set: {whereFrom}.");
        }

        return Read(name, key, format, fallback);
    }

    /// <summary>As <see cref="Read"/>; null where the setting is unset or cannot be read.</summary>
    public T? ReadOptional<T>(string? name, string key, Format<T> format)
        where T : struct =>
        Find(name, key) is { } found && TryRead(found.Called, found.Text, format, out var value) ? value : null;

    /// <summary>Reads a text that was found under some name; a problem where it cannot be read.</summary>
    public bool TryRead<T>(string called, string text, Format<T> format, out T value)
    {
        if (format.TryRead(text, out value))
        {
            return true;
        }

        var shown = format.IsSecret || text.Length > LongestShown ? $"not usable ({text.Length} characters)" : $"\"{text}\"";
        Complain($"{called} is {shown}: {format.Advice}.");
        return false;
    }

    /// <summary>The text of a flat variable or, where that is unset, of a key; null where both are. Blank counts as unset.</summary>
    public (string Called, string Text)? Find(string? name, string key)
    {
        _asked[$"RoleSync:{key}"] = name ?? $"RoleSync:{key}";
        if (name is not null)
        {
            _asked[name] = name;
        }

        if (name is not null && Text(name) is { } flat)
        {
            return (name, flat);
        }

        return Section[key]?.Trim() is { Length: > 0 } text ? ($"RoleSync:{key}", text) : null;
    }

    /// <summary>The text of a flat variable; null where it is unset or blank.</summary>
    public string? Text(string name) => configuration[name]?.Trim() is { Length: > 0 } text ? text : null;
}
